#pragma once

#include <cstdint>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::parcel_rules {

/// A courier's step, and how long after the parcel was sent it is taken.
struct PlannedStep {
  v1::TrackState state = v1::TRACK_STATE_UNSPECIFIED;
  base::Millis after = 0;
};
/// All steps of one parcel up to its delivery: the same seed always gives the same.
std::vector<PlannedStep> courier_plan(const classroom::CourierRules& rules, std::uint64_t seed);

}  // namespace kaibo::mall::parcel_rules
