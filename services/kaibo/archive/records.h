#pragma once

#include <string>
#include <vector>

#include "common/db/tables.h"

/// Which rows of the database belong to a class.
namespace kaibo::archive::records {

/// What of a table belongs to a class.
struct Part {
  /// Without the columns that nobody else shall read.
  db::StoredTable table;
  /// Which rows: a condition with one `?`, the class.
  std::string where;
};

/// Of all tables that hold something of a class, except its journal. Throws std::logic_error for a
/// table of which nobody has said whether it does.
std::vector<Part> parts(db::Transaction& tx);

}  // namespace kaibo::archive::records
