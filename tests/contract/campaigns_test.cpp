#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class CampaignsContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    first_ = list_product(seller_, 3000, 100);
    second_ = list_product(seller_, 1000, 100);
  }

  v1::PromotionWish terms(v1::PromotionKind kind, std::int64_t budget_fen) {
    v1::PromotionWish wish;
    wish.set_name("开业活动");
    wish.set_kind(kind);
    wish.set_budget_fen(budget_fen);
    wish.set_valid_until_class_at(now_.now() + 7 * day);
    return wish;
  }

  v1::PromotionWish limited_price(std::int64_t price_fen, int per_person, std::int64_t budget_fen) {
    v1::PromotionWish wish = terms(v1::PROMOTION_KIND_LIMITED_PRICE, budget_fen);
    wish.add_product_ids(first_.product_id());
    wish.set_price_fen(price_fen);
    wish.set_per_person(per_person);
    return wish;
  }

  v1::PromotionWish full(std::int64_t threshold_fen, std::int64_t off_fen,
                         std::int64_t budget_fen) {
    v1::PromotionWish wish = terms(v1::PROMOTION_KIND_FULL, budget_fen);
    wish.add_steps()->set_threshold_fen(threshold_fen);
    wish.mutable_steps(0)->set_off_fen(off_fen);
    return wish;
  }

  v1::Promotion start(const Trainee& who, const v1::PromotionWish& wish) {
    auto request = named<v1::StartPromotionRequest>();
    *request.mutable_terms() = wish;
    return call<v1::StartPromotionResponse>("kaibo.mall.v1.PromotionService/StartPromotion",
                                            request, who.token)
        .promotion();
  }

  v1::Promotion change(const Trainee& who, std::int64_t promotion_id,
                       const v1::PromotionWish& wish) {
    auto request = named<v1::ChangePromotionRequest>();
    request.set_promotion_id(promotion_id);
    *request.mutable_terms() = wish;
    return call<v1::ChangePromotionResponse>("kaibo.mall.v1.PromotionService/ChangePromotion",
                                             request, who.token)
        .promotion();
  }

  /// From `after` on, for a day.
  v1::PromotionWish later(v1::PromotionWish wish, base::Millis after) {
    wish.set_valid_from_class_at(now_.now() + after);
    wish.set_valid_until_class_at(now_.now() + after + day);
    return wish;
  }

  /// In boxes of 5 and 10 pounds, at 30 and 50 yuan.
  v1::Product list_boxes() {
    auto request = named<v1::SaveProductRequest>();
    request.set_title("赣南脐橙 现摘现发 多规格可选");
    request.set_description("早上摘、下午发，皮薄好剥，有坏果当天拍照按个赔，放心购买。");
    request.add_pictures(picture(seller_));
    request.set_listed(true);
    v1::SpecAxis& axis = *request.add_axes();
    axis.set_name("重量");
    for (const auto& [value, price] : {std::pair{"5斤", 3000}, {"10斤", 5000}}) {
      axis.add_values(value);
      v1::Sku& sku = *request.add_skus();
      sku.add_values(value);
      sku.set_price_fen(price);
      sku.set_stock(100);
    }
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller_.token)
        .product();
  }

  v1::Promotion stop(const Trainee& who, std::int64_t promotion_id) {
    auto request = named<v1::StopPromotionRequest>();
    request.set_promotion_id(promotion_id);
    return call<v1::StopPromotionResponse>("kaibo.mall.v1.PromotionService/StopPromotion", request,
                                           who.token)
        .promotion();
  }

  /// As its seller sees it.
  v1::Promotion promotion(std::int64_t promotion_id) {
    v1::ListShopPromotionsRequest request;
    request.set_class_id(class_id_);
    const auto reply = call<v1::ListShopPromotionsResponse>(
        "kaibo.mall.v1.PromotionService/ListShopPromotions", request, seller_.token);
    for (const v1::Promotion& one : reply.promotions()) {
      if (one.promotion_id() == promotion_id) return one;
    }
    ADD_FAILURE() << "no such promotion";
    return {};
  }

  int running_now() {
    v1::ListPromotionsRequest request;
    request.set_class_id(class_id_);
    return call<v1::ListPromotionsResponse>("kaibo.mall.v1.PromotionService/ListPromotions",
                                            request, buyer_.token)
        .promotions_size();
  }

  void visit(const Trainee& who, std::int64_t promotion_id) {
    auto request = named<v1::VisitPromotionRequest>();
    request.set_promotion_id(promotion_id);
    call<v1::VisitPromotionResponse>("kaibo.mall.v1.PromotionService/VisitPromotion", request,
                                     who.token);
  }

  std::int64_t claim(const Trainee& who, const Trainee& seller, std::int64_t off_fen) {
    auto create = named<v1::CreateCouponRequest>();
    v1::CouponWish& wish = *create.mutable_terms();
    wish.set_name("店铺券");
    wish.set_kind(v1::COUPON_KIND_FIXED);
    wish.set_off_fen(off_fen);
    wish.set_total(10);
    wish.set_per_person(1);
    wish.set_valid_until_class_at(now_.now() + 7 * day);
    auto take = named<v1::ClaimCouponRequest>();
    take.set_coupon_id(call<v1::CreateCouponResponse>("kaibo.mall.v1.PromotionService/CreateCoupon",
                                                      create, seller.token)
                           .coupon()
                           .coupon_id());
    return call<v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon", take,
                                         who.token)
        .claim()
        .claim_id();
  }

  /// What is wished of the two products, with what the buyer expects to pay.
  v1::PlaceOrderRequest both(int first, int second, std::int64_t expected_fen) {
    v1::PlaceOrderRequest request = order_for(first_, first);
    v1::NewOrderLine& line = *request.add_lines();
    line.set_product_id(second_.product_id());
    line.set_quantity(second);
    request.set_expected_amount_fen(expected_fen);
    return request;
  }

  v1::Basket basket(const v1::PlaceOrderRequest& order) {
    v1::Basket basket;
    *basket.mutable_lines() = order.lines();
    basket.set_claim_id(order.claim_id());
    basket.set_expected_amount_fen(order.expected_amount_fen());
    return basket;
  }

  v1::CheckoutResponse checkout(const std::vector<v1::Basket>& baskets, bool pay_now) {
    auto request = named<v1::CheckoutRequest>();
    for (const v1::Basket& one : baskets) *request.add_baskets() = one;
    *request.mutable_address() = order_for(first_, 1).address();
    request.set_pay_now(pay_now);
    return call<v1::CheckoutResponse>("kaibo.mall.v1.MallService/Checkout", request, buyer_.token);
  }

  v1::QuoteCheckoutResponse quote(std::vector<v1::Basket> baskets) {
    v1::QuoteCheckoutRequest request;
    request.set_class_id(class_id_);
    for (v1::Basket& one : baskets) {
      one.set_best_coupon(true);
      *request.add_baskets() = std::move(one);
    }
    return call<v1::QuoteCheckoutResponse>("kaibo.mall.v1.MallService/QuoteCheckout", request,
                                           buyer_.token);
  }

  v1::Product first_;
  v1::Product second_;
};
KAIBO_ON_EVERY_DATABASE(CampaignsContract);

TEST_P(CampaignsContract, BothSidesSeeThePriceStepByStep) {
  const std::int64_t limited = start(seller_, limited_price(2000, 1, 100'000)).promotion_id();
  const std::int64_t off = start(seller_, full(6000, 700, 100'000)).promotion_id();
  claim(buyer_, seller_, 300);
  // 2 × 3000 + 2 × 1000, 1000 off by the limited-time price, 700 off 7000, the coupon for the
  // second product only.
  const v1::Quote quoted = quote({basket(both(2, 2, 0))}).quotes(0);
  EXPECT_EQ(quoted.order().amount_fen(), 8000 - 1000 - 700 - 300);
  ASSERT_EQ(quoted.choices_size(), 1);
  EXPECT_EQ(quoted.choices(0).discount_fen(), 300);

  v1::PlaceOrderRequest wish = both(2, 2, quoted.order().amount_fen());
  wish.set_claim_id(quoted.order().claim_id());
  wish.set_pay_now(true);
  const std::int64_t order_id = place(buyer_, wish).order_id();
  for (const Trainee& who : {buyer_, seller_}) {
    const v1::Order order = order_now(who, order_id);
    EXPECT_EQ(order.promotion_fen(), 1700);
    EXPECT_EQ(order.discount_fen(), 300);
    ASSERT_EQ(order.lines(0).deductions_size(), 2);
    EXPECT_EQ(order.lines(0).deductions(0).promotion_id(), limited);
    EXPECT_EQ(order.lines(0).deductions(0).off_fen(), 1000);
    EXPECT_EQ(order.lines(0).deductions(1).promotion_id(), off);
    EXPECT_EQ(order.lines(0).deductions(1).off_fen(), 500);
    EXPECT_EQ(order.lines(0).discount_fen(), 0) << "no coupon beside a limited-time price";
    EXPECT_EQ(order.lines(0).paid_fen(), 4500);
    EXPECT_EQ(order.lines(1).paid_fen(), 1500);
  }
  EXPECT_EQ(refusal_of([&] { place(buyer_, both(2, 2, 8000)); }).code(), Code::aborted)
      << "the server alone says what it costs";
  const v1::Promotion effect = promotion(limited);
  EXPECT_EQ(effect.report().orders(), 1);
  EXPECT_EQ(effect.report().buyers(), 1);
  EXPECT_EQ(effect.report().off_fen(), 1000);
  EXPECT_EQ(effect.report().gmv_fen(), 6000);
  EXPECT_EQ(events(event::v1::Event::kPromotionUsed).size(), 2U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, PieceByPieceARefundGivesBackExactlyWhatWasPaid) {
  start(seller_, limited_price(1999, 2, 100'000));
  start(seller_, full(5000, 701, 100'000));
  v1::PlaceOrderRequest wish = both(3, 3, 9000 + 3000 - 2 * 1001 - 701);
  const std::int64_t order_id = place(buyer_, wish).order_id();
  auto change = named<v1::ChangeOrderPriceRequest>();
  change.set_order_id(order_id);
  change.set_amount_fen(9001);
  change.set_reason("老顾客");
  call<v1::ChangeOrderPriceResponse>("kaibo.mall.v1.MallService/ChangeOrderPrice", change,
                                     seller_.token);
  const std::int64_t before = balance(buyer_);
  pay(buyer_, order_id);
  EXPECT_EQ(balance(buyer_), before - 9001);
  for (const int line : {0, 1}) {
    for (int piece = 0; piece < 3; ++piece) {
      v1::AskAfterSaleRequest asked =
          TradeTest::wish(order_now(buyer_, order_id), v1::AFTER_SALE_KIND_REFUND, 1);
      asked.set_line(line);
      take(seller_, ask(asked), v1::AFTER_SALE_STEP_AGREE);
      EXPECT_TRUE(faults().empty());
    }
  }
  EXPECT_EQ(balance(buyer_), before);
  EXPECT_EQ(order_now(buyer_, order_id).state(), v1::ORDER_STATE_CLOSED);
}

TEST_P(CampaignsContract, AnOrderThatClosesUnpaidGivesTheBudgetAndThePiecesBack) {
  const std::int64_t id = start(seller_, limited_price(2000, 1, 100'000)).promotion_id();
  v1::PlaceOrderRequest wish = order_for(first_, 1);
  wish.set_expected_amount_fen(2000);
  const std::int64_t order_id = place(buyer_, wish).order_id();
  EXPECT_EQ(promotion(id).spent_fen(), 1000);
  EXPECT_EQ(promotion(id).report().orders(), 0) << "it is not paid";
  wish.set_request_id(request_id());
  EXPECT_EQ(refusal_of([&] { place(buyer_, wish); }).code(), Code::aborted)
      << "the person has had their piece";
  cancel(buyer_, order_id);
  EXPECT_EQ(promotion(id).spent_fen(), 0);
  wish.set_request_id(request_id());
  place(buyer_, wish);
  pass(hour);
  EXPECT_EQ(promotion(id).spent_fen(), 0) << "closed by the clock";
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, ItStopsAtItsClassTimeOrByItsSellerAndStaysSo) {
  const v1::Promotion timed = start(seller_, limited_price(2000, 1, 100'000));
  const v1::Promotion other = start(seller_, full(5000, 500, 100'000));
  EXPECT_EQ(running_now(), 2);
  EXPECT_EQ(refusal_of([&] { start(seller_, full(9000, 900, 100'000)); }).field(), "product_ids")
      << "one of a kind at a time";
  EXPECT_EQ(refusal_of([&] { stop(buyer_, other.promotion_id()); }).code(),
            Code::permission_denied);
  EXPECT_EQ(stop(seller_, other.promotion_id()).state(), v1::PROMOTION_STATE_STOPPED);
  EXPECT_EQ(running_now(), 1);
  pass(7 * day);
  EXPECT_EQ(running_now(), 0);
  EXPECT_EQ(promotion(timed.promotion_id()).state(), v1::PROMOTION_STATE_EXPIRED);
  const auto stopped = events(event::v1::Event::kPromotionStopped);
  ASSERT_EQ(stopped.size(), 2U);
  EXPECT_EQ(stopped[0].actor(), seller_.user_id);
  EXPECT_EQ(stopped[1].actor(), 0);
  place(buyer_, order_for(first_, 1));
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, APlannedOneStartsAndEndsByTheClassClockToTheMillisecond) {
  const v1::Promotion planned = start(seller_, later(limited_price(2000, 9, 100'000), hour));
  EXPECT_EQ(planned.state(), v1::PROMOTION_STATE_PLANNED);
  EXPECT_EQ(running_now(), 1) << "buyers see what is to come";
  EXPECT_EQ(events(event::v1::Event::kPromotionPlanned).size(), 1U);
  EXPECT_EQ(events(event::v1::Event::kPromotionStarted).size(), 0U);
  const auto costs = [&](std::int64_t fen) {
    EXPECT_EQ(quote({basket(order_for(first_, 1))}).amount_fen(), fen);
    v1::PlaceOrderRequest wish = order_for(first_, 1);
    wish.set_expected_amount_fen(fen);
    wish.set_pay_now(true);
    place(buyer_, wish);
  };
  now_.advance(hour - 1);
  costs(3000);
  now_.advance(1);
  // Before any timer comes.
  costs(2000);
  EXPECT_EQ(events(event::v1::Event::kPromotionStarted).size(), 1U) << "an order starts it, too";
  EXPECT_EQ(promotion(planned.promotion_id()).state(), v1::PROMOTION_STATE_RUNNING);
  while (fire_timers() > 0) {
  }
  EXPECT_EQ(events(event::v1::Event::kPromotionStarted).size(), 1U);
  now_.advance(day - 1);
  costs(2000);
  now_.advance(1);
  costs(3000);
  while (fire_timers() > 0) {
  }
  EXPECT_EQ(promotion(planned.promotion_id()).state(), v1::PROMOTION_STATE_EXPIRED);
  EXPECT_EQ(promotion(planned.promotion_id()).spent_fen(), 2000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, TheClockStartsAPlannedOneThoughNobodyBuys) {
  const std::int64_t id = start(seller_, later(full(5000, 500, 100'000), 2 * hour)).promotion_id();
  pass(2 * hour - 1);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_PLANNED);
  pass(1);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_RUNNING);
  ASSERT_EQ(events(event::v1::Event::kPromotionStarted).size(), 1U);
  EXPECT_EQ(refusal_of([&] { change(seller_, id, full(5000, 400, 100'000)); }).code(),
            Code::failed_precondition)
      << "it has started";
  pass(day);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_EXPIRED);
}

TEST_P(CampaignsContract, APlannedOneMayBeChangedAndWithdrawnByItsSellerAlone) {
  const std::int64_t id = start(seller_, later(full(5000, 500, 100'000), day)).promotion_id();
  EXPECT_EQ(refusal_of([&] { change(buyer_, id, full(5000, 400, 100'000)); }).code(),
            Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { change(seller_, id, later(full(5000, 400, 1), day)); }).field(),
            "budget_fen")
      << "the same rules";
  const v1::Promotion changed = change(seller_, id, later(full(8000, 900, 50'000), 3 * hour));
  EXPECT_EQ(changed.terms().steps(0).off_fen(), 900);
  ASSERT_EQ(events(event::v1::Event::kPromotionPlanned).size(), 2U);
  EXPECT_TRUE(events(event::v1::Event::kPromotionPlanned)[1].promotion_planned().changed());
  pass(3 * hour);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_RUNNING) << "at the new time";
  EXPECT_EQ(promotion(id).terms().budget_fen(), 50'000);
  pass(day);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_EXPIRED);

  const std::int64_t second = start(seller_, later(full(5000, 500, 100'000), day)).promotion_id();
  EXPECT_EQ(stop(seller_, second).state(), v1::PROMOTION_STATE_WITHDRAWN);
  EXPECT_TRUE(events(event::v1::Event::kPromotionStopped)[1].promotion_stopped().withdrawn());
  EXPECT_EQ(running_now(), 0);
  pass(2 * day);
  EXPECT_EQ(promotion(second).state(), v1::PROMOTION_STATE_WITHDRAWN);
  EXPECT_EQ(events(event::v1::Event::kPromotionStarted).size(), 1U);
  const std::int64_t third = start(seller_, later(full(5000, 500, 100'000), day)).promotion_id();
  EXPECT_EQ(change(seller_, third, full(5000, 500, 100'000)).state(), v1::PROMOTION_STATE_RUNNING)
      << "from now on, after all";
  EXPECT_EQ(events(event::v1::Event::kPromotionStarted).size(), 2U);
}

TEST_P(CampaignsContract, TwoOfAKindMayFollowEachOtherButNotMeet) {
  start(seller_, later(limited_price(2000, 1, 100'000), hour));
  EXPECT_EQ(refusal_of([&] { start(seller_, limited_price(2500, 1, 100'000)); }).field(),
            "product_ids");
  v1::PromotionWish before = limited_price(2500, 1, 100'000);
  before.set_valid_until_class_at(now_.now() + hour);
  start(seller_, before);
  start(seller_, later(limited_price(2500, 1, 100'000), hour + day));
  EXPECT_EQ(running_now(), 3);
}

TEST_P(CampaignsContract, EachSpecificationHasItsOwnLimitedPriceExactInOrdersAndRefunds) {
  first_ = list_boxes();
  v1::PromotionWish wish = limited_price(2001, 3, 100'000);
  const v1::Promotion same = start(seller_, wish);
  ASSERT_EQ(same.terms().sku_prices_size(), 2);
  EXPECT_EQ(same.terms().sku_prices(1).price_fen(), 4001) << "the same reduction";
  stop(seller_, same.promotion_id());
  v1::SkuPrice& big = *wish.add_sku_prices();
  big.set_sku_id(first_.skus(1).sku_id());
  big.set_price_fen(1111);
  EXPECT_EQ(refusal_of([&] {
              v1::PromotionWish low = wish;
              low.mutable_sku_prices(0)->set_price_fen(999);
              start(seller_, low);
            }).field(),
            "sku_prices");
  const std::int64_t id = start(seller_, wish).promotion_id();
  EXPECT_EQ(promotion(id).terms().price_fen(), 1111) << "the lowest";

  v1::PlaceOrderRequest bought = order_for(first_, 2);
  bought.mutable_lines(0)->set_sku_id(first_.skus(0).sku_id());
  v1::NewOrderLine& line = *bought.add_lines();
  line.set_product_id(first_.product_id());
  line.set_sku_id(first_.skus(1).sku_id());
  line.set_quantity(2);
  // Three pieces a person, those of the first specification first.
  const std::int64_t amount = 2 * 2001 + 1111 + 5000;
  EXPECT_EQ(quote({basket(bought)}).amount_fen(), amount);
  bought.set_expected_amount_fen(amount);
  bought.set_pay_now(true);
  const std::int64_t before = balance(buyer_);
  const v1::Order order = place(buyer_, bought);
  EXPECT_EQ(order.lines(0).paid_fen(), 4002);
  EXPECT_EQ(order.lines(1).paid_fen(), 6111);
  EXPECT_EQ(promotion(id).spent_fen(), 2 * 999 + 3889);
  for (const int nth : {0, 1}) {
    for (int piece = 0; piece < 2; ++piece) {
      v1::AskAfterSaleRequest asked =
          TradeTest::wish(order_now(buyer_, order.order_id()), v1::AFTER_SALE_KIND_REFUND, 1);
      asked.set_line(nth);
      take(seller_, ask(asked), v1::AFTER_SALE_STEP_AGREE);
      EXPECT_TRUE(faults().empty());
    }
  }
  EXPECT_EQ(balance(buyer_), before);
}

TEST_P(CampaignsContract, ABudgetLastsWhileAnySpecificationFitsIntoIt) {
  first_ = list_boxes();
  v1::PromotionWish wish = limited_price(2900, 9, 2100);
  v1::SkuPrice& big = *wish.add_sku_prices();
  big.set_sku_id(first_.skus(1).sku_id());
  big.set_price_fen(3000);
  const std::int64_t id = start(seller_, wish).promotion_id();
  const auto buy = [&](int nth, std::int64_t fen) {
    v1::PlaceOrderRequest bought = order_for(first_, 1);
    bought.mutable_lines(0)->set_sku_id(first_.skus(nth).sku_id());
    bought.set_expected_amount_fen(fen);
    bought.set_pay_now(true);
    place(buyer_, bought);
  };
  buy(1, 3000);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_RUNNING) << "100 fen serve the small box";
  buy(0, 2900);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_SPENT);
  EXPECT_EQ(promotion(id).spent_fen(), 2100);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, OnlyTermsWithinTheRulesAndTheSellersOwnProductsAreAccepted) {
  const Trainee neighbour = trainee("陈雨桐");
  open_shop(neighbour, "桐桐山货");
  EXPECT_EQ(refusal_of([&] { start(neighbour, limited_price(2000, 1, 100'000)); }).field(),
            "product_ids");
  EXPECT_EQ(refusal_of([&] { start(seller_, limited_price(3000, 1, 100'000)); }).field(),
            "price_fen");
  EXPECT_EQ(refusal_of([&] { start(seller_, limited_price(2000, 1, 10)); }).field(), "budget_fen");
  EXPECT_EQ(refusal_of([&] { start(buyer_, full(5000, 500, 100'000)); }).code(),
            Code::failed_precondition)
      << "without a shop";
}

TEST_P(CampaignsContract, APersonWhoComesByItsLinkCountsOnceAndItsSellerNever) {
  const std::int64_t id = start(seller_, full(5000, 500, 100'000)).promotion_id();
  visit(buyer_, id);
  visit(buyer_, id);
  visit(seller_, id);
  visit(trainee("陈雨桐"), id);
  EXPECT_EQ(promotion(id).report().visits(), 2);
  EXPECT_EQ(events(event::v1::Event::kPromotionVisited).size(), 2U);
  EXPECT_EQ(refusal_of([&] { visit(buyer_, 12345); }).code(), Code::not_found);
}

TEST_P(CampaignsContract, WhoComesByACouponCountsInItsReport) {
  claim(buyer_, seller_, 500);
  const auto coupon = [&] {
    v1::ListShopCouponsRequest request;
    request.set_class_id(class_id_);
    return call<v1::ListShopCouponsResponse>("kaibo.mall.v1.PromotionService/ListShopCoupons",
                                             request, seller_.token)
        .coupons(0);
  };
  EXPECT_EQ(coupon().visits(), 0);
  for (int i = 0; i < 2; ++i) {
    auto visited = named<v1::VisitPromotionRequest>();
    visited.set_coupon_id(coupon().coupon_id());
    call<v1::VisitPromotionResponse>("kaibo.mall.v1.PromotionService/VisitPromotion", visited,
                                     buyer_.token);
  }
  EXPECT_EQ(coupon().visits(), 1);
}

/// Fifty at once for a budget that serves twenty.
TEST_P(CampaignsContract, ABudgetServesNoMoreThanItIsForHoweverManyOrderAtOnce) {
  constexpr int people = 50;
  const std::int64_t id = start(seller_, limited_price(2000, 1, 20 * 1000 + 999)).promotion_id();
  std::vector<std::int64_t> crowd;
  for (int i = 0; i < people; ++i) {
    crowd.push_back(make_person("mass-" + std::to_string(i), "同学" + std::to_string(i),
                                {.class_id = class_id_, .role = 1}));
  }
  const v1::PlaceOrderRequest wish = order_for(first_, 1);
  std::atomic<int> served = 0;
  std::vector<std::jthread> clicks;
  for (const std::int64_t person : crowd) {
    clicks.emplace_back([&, person] {
      try {
        db_->write_now(class_id_, [&](db::Transaction& tx) {
          mall_->orders.place(tx, {.class_id = class_id_,
                                   .buyer_id = person,
                                   .lines = wish.lines(),
                                   .address = wish.address(),
                                   .pay_now = true,
                                   .expected_amount_fen = 2000,
                                   .live_prices_fen = {}});
        });
        ++served;
      } catch (const base::Error& refusal) {
        EXPECT_EQ(refusal.code(), Code::aborted) << refusal.what();
      }
    });
  }
  clicks.clear();
  EXPECT_EQ(served, 20);
  EXPECT_EQ(promotion(id).spent_fen(), 20'000);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_SPENT);
  EXPECT_EQ(promotion(id).report().buyers(), 20);
  EXPECT_EQ(product_now(seller_, first_.product_id()).stock(), 80);
  EXPECT_EQ(events(event::v1::Event::kPromotionStopped).size(), 1U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, OneCheckoutPaysTheOrdersOfSeveralShopsEachWithItsCoupon) {
  const Trainee neighbour = trainee("陈雨桐");
  open_shop(neighbour, "桐桐山货");
  const v1::Product theirs = list_product(neighbour, 5000, 10);
  start(seller_, full(4000, 400, 100'000));
  claim(buyer_, seller_, 100);
  claim(buyer_, neighbour, 500);
  const std::int64_t before = balance(buyer_);
  std::vector<v1::Basket> baskets{basket(both(1, 1, 0)), basket(order_for(theirs, 1))};
  const v1::QuoteCheckoutResponse quoted = quote(baskets);
  EXPECT_EQ(quoted.amount_fen(), 3500 + 4500);
  for (std::size_t i = 0; i < baskets.size(); ++i) {
    const v1::Order& order = quoted.quotes(static_cast<int>(i)).order();
    baskets[i].set_claim_id(order.claim_id());
    baskets[i].set_expected_amount_fen(order.amount_fen());
  }
  const v1::CheckoutResponse placed = checkout(baskets, true);
  ASSERT_EQ(placed.orders_size(), 2);
  EXPECT_EQ(placed.orders(0).seller_id(), seller_.user_id);
  EXPECT_EQ(placed.orders(1).seller_id(), neighbour.user_id);
  EXPECT_EQ(placed.orders(1).state(), v1::ORDER_STATE_PAID);
  EXPECT_EQ(balance(buyer_), before - 8000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, ACheckoutPlacesAllOrdersOrNoneAndNamesTheBasketAtFault) {
  const Trainee neighbour = trainee("陈雨桐");
  open_shop(neighbour, "桐桐山货");
  const v1::Product scarce = list_product(neighbour, 5000, 1);
  const v1::Basket good = basket(order_for(first_, 1));
  const base::Error sold_out =
      refusal_of([&] { checkout({good, basket(order_for(scarce, 2))}, false); });
  EXPECT_EQ(sold_out.field(), "baskets[1]");
  EXPECT_NE(sold_out.text().zh.find(scarce.title()), std::string::npos) << "the line is named";
  v1::Basket dear = basket(order_for(scarce, 1));
  dear.set_claim_id(777);
  EXPECT_EQ(refusal_of([&] { checkout({good, dear}, false); }).field(), "baskets[1].claim_id");
  EXPECT_EQ(refusal_of([&] { checkout({good, good}, false); }).field(), "baskets[1].lines")
      << "a shop twice";
  EXPECT_EQ(product_now(seller_, first_.product_id()).stock(), 100);
  EXPECT_EQ(checkout({good, basket(order_for(scarce, 1))}, false).orders(0).state(),
            v1::ORDER_STATE_PENDING_PAY);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CampaignsContract, OrdersOfLiveRoomsStayAsTheyAre) {
  const std::int64_t id = start(seller_, limited_price(2000, 5, 100'000)).promotion_id();
  const std::int64_t room_id = prepare_room(seller_, {first_.product_id()});
  start_room(seller_, room_id);
  auto wish = named<live::v1::BuyInRoomRequest>();
  wish.set_room_id(room_id);
  wish.set_product_id(first_.product_id());
  wish.set_quantity(1);
  wish.set_expected_price_fen(3000);
  *wish.mutable_address() = order_for(first_, 1).address();
  const v1::Order order =
      call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", wish, buyer_.token)
          .order();
  EXPECT_EQ(order.amount_fen(), 3000);
  EXPECT_EQ(order.promotion_fen(), 0);
  EXPECT_EQ(promotion(id).spent_fen(), 0);
}

}  // namespace
}  // namespace kaibo::mall
