#include "services/mall/reviews/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using test::refusal_of;

const classroom::BuyerReviewRules& review_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("ecommerce-2020s")->mall.reviews;
}

TEST(BuyerReviewRules, WhatWasKeptOfAFinishedOrderMayBeReviewed) {
  v1::Order order;
  v1::OrderLine line;
  line.set_quantity(3);
  for (const auto state : {v1::ORDER_STATE_PENDING_PAY, v1::ORDER_STATE_PAID,
                           v1::ORDER_STATE_SHIPPED, v1::ORDER_STATE_CLOSED}) {
    order.set_state(state);
    EXPECT_FALSE(review_rules::may_review(order, line)) << v1::OrderState_Name(state);
  }
  order.set_state(v1::ORDER_STATE_FINISHED);
  EXPECT_TRUE(review_rules::may_review(order, line));
  line.set_cancelled(1);
  line.set_refunded(1);
  EXPECT_TRUE(review_rules::may_review(order, line));
  line.set_refunded(2);
  EXPECT_FALSE(review_rules::may_review(order, line));
}

TEST(BuyerReviewRules, AScoreIsTheAverageOfAllStars) {
  const v1::Score none = review_rules::score({});
  EXPECT_EQ(none.count(), 0);
  EXPECT_EQ(none.stars_hundredths(), 0);
  const v1::Score some = review_rules::score({1, 0, 0, 0, 2});
  EXPECT_EQ(some.count(), 3);
  EXPECT_EQ(some.stars_hundredths(), 367);
  EXPECT_EQ(some.by_stars(0), 1);
  EXPECT_EQ(some.by_stars(4), 2);
}

TEST(BuyerReviewRules, StarsAreNeededAndWordsAreNot) {
  review_rules::check_review(review_numbers(), 5, "", 0);
  EXPECT_EQ(refusal_of([] { review_rules::check_review(review_numbers(), 0, "好", 0); }).field(),
            "stars");
  const std::string longer(static_cast<std::size_t>(review_numbers().text_max) + 1, 'x');
  EXPECT_EQ(refusal_of([&] { review_rules::check_review(review_numbers(), 5, longer, 0); }).field(),
            "text");
  const int pictures = static_cast<int>(review_numbers().pictures_max);
  review_rules::check_review(review_numbers(), 5, "", pictures);
  EXPECT_EQ(refusal_of([&] {
              review_rules::check_review(review_numbers(), 5, "", pictures + 1);
            }).field(),
            "pictures");
  EXPECT_EQ(refusal_of([] { review_rules::check_reply(review_numbers(), ""); }).field(), "text");
}

}  // namespace
}  // namespace kaibo::mall
