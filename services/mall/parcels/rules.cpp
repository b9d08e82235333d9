#include "services/mall/parcels/rules.h"

#include "common/base/clock.h"
#include "common/base/mixed.h"

namespace kaibo::mall::parcel_rules {

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::int64_t in(classroom::Range range) {
    const auto width = static_cast<std::uint64_t>(range.max - range.min) + 1;
    return range.min + static_cast<std::int64_t>(base::mixed(state_++) % width);
  }

 private:
  std::uint64_t state_;
};

}  // namespace

std::vector<PlannedStep> courier_plan(const classroom::CourierRules& rules, std::uint64_t seed) {
  Dice dice(seed);
  std::vector<PlannedStep> plan;
  base::Millis after = 0;
  const auto add = [&](v1::TrackState state, classroom::Range minutes) {
    after += dice.in(minutes)*base::minute;
    plan.push_back({.state = state, .after = after});
  };
  add(v1::TRACK_STATE_COLLECTED, rules.collect_minutes);
  add(v1::TRACK_STATE_IN_TRANSIT, rules.transit_minutes);
  if (dice.in({.min = 1, .max = 100}) <= rules.delay_percent) {
    add(v1::TRACK_STATE_DELAYED, rules.delay_minutes);
  }
  add(v1::TRACK_STATE_DELIVERING, rules.delivering_minutes);
  add(v1::TRACK_STATE_DELIVERED, rules.delivered_minutes);
  return plan;
}

}  // namespace kaibo::mall::parcel_rules
