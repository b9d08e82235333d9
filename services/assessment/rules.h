#pragma once

#include <cstdint>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/assessment/v1/assessment.pb.h"
#include "services/assessment/evidence.h"
#include "services/assessment/rubric.h"

namespace kaibo::assessment::rules {

/// Points of one part for a counted value, in tenths, rounded down.
std::int32_t points_of(const AutoPart& part, std::int64_t value);

/// The line as the journal proposes it: points, facts and how many events stand behind them.
v1::SheetItem proposed(const Item& item, const TraineeEvidence& evidence, base::Millis now);

/// Journal lines behind a line of the sheet, ascending, each once.
std::vector<std::int64_t> evidence_of(const Item& item, const TraineeEvidence& evidence,
                                      base::Millis now);

/// Throws invalid_argument when the mark lies outside the line, or when it departs from what the
/// journal proposes (the instructor's own part of the line excepted) without a reason.
void check_mark(const Item& item, std::int32_t proposed_tenths, const v1::NewMark& mark);

}  // namespace kaibo::assessment::rules
