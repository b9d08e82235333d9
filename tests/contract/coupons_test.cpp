#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "services/classroom/happened.h"
#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

constexpr base::Millis day = 86'400'000;

class CouponsContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    seller_ = trainee("林晓燕");
    buyer_ = trainee("周建国");
    open_shop(seller_, "橙心果园");
    product_ = list_product(seller_, 2990, 100);
  }

  v1::CouponWish wish(v1::CouponKind kind, std::int64_t off_fen) {
    v1::CouponWish terms;
    terms.set_name("开业券");
    terms.set_kind(kind);
    terms.set_off_fen(off_fen);
    terms.set_total(10);
    terms.set_per_person(1);
    terms.set_valid_until_class_at(now_.now() + 7 * day);
    return terms;
  }

  std::int64_t create(const v1::CouponWish& terms) {
    v1::CreateCouponRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    *request.mutable_terms() = terms;
    return call<v1::CreateCouponResponse>("kaibo.mall.v1.PromotionService/CreateCoupon", request,
                                          seller_.token)
        .coupon()
        .coupon_id();
  }

  std::int64_t claim(const Trainee& who, std::int64_t coupon_id) {
    v1::ClaimCouponRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_coupon_id(coupon_id);
    return call<v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon", request,
                                         who.token)
        .claim()
        .claim_id();
  }

  void stop(const Trainee& who, std::int64_t coupon_id) {
    v1::StopCouponRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_coupon_id(coupon_id);
    call<v1::StopCouponResponse>("kaibo.mall.v1.PromotionService/StopCoupon", request, who.token);
  }

  /// As its seller sees it.
  v1::Coupon coupon(std::int64_t coupon_id) {
    v1::ListShopCouponsRequest request;
    request.set_class_id(class_id_);
    const auto reply = call<v1::ListShopCouponsResponse>(
        "kaibo.mall.v1.PromotionService/ListShopCoupons", request, seller_.token);
    for (const v1::Coupon& one : reply.coupons()) {
      if (one.coupon_id() == coupon_id) return one;
    }
    ADD_FAILURE() << "no such coupon";
    return {};
  }

  v1::ClaimState state_of(const Trainee& who, std::int64_t claim_id) {
    v1::ListMyCouponsRequest request;
    request.set_class_id(class_id_);
    const auto reply = call<v1::ListMyCouponsResponse>(
        "kaibo.mall.v1.PromotionService/ListMyCoupons", request, who.token);
    for (const v1::CouponClaim& one : reply.claims()) {
      if (one.claim_id() == claim_id) return one.state();
    }
    return v1::CLAIM_STATE_UNSPECIFIED;
  }

  std::vector<v1::CouponChoice> choices(const Trainee& who, int quantity) {
    v1::ListCouponChoicesRequest request;
    request.set_class_id(class_id_);
    v1::ChoiceLine& line = *request.add_lines();
    line.set_product_id(product_.product_id());
    line.set_quantity(quantity);
    line.set_price_fen(product_.price_fen());
    const auto reply = call<v1::ListCouponChoicesResponse>(
        "kaibo.mall.v1.PromotionService/ListCouponChoices", request, who.token);
    return {reply.choices().begin(), reply.choices().end()};
  }

  /// Of the product, with the coupon.
  v1::PlaceOrderRequest order_with(std::int64_t claim_id, int quantity, std::int64_t discount_fen) {
    v1::PlaceOrderRequest request = order_for(product_, quantity);
    request.set_claim_id(claim_id);
    request.set_expected_amount_fen(request.expected_amount_fen() - discount_fen);
    return request;
  }

  Trainee seller_;
  Trainee buyer_;
  v1::Product product_;
};
KAIBO_ON_EVERY_DATABASE(CouponsContract);

TEST_P(CouponsContract, ACouponIsClaimedUsedAndItsEffectSeen) {
  const std::int64_t id = create(wish(v1::COUPON_KIND_FIXED, 500));
  const std::int64_t claimed = claim(buyer_, id);
  const std::int64_t before = balance(buyer_);
  v1::PlaceOrderRequest request = order_with(claimed, 2, 500);
  request.set_pay_now(true);
  const v1::Order order = place(buyer_, request);
  EXPECT_EQ(order.amount_fen(), 5480);
  EXPECT_EQ(order.discount_fen(), 500);
  EXPECT_EQ(order.coupon_name(), "开业券");
  EXPECT_EQ(order.lines(0).discount_fen(), 500);
  EXPECT_EQ(order.lines(0).list_price_fen(), 2990);
  EXPECT_EQ(balance(buyer_), before - 5480);
  EXPECT_EQ(state_of(buyer_, claimed), v1::CLAIM_STATE_USED);

  const v1::Coupon effect = coupon(id);
  EXPECT_EQ(effect.claimed(), 1);
  EXPECT_EQ(effect.used(), 1);
  EXPECT_EQ(effect.spent_fen(), 500);
  EXPECT_EQ(effect.sales_fen(), 5480);
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_with(claimed, 2, 500)); }).code(),
            Code::failed_precondition)
      << "it is used";
  EXPECT_TRUE(faults().empty());
}

TEST_P(CouponsContract, AComingCouponIsSeenMayBeChangedAndIsClaimedFromItsStartOn) {
  v1::CouponWish terms = wish(v1::COUPON_KIND_FIXED, 500);
  terms.set_valid_from_class_at(now_.now() + 20 * 60'000);
  const std::int64_t id = create(terms);
  EXPECT_EQ(coupon(id).state(), v1::COUPON_STATE_COMING);
  v1::ListClaimableCouponsRequest asked;
  asked.set_class_id(class_id_);
  asked.set_shop_id(coupon(id).shop_id());
  const auto seen = call<v1::ListClaimableCouponsResponse>(
      "kaibo.mall.v1.PromotionService/ListClaimableCoupons", asked, buyer_.token);
  ASSERT_EQ(seen.coupons_size(), 1);
  EXPECT_EQ(seen.coupons(0).state(), v1::COUPON_STATE_COMING);
  EXPECT_EQ(refusal_of([&] { claim(buyer_, id); }).code(), Code::failed_precondition);

  const auto change = [&](const Trainee& who) {
    v1::ChangeCouponRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_coupon_id(id);
    *request.mutable_terms() = terms;
    return call<v1::ChangeCouponResponse>("kaibo.mall.v1.PromotionService/ChangeCoupon", request,
                                          who.token)
        .coupon();
  };
  terms.set_off_fen(800);
  EXPECT_EQ(refusal_of([&] { change(buyer_); }).code(), Code::permission_denied);
  EXPECT_EQ(change(seller_).terms().off_fen(), 800);
  terms.set_total(0);
  EXPECT_EQ(refusal_of([&] { change(seller_); }).field(), "total") << "the same rules";
  EXPECT_EQ(coupon(id).terms().off_fen(), 800);

  now_.advance(20 * 60'000);
  EXPECT_EQ(coupon(id).state(), v1::COUPON_STATE_RUNNING);
  terms.set_total(10);
  EXPECT_EQ(refusal_of([&] { change(seller_); }).code(), Code::failed_precondition)
      << "it is given out";
  place(buyer_, order_with(claim(buyer_, id), 1, 800));
  EXPECT_TRUE(faults().empty());
}

TEST_P(CouponsContract, SellerAndBuyerSeeTheSameExplanation) {
  const v1::Product second = list_product(seller_, 1000, 10);
  v1::CouponWish terms = wish(v1::COUPON_KIND_FULL, 700);
  terms.set_threshold_fen(6000);
  const std::int64_t claimed = claim(buyer_, create(terms));
  v1::PlaceOrderRequest request = order_with(claimed, 2, 700);
  v1::NewOrderLine& line = *request.add_lines();
  line.set_product_id(second.product_id());
  line.set_quantity(1);
  request.set_expected_amount_fen(request.expected_amount_fen() + 1000);
  const std::int64_t order_id = place(buyer_, request).order_id();
  for (const Trainee& who : {buyer_, seller_}) {
    v1::GetOrderRequest get;
    get.set_class_id(class_id_);
    get.set_order_id(order_id);
    const v1::Order order =
        call<v1::GetOrderResponse>("kaibo.mall.v1.MallService/GetOrder", get, who.token).order();
    EXPECT_EQ(order.amount_fen(), 6280);
    EXPECT_EQ(order.lines(0).discount_fen(), 599) << "700 * 5980 / 6980, rounded down";
    EXPECT_EQ(order.lines(1).discount_fen(), 101);
  }
}

TEST_P(CouponsContract, AnOrderThatClosesUnpaidGivesTheCouponBackOnce) {
  const std::int64_t id = create(wish(v1::COUPON_KIND_FIXED, 500));
  const std::int64_t claimed = claim(buyer_, id);
  const std::int64_t cancelled = place(buyer_, order_with(claimed, 1, 500)).order_id();
  EXPECT_EQ(coupon(id).used(), 1);
  cancel(buyer_, cancelled);
  EXPECT_EQ(state_of(buyer_, claimed), v1::CLAIM_STATE_USABLE);
  EXPECT_EQ(coupon(id).used(), 0);
  EXPECT_EQ(coupon(id).spent_fen(), 0);

  place(buyer_, order_with(claimed, 1, 500));
  now_.advance(30 * 60'000);
  EXPECT_EQ(fire_timers(), 1);
  EXPECT_EQ(state_of(buyer_, claimed), v1::CLAIM_STATE_USABLE);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CouponsContract, OnlyWhatFitsIsAcceptedAndTheReasonIsSaid) {
  v1::CouponWish terms = wish(v1::COUPON_KIND_FULL, 500);
  terms.set_threshold_fen(5000);
  terms.set_valid_until_class_at(now_.now() + 60'000);
  const std::int64_t claimed = claim(buyer_, create(terms));
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_with(claimed, 1, 0)); }).field(), "claim_id")
      << "below the threshold";
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_with(claimed, 2, 400)); }).code(), Code::aborted)
      << "not the price the buyer saw";
  const Trainee other = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { place(other, order_with(claimed, 2, 500)); }).code(), Code::not_found);
  now_.advance(60'001);
  EXPECT_EQ(state_of(buyer_, claimed), v1::CLAIM_STATE_EXPIRED);
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_with(claimed, 2, 500)); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(product_now(seller_, product_.product_id()).stock(), 100);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CouponsContract, NobodyClaimsTwiceFromTheirOwnShopOrAfterItWasStopped) {
  const std::int64_t id = create(wish(v1::COUPON_KIND_FIXED, 500));
  claim(buyer_, id);
  EXPECT_EQ(refusal_of([&] { claim(buyer_, id); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { claim(seller_, id); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { stop(buyer_, id); }).code(), Code::permission_denied);
  stop(seller_, id);
  const Trainee late = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { claim(late, id); }).code(), Code::failed_precondition);
  EXPECT_EQ(choices(buyer_, 1).front().discount_fen(), 500) << "what was claimed stays usable";
}

TEST_P(CouponsContract, TheBestCouponComesFirst) {
  claim(buyer_, create(wish(v1::COUPON_KIND_FIXED, 300)));
  v1::CouponWish discount = wish(v1::COUPON_KIND_DISCOUNT, 0);
  discount.set_percent(80);
  discount.set_cap_fen(2000);
  const std::int64_t best = claim(buyer_, create(discount));
  v1::CouponWish high = wish(v1::COUPON_KIND_FULL, 1000);
  high.set_threshold_fen(10'000);
  claim(buyer_, create(high));

  const std::vector<v1::CouponChoice> offered = choices(buyer_, 1);
  ASSERT_EQ(offered.size(), 3U);
  EXPECT_EQ(offered[0].claim().claim_id(), best);
  EXPECT_EQ(offered[0].discount_fen(), 598);
  EXPECT_EQ(offered[1].discount_fen(), 300);
  EXPECT_EQ(offered[2].discount_fen(), 0);
}

TEST_P(CouponsContract, EverybodySeesTheStockThatOrdersInTheMallLeave) {
  const auto last_told = [this] {
    event::v1::Event last;
    for (const db::Entry& entry : journal_of(class_id_)) {
      const event::v1::Event event = classroom::event_of(entry);
      if (event.has_stock_changed()) last = event;
    }
    return last;
  };
  const std::int64_t order = place(buyer_, order_for(product_, 3)).order_id();
  EXPECT_EQ(last_told().stock_changed().stock(), 97);
  EXPECT_EQ(last_told().topic(), classroom::class_topic);
  cancel(buyer_, order);
  EXPECT_EQ(last_told().stock_changed().stock(), 100);
}

/// INV-7: fifty at once for twenty coupons, then all who have one use it and half of them cancel.
TEST_P(CouponsContract, NoMoreAreClaimedThanThereAreHoweverManyClickAtOnce) {
  constexpr int people = 50;
  v1::CouponWish terms = wish(v1::COUPON_KIND_FIXED, 500);
  terms.set_total(20);
  const std::int64_t id = create(terms);
  std::vector<std::int64_t> crowd;
  for (int i = 0; i < people; ++i) {
    crowd.push_back(make_person("mass-" + std::to_string(i), "同学" + std::to_string(i),
                                {.class_id = class_id_, .role = 1}));
  }
  std::atomic<int> claimed = 0;
  std::vector<std::jthread> clicks;
  for (const std::int64_t person : crowd) {
    clicks.emplace_back([&, person] {
      for (int click = 0; click < 2; ++click) {
        try {
          db_->write_now(class_id_, [&](db::Transaction& tx) {
            mall_->coupons.claim(tx, class_id_, person, id);
          });
          ++claimed;
        } catch (const base::Error& refusal) {
          EXPECT_EQ(refusal.code(), Code::failed_precondition) << refusal.what();
        }
      }
    });
  }
  clicks.clear();
  EXPECT_EQ(claimed, 20);
  EXPECT_EQ(coupon(id).claimed(), 20);
  EXPECT_TRUE(faults().empty());

  int used = 0;
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    used = 0;
    for (const std::int64_t person : crowd) {
      const auto held = mall_->coupons.of_person(tx, class_id_, person);
      if (held.empty()) continue;
      const v1::PlaceOrderRequest request = order_with(held.front().claim_id(), 1, 500);
      const v1::Order order =
          mall_->orders.place(tx, {.class_id = class_id_,
                                   .buyer_id = person,
                                   .lines = request.lines(),
                                   .address = request.address(),
                                   .pay_now = false,
                                   .expected_amount_fen = request.expected_amount_fen(),
                                   .room_id = 0,
                                   .live_prices_fen = {},
                                   .claim_id = request.claim_id()});
      if (++used % 2 == 0) mall_->orders.cancel(tx, class_id_, person, order.order_id());
    }
  });
  EXPECT_EQ(used, 20);
  EXPECT_EQ(coupon(id).used(), 10);
  EXPECT_EQ(coupon(id).spent_fen(), 5000);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
