#include <gtest/gtest.h>

#include "tests/contract/campaigns.h"
#include "tests/support/refusal.h"

/// Promotions that start later, by the class clock.
namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class CampaignsPlannedContract : public contract::CampaignsTest {
 protected:
  /// From `after` on, for a day.
  v1::PromotionWish later(v1::PromotionWish wish, base::Millis after) {
    wish.set_valid_from_class_at(now_.now() + after);
    wish.set_valid_until_class_at(now_.now() + after + day);
    return wish;
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
};
KAIBO_ON_EVERY_DATABASE(CampaignsPlannedContract);

TEST_P(CampaignsPlannedContract, APlannedOneStartsAndEndsByTheClassClockToTheMillisecond) {
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

TEST_P(CampaignsPlannedContract, TheClockStartsAPlannedOneThoughNobodyBuys) {
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

TEST_P(CampaignsPlannedContract, APlannedOneMayBeChangedAndWithdrawnByItsSellerAlone) {
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

TEST_P(CampaignsPlannedContract, TwoOfAKindMayFollowEachOtherButNotMeet) {
  start(seller_, later(limited_price(2000, 1, 100'000), hour));
  EXPECT_EQ(refusal_of([&] { start(seller_, limited_price(2500, 1, 100'000)); }).field(),
            "product_ids");
  v1::PromotionWish before = limited_price(2500, 1, 100'000);
  before.set_valid_until_class_at(now_.now() + hour);
  start(seller_, before);
  start(seller_, later(limited_price(2500, 1, 100'000), hour + day));
  EXPECT_EQ(running_now(), 3);
}

}  // namespace
}  // namespace kaibo::mall
