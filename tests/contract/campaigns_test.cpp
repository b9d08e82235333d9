#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/contract/campaigns.h"
#include "tests/support/refusal.h"

/// Promotions that run: what they take off, whom they serve, when they end.
namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class CampaignsContract : public contract::CampaignsTest {
 protected:
  void visit(const Trainee& who, std::int64_t promotion_id) {
    auto request = named<v1::VisitPromotionRequest>();
    request.set_promotion_id(promotion_id);
    call<v1::VisitPromotionResponse>("kaibo.mall.v1.PromotionService/VisitPromotion", request,
                                     who.token);
  }
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
  v1::PlaceOrderRequest wish = order_for(first_, 1);
  wish.set_expected_amount_fen(2000);
  std::atomic<int> served = 0;
  std::vector<std::jthread> clicks;
  for (const std::int64_t person : crowd) {
    clicks.emplace_back([&, person] {
      try {
        place_for(person, wish);
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
