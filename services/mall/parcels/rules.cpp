#include "services/mall/parcels/rules.h"

namespace kaibo::mall::parcel_rules {

namespace {

constexpr base::Millis minute = 60'000;

/// SplitMix64: its numbers are the same on every machine, unlike those of <random>'s distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::int64_t in(classroom::Range range) {
    const auto width = static_cast<std::uint64_t>(range.max - range.min) + 1;
    return range.min + static_cast<std::int64_t>(next() % width);
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace

std::vector<PlannedStep> courier_plan(const classroom::CourierRules& rules, std::uint64_t seed) {
  Dice dice(seed);
  std::vector<PlannedStep> plan;
  base::Millis after = 0;
  const auto add = [&](v1::TrackState state, classroom::Range minutes) {
    after += dice.in(minutes)*minute;
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
