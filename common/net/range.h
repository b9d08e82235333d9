#pragma once

#include <cstdint>
#include <string_view>

namespace kaibo::net {

/// What a Range field asks for of a content (RFC 9110 14.2).
struct Range {
  enum class Kind {
    whole,   ///< no range, several of them, or none that is understood
    part,    ///< one
    beyond,  ///< one that lies behind the end
  };
  Kind kind = Kind::whole;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

/// `total`: bytes of the whole content.
Range read_range(std::string_view field, std::uint64_t total);

}  // namespace kaibo::net
