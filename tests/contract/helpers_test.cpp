#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "kaibo/mall/v1/import.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

/// A shop, a classmate who helps there, and all that may be done in a shop.
class HelpersContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    helper_ = trainee("王芳");
    product_ = list_product(seller_, 3000, 100);
    shop_id_ = product_.shop_id();
  }

  template <typename Response, typename Request>
  Response ask(const std::string& method, Request request, const Trainee& who) {
    request.set_class_id(class_id_);
    if constexpr (requires { request.set_request_id(request_id()); }) {
      request.set_request_id(request_id());
    }
    return call<Response>("kaibo.mall.v1." + method, request, who.token);
  }

  template <typename Request>
  Request of_shop() {
    Request request;
    request.set_shop_id(shop_id_);
    return request;
  }

  v1::Product save(const Trainee& who, std::int64_t product_id) {
    v1::SaveProductRequest wish;
    wish.set_product_id(product_id);
    if (product_id == 0) wish.set_shop_id(shop_id_);
    if (product_id != 0) wish.set_version(product_now(seller_, product_id).version());
    wish.set_listed(product_id != 0);
    wish.set_title("永州脐橙 现摘现发 十斤装");
    wish.set_description("自家果园，现摘现发。");
    wish.add_pictures(picture(who));
    wish.set_price_fen(2800);
    wish.set_stock(50);
    wish.set_stock_seen(50);
    return ask<v1::SaveProductResponse>("MallService/SaveProduct", wish, who).product();
  }
  void set_listed(const Trainee& who, bool listed) {
    v1::SetProductListedRequest wish;
    wish.set_product_id(product_.product_id());
    wish.set_listed(listed);
    ask<v1::SetProductListedResponse>("MallService/SetProductListed", wish, who);
  }
  void import(const Trainee& who) {
    auto wish = of_shop<v1::ImportProductsRequest>();
    v1::ProductRow& row = *wish.add_rows();
    row.set_row(2);
    row.set_code("C1");
    row.set_title("永州脐橙 现摘现发 五斤装");
    row.set_category("新鲜水果");
    row.set_price_fen(1000);
    row.set_stock(10);
    row.set_stock_seen(-1);
    EXPECT_TRUE(
        ask<v1::ImportProductsResponse>("ImportService/ImportProducts", wish, who).imported());
  }
  int products(const Trainee& who) {
    return ask<v1::ListShopProductsResponse>("MallService/ListShopProducts",
                                             of_shop<v1::ListShopProductsRequest>(), who)
        .products_size();
  }

  void change_price(const Trainee& who, std::int64_t order_id) {
    v1::ChangeOrderPriceRequest wish;
    wish.set_order_id(order_id);
    wish.set_amount_fen(2700);
    wish.set_reason("老顾客优惠");
    ask<v1::ChangeOrderPriceResponse>("MallService/ChangeOrderPrice", wish, who);
  }
  void remark(const Trainee& who, std::int64_t order_id) {
    v1::SetOrderRemarkRequest wish;
    wish.set_order_id(order_id);
    wish.set_remark("加一层泡沫");
    ask<v1::SetOrderRemarkResponse>("MallService/SetOrderRemark", wish, who);
  }
  v1::ListOrdersResponse orders(const Trainee& who) {
    auto wish = of_shop<v1::ListOrdersRequest>();
    wish.set_as_seller(true);
    return ask<v1::ListOrdersResponse>("MallService/ListOrders", wish, who);
  }

  v1::CouponWish coupon_terms() {
    v1::CouponWish terms;
    terms.set_name("开业券");
    terms.set_kind(v1::COUPON_KIND_FIXED);
    terms.set_off_fen(500);
    terms.set_total(10);
    terms.set_per_person(1);
    terms.set_valid_from_class_at(now_.now() + day);
    terms.set_valid_until_class_at(now_.now() + 7 * day);
    return terms;
  }
  v1::Coupon create_coupon(const Trainee& who) {
    auto wish = of_shop<v1::CreateCouponRequest>();
    *wish.mutable_terms() = coupon_terms();
    return ask<v1::CreateCouponResponse>("PromotionService/CreateCoupon", wish, who).coupon();
  }
  v1::Coupon change(const Trainee& who, const v1::Coupon& coupon) {
    v1::ChangeCouponRequest wish;
    wish.set_coupon_id(coupon.coupon_id());
    *wish.mutable_terms() = coupon_terms();
    wish.mutable_terms()->set_off_fen(600);
    return ask<v1::ChangeCouponResponse>("PromotionService/ChangeCoupon", wish, who).coupon();
  }
  v1::PromotionWish promotion_terms() {
    v1::PromotionWish terms;
    terms.set_name("满减");
    terms.set_kind(v1::PROMOTION_KIND_FULL);
    terms.set_budget_fen(10'000);
    terms.set_valid_from_class_at(now_.now() + day);
    terms.set_valid_until_class_at(now_.now() + 7 * day);
    terms.add_steps()->set_threshold_fen(5000);
    terms.mutable_steps(0)->set_off_fen(500);
    return terms;
  }
  v1::Promotion start(const Trainee& who) {
    auto wish = of_shop<v1::StartPromotionRequest>();
    *wish.mutable_terms() = promotion_terms();
    return ask<v1::StartPromotionResponse>("PromotionService/StartPromotion", wish, who)
        .promotion();
  }
  v1::Promotion change(const Trainee& who, const v1::Promotion& promotion) {
    v1::ChangePromotionRequest wish;
    wish.set_promotion_id(promotion.promotion_id());
    *wish.mutable_terms() = promotion_terms();
    wish.mutable_terms()->set_name("满减 改");
    return ask<v1::ChangePromotionResponse>("PromotionService/ChangePromotion", wish, who)
        .promotion();
  }
  void stop(const Trainee& who, const v1::Promotion& promotion) {
    v1::StopPromotionRequest wish;
    wish.set_promotion_id(promotion.promotion_id());
    ask<v1::StopPromotionResponse>("PromotionService/StopPromotion", wish, who);
  }
  void stop(const Trainee& who, const v1::Coupon& coupon) {
    v1::StopCouponRequest wish;
    wish.set_coupon_id(coupon.coupon_id());
    ask<v1::StopCouponResponse>("PromotionService/StopCoupon", wish, who);
  }

  v1::PageDraft draft(const Trainee& who) {
    return ask<v1::GetPageDraftResponse>("ShopService/GetPageDraft",
                                         of_shop<v1::GetPageDraftRequest>(), who)
        .draft();
  }
  void decorate(const Trainee& who) {
    auto wish = of_shop<v1::SavePageDraftRequest>();
    v1::PageBlock& block = *wish.mutable_page()->add_blocks();
    block.set_kind(v1::BLOCK_KIND_TEXT);
    block.set_title("产地直发");
    block.set_text("现摘现发");
    wish.set_revision(draft(seller_).revision());
    ask<v1::SavePageDraftResponse>("ShopService/SavePageDraft", wish, who);
  }
  void publish(const Trainee& who) {
    auto wish = of_shop<v1::PublishPageRequest>();
    wish.set_revision(draft(seller_).revision());
    ask<v1::PublishPageResponse>("ShopService/PublishPage", wish, who);
  }
  int versions(const Trainee& who) {
    return ask<v1::ListPageVersionsResponse>("ShopService/ListPageVersions",
                                             of_shop<v1::ListPageVersionsRequest>(), who)
        .versions_size();
  }
  void roll_back(const Trainee& who) {
    auto wish = of_shop<v1::RollBackPageRequest>();
    wish.set_version(1);
    ask<v1::RollBackPageResponse>("ShopService/RollBackPage", wish, who);
  }

  v1::ListMyShopsResponse shops_of(const Trainee& who) {
    return ask<v1::ListMyShopsResponse>("ShopService/ListMyShops", v1::ListMyShopsRequest(), who);
  }
  v1::ListHelpersResponse helpers() {
    return ask<v1::ListHelpersResponse>("ShopService/ListHelpers", v1::ListHelpersRequest(),
                                        seller_);
  }

  Trainee helper_;
  v1::Product product_;
  std::int64_t shop_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(HelpersContract);

TEST_P(HelpersContract, OperationsDoAllOfTheirWorkAndItIsTheOwnersShop) {
  set_helper(helper_, v1::HELPER_KIND_OPERATIONS);
  const v1::Product added = save(helper_, 0);
  EXPECT_EQ(added.seller_id(), seller_.user_id);
  EXPECT_EQ(added.shop_id(), shop_id_);
  save(helper_, product_.product_id());
  set_listed(helper_, false);
  set_listed(helper_, true);
  import(helper_);
  EXPECT_EQ(products(helper_), 3);
  ask<v1::GetShopSettingsResponse>("ShopService/GetShopSettings",
                                   of_shop<v1::GetShopSettingsRequest>(), helper_);

  const v1::Order unpaid = place(buyer_, order_for(product_now(buyer_, product_.product_id()), 1));
  change_price(helper_, unpaid.order_id());
  remark(helper_, unpaid.order_id());
  cancel(helper_, unpaid.order_id());
  const v1::Order paid = paid_order(product_now(buyer_, product_.product_id()), 1);
  EXPECT_EQ(orders(helper_).orders_size(), 2);
  EXPECT_EQ(ship(helper_, paid.order_id()).state(), v1::ORDER_STATE_SHIPPED);
  EXPECT_EQ(events(Event::kOrderShipped)[0].actor(), helper_.user_id);
  EXPECT_EQ(events(Event::kOrderShipped)[0].order_shipped().seller_id(), seller_.user_id);

  const v1::Coupon coupon = change(helper_, create_coupon(helper_));
  EXPECT_EQ(coupon.terms().off_fen(), 600);
  stop(helper_, coupon);
  const v1::Promotion promotion = change(helper_, start(helper_));
  EXPECT_EQ(promotion.terms().name(), "满减 改");
  stop(helper_, promotion);
  decorate(helper_);
  publish(helper_);
  roll_back(helper_);
  EXPECT_EQ(versions(helper_), 2);

  for (const auto kind : {Event::kProductDelisted, Event::kCouponIssued, Event::kPromotionPlanned,
                          Event::kShopPagePublished}) {
    EXPECT_EQ(events(kind)[0].actor(), helper_.user_id);
  }
  EXPECT_EQ(events(Event::kProductDelisted)[0].product_delisted().seller_id(), seller_.user_id);
  EXPECT_EQ(events(Event::kCouponIssued)[0].coupon_issued().seller_id(), seller_.user_id);
  EXPECT_TRUE(faults().empty());
}

TEST_P(HelpersContract, WhoHasNotTheRightIsRefusedAndSoAtOnceIsWhoIsLetGo) {
  const v1::Order unpaid = place(buyer_, order_for(product_, 1));
  const v1::Coupon coupon = create_coupon(seller_);
  const v1::Promotion promotion = start(seller_);
  decorate(seller_);
  publish(seller_);
  const std::map<std::string, std::function<void()>> denied{
      {"add", [&] { save(helper_, 0); }},
      {"change", [&] { save(helper_, product_.product_id()); }},
      {"list", [&] { set_listed(helper_, false); }},
      {"import", [&] { import(helper_); }},
      {"products", [&] { products(helper_); }},
      {"orders", [&] { orders(helper_); }},
      {"coupon", [&] { create_coupon(helper_); }},
      {"change coupon", [&] { change(helper_, coupon); }},
      {"stop coupon", [&] { stop(helper_, coupon); }},
      {"promotion", [&] { start(helper_); }},
      {"change promotion", [&] { change(helper_, promotion); }},
      {"stop promotion", [&] { stop(helper_, promotion); }},
      {"draft", [&] { draft(helper_); }},
      {"decorate", [&] { decorate(helper_); }},
      {"publish", [&] { publish(helper_); }},
      {"versions", [&] { versions(helper_); }},
      {"roll back", [&] { roll_back(helper_); }}};
  // Other people's orders are not told of.
  const std::map<std::string, std::function<void()>> unknown{
      {"price", [&] { change_price(helper_, unpaid.order_id()); }},
      {"remark", [&] { remark(helper_, unpaid.order_id()); }},
      {"cancel", [&] { cancel(helper_, unpaid.order_id()); }},
      {"ship", [&] { ship(helper_, unpaid.order_id()); }},
      {"order", [&] { order_now(helper_, unpaid.order_id()); }}};
  const auto all_refused = [&] {
    for (const auto& [what, step] : denied) {
      EXPECT_EQ(refusal_of(step).code(), Code::permission_denied) << what;
    }
    for (const auto& [what, step] : unknown) {
      EXPECT_EQ(refusal_of(step).code(), Code::not_found) << what;
    }
  };
  all_refused();
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  all_refused();
  set_helper(helper_, v1::HELPER_KIND_OPERATIONS);
  EXPECT_EQ(products(helper_), 1);
  EXPECT_EQ(order_now(helper_, unpaid.order_id()).order_id(), unpaid.order_id());
  set_helper(helper_, v1::HELPER_KIND_UNSPECIFIED);
  all_refused();
}

TEST_P(HelpersContract, NobodyHelpsWithWhatIsTheOwnersAlone) {
  set_helper(helper_, v1::HELPER_KIND_OPERATIONS);
  const auto code_of = [&](const std::function<void()>& step) { return refusal_of(step).code(); };
  // All these mean the caller's own shop, and the helper has none.
  EXPECT_EQ(code_of([&] {
              v1::SetShopOpenRequest wish;
              ask<v1::SetShopOpenResponse>("ShopService/SetShopOpen", wish, helper_);
            }),
            Code::failed_precondition);
  EXPECT_EQ(code_of([&] {
              v1::SaveShopSettingsRequest wish;
              ask<v1::SaveShopSettingsResponse>("ShopService/SaveShopSettings", wish, helper_);
            }),
            Code::failed_precondition);
  EXPECT_EQ(code_of([&] {
              v1::ListHelpersRequest wish;
              ask<v1::ListHelpersResponse>("ShopService/ListHelpers", wish, helper_);
            }),
            Code::failed_precondition);
  EXPECT_EQ(code_of([&] {
              v1::SetHelperRequest wish;
              wish.set_user_id(buyer_.user_id);
              wish.set_kind(v1::HELPER_KIND_SERVICE);
              ask<v1::SetHelperResponse>("ShopService/SetHelper", wish, helper_);
            }),
            Code::failed_precondition);

  const v1::Order order = paid_order(product_, 1);
  const v1::AfterSale asked = TradeTest::ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  EXPECT_EQ(code_of([&] {
              v1::StepAfterSaleRequest step;
              step.set_after_sale_id(asked.after_sale_id());
              step.set_step(v1::AFTER_SALE_STEP_AGREE);
              ask<v1::StepAfterSaleResponse>("AfterSaleService/StepAfterSale", step, helper_);
            }),
            Code::not_found);
  EXPECT_EQ(wallet(helper_).escrow_fen(), 0) << "the shop's money is its owner's";
}

TEST_P(HelpersContract, AnOwnerNamesHelpersAndTheySeeWhereTheyHelp) {
  EXPECT_TRUE(shops_of(helper_).shops().empty());
  EXPECT_EQ(helpers().helpers_size(), 0);
  EXPECT_EQ(helpers().classmates_size(), 2) << "not the owner";
  set_helper(helper_, v1::HELPER_KIND_OPERATIONS);
  ASSERT_EQ(helpers().helpers_size(), 1);
  EXPECT_EQ(helpers().helpers(0).name(), "王芳");
  EXPECT_EQ(helpers().helpers(0).kind(), v1::HELPER_KIND_OPERATIONS);
  EXPECT_EQ(helpers().classmates_size(), 1);

  open_shop(helper_, "山里货");
  const v1::ListMyShopsResponse mine = shops_of(helper_);
  ASSERT_EQ(mine.shops_size(), 2);
  EXPECT_EQ(mine.shops(0).shop().name(), "山里货");
  EXPECT_EQ(mine.shops(0).kind(), v1::HELPER_KIND_UNSPECIFIED);
  EXPECT_EQ(mine.shops(1).shop().owner_name(), "林晓燕");
  EXPECT_EQ(mine.shops(1).rights_size(), 4);

  const auto set = [&](std::int64_t user_id, int kind) {
    return refusal_of([&] {
      v1::SetHelperRequest wish;
      wish.set_user_id(user_id);
      wish.set_kind(static_cast<v1::HelperKind>(kind));
      ask<v1::SetHelperResponse>("ShopService/SetHelper", wish, seller_);
    });
  };
  EXPECT_EQ(set(seller_.user_id, v1::HELPER_KIND_SERVICE).field(), "user_id");
  EXPECT_EQ(set(12345, v1::HELPER_KIND_SERVICE).field(), "user_id");
  EXPECT_EQ(set(buyer_.user_id, 9).field(), "kind");
  const std::int64_t most = profiles_.find("live-hunan-2021")->mall.chat.helpers_max;
  for (std::int64_t i = 1; i < most; ++i) {
    set_helper(trainee("同学" + std::to_string(i)), v1::HELPER_KIND_SERVICE);
  }
  EXPECT_EQ(set(buyer_.user_id, v1::HELPER_KIND_SERVICE).code(), Code::failed_precondition);
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  EXPECT_EQ(shops_of(helper_).shops(1).kind(), v1::HELPER_KIND_SERVICE) << "one kind each";

  const std::size_t told = events(Event::kHelperSet).size();
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  EXPECT_EQ(events(Event::kHelperSet).size(), told) << "nothing changed";
  set_helper(helper_, v1::HELPER_KIND_UNSPECIFIED);
  const Event gone = events(Event::kHelperSet).back();
  EXPECT_EQ(gone.topic(), classroom::user_topic(helper_.user_id));
  EXPECT_EQ(gone.helper_set().kind(), v1::HELPER_KIND_UNSPECIFIED);
}

}  // namespace
}  // namespace kaibo::mall
