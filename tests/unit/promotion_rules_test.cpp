#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <vector>

#include "services/classroom/profile.h"
#include "services/mall/promotions/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using promotion_rules::Line;
using test::refusal_of;

constexpr base::Millis class_now = 1'000'000'000;
constexpr base::Millis day = 86'400'000;

classroom::CouponRules rules() {
  return classroom::Profiles().find("live-hunan-2021")->mall.coupons;
}

v1::CouponWish wish(v1::CouponKind kind) {
  v1::CouponWish terms;
  terms.set_name("新人券");
  terms.set_kind(kind);
  terms.set_off_fen(500);
  terms.set_percent(80);
  terms.set_cap_fen(1000);
  terms.set_total(100);
  terms.set_per_person(1);
  terms.set_valid_from_class_at(class_now);
  terms.set_valid_until_class_at(class_now + day);
  if (kind == v1::COUPON_KIND_FULL) terms.set_threshold_fen(5000);
  return terms;
}

std::string field_refused(const v1::CouponWish& terms) {
  return refusal_of([&] { promotion_rules::check_coupon(rules(), terms, class_now); }).field();
}

TEST(CouponRules, TermsWithinTheCoursesNumbersAreAccepted) {
  for (const v1::CouponKind kind :
       {v1::COUPON_KIND_FIXED, v1::COUPON_KIND_FULL, v1::COUPON_KIND_DISCOUNT}) {
    EXPECT_NO_THROW(promotion_rules::check_coupon(rules(), wish(kind), class_now));
  }
}

TEST(CouponRules, ARefusalNamesTheFieldAtFault) {
  v1::CouponWish terms = wish(v1::COUPON_KIND_FIXED);
  terms.set_off_fen(rules().most_off_fen + 1);
  EXPECT_EQ(field_refused(terms), "off_fen");
  terms = wish(v1::COUPON_KIND_FULL);
  terms.set_threshold_fen(terms.off_fen());
  EXPECT_EQ(field_refused(terms), "threshold_fen");
  terms = wish(v1::COUPON_KIND_DISCOUNT);
  terms.set_percent(19);
  EXPECT_EQ(field_refused(terms), "percent");
  terms.set_percent(80);
  terms.set_cap_fen(0);
  EXPECT_EQ(field_refused(terms), "cap_fen");
  terms = wish(v1::COUPON_KIND_FIXED);
  terms.set_name("一二三四五六七八九十一");
  EXPECT_EQ(field_refused(terms), "name");
  terms = wish(v1::COUPON_KIND_FIXED);
  terms.set_total(0);
  EXPECT_EQ(field_refused(terms), "total");
  terms = wish(v1::COUPON_KIND_FIXED);
  terms.set_valid_until_class_at(class_now);
  EXPECT_EQ(field_refused(terms), "valid_until_class_at");
  EXPECT_EQ(field_refused(wish(v1::COUPON_KIND_PIECE)), "kind") << "only a draw gives it out";
}

TEST(CouponRules, ACouponTakesOffWhatItsKindSays) {
  const std::vector<Line> lines{{1, 2990, 2}, {2, 1000, 1}};
  const std::vector<Line> second{lines[1]};
  EXPECT_EQ(promotion_rules::discount_fen(wish(v1::COUPON_KIND_FIXED), lines), 500);
  EXPECT_EQ(promotion_rules::discount_fen(wish(v1::COUPON_KIND_FULL), lines), 500);
  EXPECT_EQ(promotion_rules::discount_fen(wish(v1::COUPON_KIND_FULL), second), 0);
  EXPECT_EQ(promotion_rules::discount_fen(wish(v1::COUPON_KIND_DISCOUNT), lines), 1000)
      << "20% of 6980 is more than the cap";
  EXPECT_EQ(promotion_rules::discount_fen(wish(v1::COUPON_KIND_DISCOUNT), second), 200);
  v1::CouponWish piece = wish(v1::COUPON_KIND_PIECE);
  piece.add_product_ids(1);
  EXPECT_EQ(promotion_rules::discount_fen(piece, lines), 2990);
  EXPECT_EQ(promotion_rules::discount_fen(piece, second), 0);
}

TEST(CouponRules, ACouponNeverTakesOffMoreThanTheProductsItCoversCost) {
  v1::CouponWish terms = wish(v1::COUPON_KIND_FIXED);
  terms.add_product_ids(2);
  const std::vector<Line> lines{{1, 2990, 1}, {2, 300, 1}};
  EXPECT_EQ(promotion_rules::discount_fen(terms, lines), 300);
  EXPECT_EQ(promotion_rules::shares(terms, lines), (std::vector<std::int64_t>{0, 300}));
}

TEST(CouponRules, ACouponComesAfterThePromotionsAndNotWhereTheyTakeNone) {
  v1::CouponWish terms = wish(v1::COUPON_KIND_FULL);
  std::vector<Line> lines{{1, 3000, 2}, {2, 1000, 1}};
  lines[0].off_fen = 2000;
  EXPECT_EQ(promotion_rules::discount_fen(terms, lines), 500) << "4000 + 1000 are left to pay";
  lines[0].off_fen = 2001;
  EXPECT_EQ(promotion_rules::discount_fen(terms, lines), 0);
  lines[0].off_fen = 0;
  lines[0].takes_coupon = false;
  EXPECT_EQ(promotion_rules::discount_fen(terms, lines), 0) << "only the second counts";
  EXPECT_EQ(promotion_rules::shares(wish(v1::COUPON_KIND_FIXED), lines),
            (std::vector<std::int64_t>{0, 500}));
}

RC_GTEST_PROP(CouponRules, EveryFenOfADiscountFallsOnOneLineAndNoLineBelowZero, ()) {
  const auto kind = *rc::gen::element(v1::COUPON_KIND_FIXED, v1::COUPON_KIND_FULL,
                                      v1::COUPON_KIND_DISCOUNT, v1::COUPON_KIND_PIECE);
  v1::CouponWish terms = wish(kind);
  terms.set_off_fen(*rc::gen::inRange<std::int64_t>(1, 20'001));
  terms.set_cap_fen(*rc::gen::inRange<std::int64_t>(1, 20'001));
  terms.set_percent(*rc::gen::inRange(20, 100));
  terms.set_threshold_fen(*rc::gen::inRange<std::int64_t>(0, 100'000));
  std::vector<Line> lines;
  const int count = *rc::gen::inRange(1, 21);
  for (int i = 1; i <= count; ++i) {
    lines.push_back({.product_id = i,
                     .price_fen = *rc::gen::inRange<std::int64_t>(0, 10'000'001),
                     .quantity = *rc::gen::inRange<std::int64_t>(1, 201),
                     .takes_coupon = *rc::gen::arbitrary<bool>()});
    lines.back().off_fen = *rc::gen::inRange<std::int64_t>(0, lines.back().fen() + 1);
    if (*rc::gen::arbitrary<bool>()) terms.add_product_ids(i);
  }
  const std::vector<std::int64_t> shares = promotion_rules::shares(terms, lines);
  RC_ASSERT(shares.size() == lines.size());
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) ==
            promotion_rules::discount_fen(terms, lines));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    RC_ASSERT(shares[i] >= 0);
    RC_ASSERT(shares[i] <= lines[i].fen());
  }
}

TEST(CouponRules, ItsStateFollowsTheClassClock) {
  const v1::CouponWish terms = wish(v1::COUPON_KIND_FIXED);
  EXPECT_EQ(promotion_rules::state_of(terms, false, class_now - 1), v1::COUPON_STATE_COMING);
  EXPECT_EQ(promotion_rules::state_of(terms, false, class_now), v1::COUPON_STATE_RUNNING);
  EXPECT_EQ(promotion_rules::state_of(terms, true, class_now), v1::COUPON_STATE_STOPPED);
  EXPECT_EQ(promotion_rules::state_of(terms, true, class_now + day + 1), v1::COUPON_STATE_EXPIRED);
}

}  // namespace
}  // namespace kaibo::mall
