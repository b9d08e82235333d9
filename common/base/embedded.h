#pragma once

#include <span>
#include <string_view>

namespace kaibo::base {

/// A file that the build put into the program (kaibo_embed in deploy/cmake). Both views live as
/// long as the program.
struct Embedded {
  std::string_view name;     ///< without its folder: "001_shops.sql"
  std::string_view content;  ///< the bytes as they are, usually UTF-8
};

/// What the file of that name holds. Throws std::logic_error when the build put none of that name
/// in.
std::string_view content_of(std::span<const Embedded> files, std::string_view name);

}  // namespace kaibo::base
