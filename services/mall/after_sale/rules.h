#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/classroom/profile.h"

/// The state machine of after-sale, as pure functions.
namespace kaibo::mall::after_sale_rules {

using classroom::AfterSaleRules;

/// Whether nobody has to act any more.
bool has_ended(v1::AfterSaleState state);

/// The state after a step, whoever takes it; nothing when the step cannot be taken in that state. A
/// seller who lets the time run out has agreed; a buyer who does has let it go, and one who does
/// not confirm the replacement has received it.
std::optional<v1::AfterSaleState> next(v1::AfterSaleState state, v1::AfterSaleKind kind,
                                       v1::AfterSaleStep step);

/// Who takes a step; unspecified for what everybody may do.
v1::AfterSaleParty party_of(v1::AfterSaleStep step);
/// What the party may do in that state.
std::vector<v1::AfterSaleStep> allowed_steps(v1::AfterSaleState state, v1::AfterSaleKind kind,
                                             v1::AfterSaleParty party);

/// How long whoever has to act has for it, on the class clock; 0: as long as they like.
base::Millis time_for(const AfterSaleRules& rules, v1::AfterSaleState state,
                      v1::AfterSaleKind kind);
/// How long after the clock could not give the money back, since the seller had not enough, it is
/// tried again: as long as it is overdue by then, within the course's bounds. On the class clock.
base::Millis refund_pause(const AfterSaleRules& rules, base::Millis overdue);
/// Who has to act.
v1::AfterSaleParty waits_for(v1::AfterSaleState state);

/// Throws invalid_argument naming the field.
void check_reason(const AfterSaleRules& rules, std::string_view reason);
/// A text with pictures; `needed`: the text is.
void check_entry(const AfterSaleRules& rules, std::string_view text, int pictures, bool needed);

}  // namespace kaibo::mall::after_sale_rules
