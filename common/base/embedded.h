#pragma once

#include <string_view>

namespace kaibo::base {

/// A file that the build put into the program (kaibo_embed in deploy/cmake). Both views live as
/// long as the program.
struct Embedded {
  std::string_view name;     ///< without its folder: "001_shops.sql"
  std::string_view content;  ///< the bytes as they are, usually UTF-8
};

}  // namespace kaibo::base
