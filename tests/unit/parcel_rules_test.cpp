#include "services/mall/parcels/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kaibo::mall {
namespace {

const classroom::CourierRules& courier_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("ecommerce-2020s")->mall.courier;
}

TEST(ParcelRules, EveryParcelIsDeliveredInTheEndAndSomeAreHeldUp) {
  int delayed = 0;
  std::set<base::Millis> times;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const auto plan = parcel_rules::courier_plan(courier_numbers(), seed);
    EXPECT_EQ(plan.front().state, v1::TRACK_STATE_COLLECTED);
    EXPECT_EQ(plan.back().state, v1::TRACK_STATE_DELIVERED);
    EXPECT_TRUE(std::ranges::is_sorted(plan, {}, &parcel_rules::PlannedStep::after));
    delayed += plan.size() == 5 ? 1 : 0;
    times.insert(plan.back().after);
  }
  EXPECT_NEAR(delayed, 10 * courier_numbers().delay_percent, 30);
  EXPECT_GT(times.size(), 400U);
}

TEST(ParcelRules, TheSameParcelIsCarriedTheSameWayAgain) {
  const auto first = parcel_rules::courier_plan(courier_numbers(), 42);
  const auto again = parcel_rules::courier_plan(courier_numbers(), 42);
  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].after, again[i].after);
}

}  // namespace
}  // namespace kaibo::mall
