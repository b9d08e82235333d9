#pragma once

#include <cstdint>

#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/review.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::live::rules {

using classroom::ReviewRules;

/// Key figures a course asks for: those of its profile.
std::vector<v1::FigureKind> key_figures(const ReviewRules& rules);

/// Throws invalid_argument for a figure the course does not ask for, or one named twice.
void check_entered(const ReviewRules& rules, const v1::EnterFiguresRequest& wish);
/// A rate may be off by `rate_slack`, as people round; everything else must be exact.
bool is_correct(const ReviewRules& rules, v1::FigureUnit unit, std::int64_t entered,
                std::int64_t counted);

/// Throws invalid_argument naming the field ("findings.0.cause"): each has a problem, a cause and
/// an action, and rests on a figure or a moment of the broadcast. Texts are tidied already.
void check_findings(const ReviewRules& rules, const v1::Room& room,
                    const google::protobuf::RepeatedPtrField<v1::Finding>& findings);

}  // namespace kaibo::live::rules
