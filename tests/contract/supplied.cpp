#include "tests/contract/supplied.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace kaibo::contract {

namespace {

constexpr int clock_speed = 1000;

std::string in_market(const std::string& method) {
  return "kaibo.supply.v1.SupplyService/" + method;
}
std::string in_orders(const std::string& method) {
  return "kaibo.supply.v1.SupplyOrderService/" + method;
}

}  // namespace

void SuppliedTest::SetUp() {
  PracticeTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  staff_ = {.user_id = find_caller(instructor_)->user_id, .token = instructor_};
  supply::v1::Supplier wish;
  wish.set_name("湘果汇果品合作社");
  wish.set_place("湖南省怀化市");
  wish.set_freight_fen(200);
  wish.mutable_behaviour()->set_accept_minutes(10);
  wish.mutable_behaviour()->set_prepare_minutes(60);
  wish.mutable_behaviour()->set_inspect_minutes(30);
  supplier_ = save_supplier(wish);
  // So that sessions outlive what takes days in class.
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    classroom_->set_clock(tx, class_id_, 100 * clock_speed, false, staff_.user_id);
  });
}

supply::v1::Supplier SuppliedTest::save_supplier(const supply::v1::Supplier& supplier) {
  supply::v1::SaveSupplierRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  *request.mutable_supplier() = supplier;
  return call<supply::v1::SaveSupplierResponse>(in_market("SaveSupplier"), request, instructor_)
      .supplier();
}

supply::v1::Good SuppliedTest::add_good(const std::string& title, int stock) {
  supply::v1::AddGoodRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  supply::v1::Good& good = *request.mutable_good();
  good.set_title(title);
  good.set_category("水果");
  good.set_description("早上摘、下午发，坏果当天拍照按个赔，放阴凉处能存半个月。");
  good.set_specification("5 斤装");
  good.add_pictures(picture(staff_));
  good.set_supply_price_fen(1000);
  good.set_suggested_price_fen(2000);
  good.set_stock(stock);
  good.set_unit("箱");
  good.set_min_quantity(1);
  good.set_supplier_id(supplier_.supplier_id());
  return call<supply::v1::AddGoodResponse>(in_market("AddGood"), request, instructor_).good();
}

supply::v1::Good SuppliedTest::good_now(std::int64_t good_id) {
  supply::v1::GetGoodRequest request;
  request.set_class_id(class_id_);
  request.set_good_id(good_id);
  return call<supply::v1::GetGoodResponse>(in_market("GetGood"), request, instructor_).good();
}

supply::v1::Good SuppliedTest::save_good(supply::v1::Good good, int stock_seen) {
  supply::v1::SaveGoodRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  *request.mutable_good() = std::move(good);
  request.set_stock_seen(stock_seen);
  return call<supply::v1::SaveGoodResponse>(in_market("SaveGood"), request, instructor_).good();
}

supply::v1::Good SuppliedTest::save_seen(supply::v1::Good good) {
  const supply::v1::Good seen = good_now(good.good_id());
  for (mall::v1::Sku& sku : *good.mutable_skus()) {
    const auto known = std::ranges::find(seen.skus(), sku.sku_id(), &mall::v1::Sku::sku_id);
    if (known != seen.skus().end()) sku.set_stock_seen(known->stock());
  }
  return save_good(std::move(good), seen.stock());
}

supply::v1::Good SuppliedTest::add_oranges(int stock) {
  supply::v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 多规格可选", 1);
  good.add_axes()->set_name("重量");
  good.add_axes()->set_name("果径");
  for (const auto& [weight, price] : {std::pair{"5斤", 1000}, {"10斤", 1800}}) {
    good.mutable_axes(0)->add_values(weight);
    for (const auto& [size, more] : {std::pair{"中果", 0}, {"大果", 200}}) {
      if (good.skus_size() < 2) good.mutable_axes(1)->add_values(size);
      mall::v1::Sku& sku = *good.add_skus();
      sku.add_values(weight);
      sku.add_values(size);
      sku.set_price_fen(price + more);
      sku.set_list_price_fen(2 * (price + more));
      sku.set_stock(stock);
    }
  }
  return save_seen(std::move(good));
}

void SuppliedTest::set_stopped(std::int64_t good_id, bool stopped) {
  supply::v1::SetGoodStoppedRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_good_id(good_id);
  request.set_stopped(stopped);
  call<supply::v1::SetGoodStoppedResponse>(in_market("SetGoodStopped"), request, instructor_);
}

supply::v1::Link SuppliedTest::copy(const Trainee& seller, const supply::v1::Good& good,
                                    std::int64_t price_fen, int own_cap) {
  supply::v1::CopyGoodRequest request = wish_for(good, {}, own_cap);
  request.set_price_fen(price_fen);
  return copy_rows(seller, request);
}

supply::v1::CopyGoodRequest SuppliedTest::wish_for(const supply::v1::Good& good,
                                                   const std::vector<int>& rows, int own_cap) {
  supply::v1::CopyGoodRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_good_id(good.good_id());
  request.set_own_cap(own_cap);
  request.set_listed(true);
  request.mutable_mark_up()->set_kind(supply::v1::MARK_UP_KIND_PERCENT);
  request.mutable_mark_up()->set_percent(50);
  request.set_supply_price_fen(good.supply_price_fen());
  for (const int row : rows) {
    supply::v1::CopySku& chosen = *request.add_skus();
    chosen.set_sku_id(good.skus(row).sku_id());
    chosen.set_supply_price_fen(good.skus(row).price_fen());
    chosen.set_price_fen(good.skus(row).price_fen() * 2);
    chosen.set_own_cap(own_cap);
  }
  return request;
}

supply::v1::Link SuppliedTest::copy_rows(const Trainee& seller,
                                         const supply::v1::CopyGoodRequest& request) {
  return call<supply::v1::CopyGoodResponse>(in_market("CopyGood"), request, seller.token).link();
}

supply::v1::Link SuppliedTest::link_of(const Trainee& seller, std::int64_t product_id) {
  supply::v1::ListLinksRequest request;
  request.set_class_id(class_id_);
  const auto reply =
      call<supply::v1::ListLinksResponse>(in_market("ListLinks"), request, seller.token);
  for (const supply::v1::Link& link : reply.links()) {
    if (link.product_id() == product_id) return link;
  }
  ADD_FAILURE() << "no such link";
  return {};
}

void SuppliedTest::capture_automatically(const Trainee& seller) {
  supply::v1::SaveSettingsRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.mutable_settings()->set_capture(supply::v1::CAPTURE_AUTOMATIC);
  call<supply::v1::SaveSettingsResponse>(in_market("SaveSettings"), request, seller.token);
}

std::int64_t SuppliedTest::buy(const Trainee& buyer, std::int64_t product_id, int quantity) {
  mall::v1::PlaceOrderRequest request = order_for(product_now(buyer, product_id), quantity);
  request.set_pay_now(true);
  return place(buyer, request).order_id();
}

mall::v1::Order SuppliedTest::order_now(const Trainee& seller, std::int64_t order_id) {
  mall::v1::GetOrderRequest request;
  request.set_class_id(class_id_);
  request.set_order_id(order_id);
  return call<mall::v1::GetOrderResponse>("kaibo.mall.v1.MallService/GetOrder", request,
                                          seller.token)
      .order();
}

supply::v1::ListSupplyOrdersResponse SuppliedTest::supply_orders(const Trainee& seller,
                                                                 std::int64_t order_id) {
  supply::v1::ListSupplyOrdersRequest request;
  request.set_class_id(class_id_);
  request.set_order_id(order_id);
  return call<supply::v1::ListSupplyOrdersResponse>(in_orders("ListSupplyOrders"), request,
                                                    seller.token);
}

supply::v1::SupplyOrder SuppliedTest::supply_order_of(const Trainee& seller,
                                                      std::int64_t order_id) {
  const supply::v1::ListSupplyOrdersResponse all = supply_orders(seller, order_id);
  EXPECT_EQ(all.orders_size(), 1);
  return all.orders().empty() ? supply::v1::SupplyOrder() : all.orders(0);
}

supply::v1::SupplyOrder SuppliedTest::capture(const Trainee& seller,
                                              const supply::v1::SupplyOrder& order) {
  supply::v1::CaptureOrderRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_supply_order_id(order.supply_order_id());
  request.set_expected_fen(order.goods_fen() + order.freight_fen());
  return call<supply::v1::CaptureOrderResponse>(in_orders("CaptureOrder"), request, seller.token)
      .order();
}

supply::v1::SupplyOrder SuppliedTest::cancel_supply(const Trainee& seller,
                                                    std::int64_t supply_order_id) {
  supply::v1::CancelSupplyOrderRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_supply_order_id(supply_order_id);
  return call<supply::v1::CancelSupplyOrderResponse>(in_orders("CancelSupplyOrder"), request,
                                                     seller.token)
      .order();
}

std::int64_t SuppliedTest::ask_return(const Trainee& seller, const supply::v1::SupplyOrder& order,
                                      int quantity, supply::v1::ReturnKind kind) {
  supply::v1::AskReturnRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_supply_order_id(order.supply_order_id());
  request.set_kind(kind);
  request.set_reason("买家说有坏果");
  supply::v1::ReturnLine& line = *request.add_lines();
  line.set_product_id(order.lines(0).product_id());
  line.set_quantity(quantity);
  return call<supply::v1::AskReturnResponse>(in_orders("AskReturn"), request, seller.token)
      .return_id();
}

supply::v1::SupplyOrder SuppliedTest::send_return(const Trainee& seller, std::int64_t return_id) {
  supply::v1::SendReturnRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_return_id(return_id);
  request.set_courier("中通快递");
  request.set_waybill("ZT20260099");
  return call<supply::v1::SendReturnResponse>(in_orders("SendReturn"), request, seller.token)
      .order();
}

supply::v1::SupplyOrder SuppliedTest::cancel_return(const Trainee& seller, std::int64_t return_id) {
  supply::v1::CancelReturnRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_return_id(return_id);
  return call<supply::v1::CancelReturnResponse>(in_orders("CancelReturn"), request, seller.token)
      .order();
}

supply::v1::GetProfitResponse SuppliedTest::profit(const Trainee& seller) {
  supply::v1::GetProfitRequest request;
  request.set_class_id(class_id_);
  return call<supply::v1::GetProfitResponse>(in_orders("GetProfit"), request, seller.token);
}

void SuppliedTest::pass_minutes(int minutes) {
  now_.advance(static_cast<base::Millis>(minutes) * 60'000 / clock_speed);
  while (fire_timers() > 0) {
  }
}

void SuppliedShopTest::SetUp() {
  SuppliedTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  seller_ = trainee("林晓燕");
  buyer_ = trainee("周建国");
  open_shop(seller_, "橙心果园");
}

mall::v1::AfterSale SuppliedShopTest::ask_after_sale(std::int64_t order_id,
                                                     mall::v1::AfterSaleKind kind, int quantity,
                                                     int line) {
  mall::v1::AskAfterSaleRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_order_id(order_id);
  request.set_line(line);
  request.set_kind(kind);
  request.set_quantity(quantity);
  request.set_reason("商品破损");
  return call<mall::v1::AskAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/AskAfterSale",
                                              request, buyer_.token)
      .after_sale();
}

void SuppliedShopTest::step_after_sale(const Trainee& who, const mall::v1::AfterSale& after_sale,
                                       mall::v1::AfterSaleStep step) {
  mall::v1::StepAfterSaleRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_after_sale_id(after_sale.after_sale_id());
  request.set_step(step);
  request.set_courier("圆通速递");
  request.set_waybill("YT20260009");
  call<mall::v1::StepAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/StepAfterSale", request,
                                        who.token);
}

int SuppliedShopTest::stock_in_mall(std::int64_t product_id) {
  return product_now(buyer_, product_id).stock();
}

}  // namespace kaibo::contract
