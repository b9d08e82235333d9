#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::live::prepare_rules {

using classroom::PrepareRules;
using ScriptRows = google::protobuf::RepeatedPtrField<v1::ScriptRow>;

/// Whether a room planned for then may be announced, or stay so. Throws failed_precondition without
/// a planned time, or where it is too soon or too far.
void check_planned(const PrepareRules& rules, base::Millis planned_at, base::Millis now);

/// Throws invalid_argument for what cannot be stored; an unfinished script can.
void require_storable(const PrepareRules& rules, std::int32_t planned_minutes,
                      const ScriptRows& rows);

/// What is wrong with a script; `shelf`: products on the room's shelf. Rows follow each other as
/// they stand.
v1::ScriptCheck check_script(const PrepareRules& rules, std::int32_t planned_minutes,
                             const ScriptRows& rows, const std::set<std::int64_t>& shelf);

/// Throws invalid_argument naming the field. Lines are tidied already.
void check_shelf_details(const PrepareRules& rules, std::int64_t max_quantity,
                         const v1::SetShelfDetailsRequest& wish);

/// Whether the server finds this item of the check-list in order. Throws failed_precondition for
/// one that it does not know.
bool is_done(std::string_view item, const PrepareRules& rules, const v1::Room& room,
             const v1::ScriptCheck& script);

}  // namespace kaibo::live::prepare_rules
