#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "common/base/embedded.h"

namespace kaibo {

/// The migrations of one part of the program.
struct SchemaPart {
  std::string_view name;
  std::span<const base::Embedded> migrations;
};

/// Of all parts, in the order in which they are applied; the database's own ("db") come before
/// them.
std::vector<SchemaPart> schema_parts();

}  // namespace kaibo
