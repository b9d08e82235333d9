#pragma once

#include <iosfwd>
#include <string>

#include "services/kaibo/settings.h"

namespace kaibo {

/// Copies every row of a stopped school from its database to another, empty one ("mysql://…" or
/// "sqlite:FILE"), which gets the same schema, then compares both table by table and prints rows
/// and digest of each. The source is only read; pictures and key stay in the data folder. A move
/// that was stopped in the middle begins anew when it is run again, and until then no program
/// opens its target. Throws base::Error: while either database is in use, for a target that holds
/// something, for a source whose schema is not this program's.
void move(const Settings& settings, const std::string& to, std::ostream& out);

}  // namespace kaibo
