#pragma once

#include <iosfwd>

#include "services/kaibo/settings.h"

namespace kaibo {

/// Verifies the database's invariants: stock, money, journals without gap, one journal line behind
/// every order. Prints what it looked at and what is wrong; returns how many things are.
int check(const Settings& settings, std::ostream& out);

}  // namespace kaibo
