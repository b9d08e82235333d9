#pragma once

#include <algorithm>
#include <cstdint>

namespace kaibo::base {

/// How many of a list are shown: what is asked for, `usual` when nothing is, never above `most`.
constexpr std::int32_t page_size(std::int32_t asked, std::int32_t usual, std::int32_t most) {
  return asked <= 0 ? usual : std::min(asked, most);
}

}  // namespace kaibo::base
