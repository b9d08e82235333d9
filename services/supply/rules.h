#pragma once

#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::supply::rules {

/// Throws invalid_argument naming the field. The same bounds hold as for the mall's products, so
/// that every good can be listed as it is.
void check_good(const classroom::MallRules& rules, const v1::Good& good);

}  // namespace kaibo::supply::rules
