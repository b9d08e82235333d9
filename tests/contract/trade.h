#pragma once

#include <string>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "tests/contract/practice.h"

namespace kaibo::contract {

/// A seller with a shop and a buyer, and what they do to orders through the dispatcher.
class TradeTest : public PracticeTest {
 protected:
  static constexpr base::Millis hour = 3'600'000;
  static constexpr base::Millis day = 24 * hour;

  void SetUp() override {
    // Nobody is signed out while weeks of the class clock pass.
    settings_.idle_ms = settings_.life_ms = 10'000 * day;
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    seller_ = trainee("林晓燕");
    buyer_ = trainee("周建国");
    open_shop(seller_, "橙心果园");
  }

  /// The seller asks somebody to help; unspecified: lets them go.
  void set_helper(const Trainee& who, mall::v1::HelperKind kind) {
    auto request = named<mall::v1::SetHelperRequest>();
    request.set_user_id(who.user_id);
    request.set_kind(kind);
    call<mall::v1::SetHelperResponse>("kaibo.mall.v1.ShopService/SetHelper", request,
                                      seller_.token);
  }

  mall::v1::Order paid_order(const mall::v1::Product& product, int quantity) {
    mall::v1::PlaceOrderRequest request = order_for(product, quantity);
    request.set_pay_now(true);
    return place(buyer_, request);
  }

  mall::v1::Order order_now(const Trainee& viewer, std::int64_t order_id) {
    mall::v1::GetOrderRequest request;
    request.set_class_id(class_id_);
    request.set_order_id(order_id);
    return call<mall::v1::GetOrderResponse>("kaibo.mall.v1.MallService/GetOrder", request,
                                            viewer.token)
        .order();
  }

  mall::v1::GetWalletResponse wallet(const Trainee& person) {
    mall::v1::GetWalletRequest request;
    request.set_class_id(class_id_);
    return call<mall::v1::GetWalletResponse>("kaibo.mall.v1.MallService/GetWallet", request,
                                             person.token);
  }

  mall::v1::Order ship_pieces(std::int64_t order_id, int line, int quantity) {
    auto request = named<mall::v1::ShipOrderRequest>();
    request.set_order_id(order_id);
    request.set_courier("中通快递");
    request.set_waybill("ZT20260001");
    request.add_lines()->set_line(line);
    request.mutable_lines(0)->set_quantity(quantity);
    return call<mall::v1::ShipOrderResponse>("kaibo.mall.v1.MallService/ShipOrder", request,
                                             seller_.token)
        .order();
  }

  mall::v1::Parcel lose(std::int64_t parcel_id) {
    auto request = named<mall::v1::LoseParcelRequest>();
    request.set_parcel_id(parcel_id);
    return call<mall::v1::LoseParcelResponse>("kaibo.mall.v1.MallService/LoseParcel", request,
                                              instructor_)
        .parcel();
  }

  mall::v1::AskAfterSaleRequest wish(const mall::v1::Order& order, mall::v1::AfterSaleKind kind,
                                     int quantity) {
    auto request = named<mall::v1::AskAfterSaleRequest>();
    request.set_order_id(order.order_id());
    request.set_kind(kind);
    request.set_quantity(quantity);
    request.set_reason("商品破损");
    request.set_text("有两个压坏了");
    return request;
  }

  mall::v1::AfterSale ask(const mall::v1::AskAfterSaleRequest& request) {
    return call<mall::v1::AskAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/AskAfterSale",
                                                request, buyer_.token)
        .after_sale();
  }

  mall::v1::AfterSale take(const Trainee& who, const mall::v1::AfterSale& after_sale,
                           mall::v1::AfterSaleStep step, const std::string& text = "请看照片") {
    auto request = named<mall::v1::StepAfterSaleRequest>();
    request.set_after_sale_id(after_sale.after_sale_id());
    request.set_step(step);
    request.set_text(text);
    request.set_courier("圆通速递");
    request.set_waybill("YT20260009");
    return call<mall::v1::StepAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/StepAfterSale",
                                                 request, who.token)
        .after_sale();
  }

  mall::v1::AfterSale decide(const std::string& token, const mall::v1::AfterSale& after_sale,
                             bool refund) {
    auto request = named<mall::v1::DecideAfterSaleRequest>();
    request.set_after_sale_id(after_sale.after_sale_id());
    request.set_refund(refund);
    request.set_reason("照片里能看到压坏");
    return call<mall::v1::DecideAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/DecideAfterSale",
                                                   request, token)
        .after_sale();
  }

  /// Lets class time pass, and all that is due happen.
  void pass(base::Millis time) {
    now_.advance(time);
    while (fire_timers() > 0) {
    }
  }

  Trainee seller_;
  Trainee buyer_;
};

}  // namespace kaibo::contract
