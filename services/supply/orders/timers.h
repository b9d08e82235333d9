#pragma once

#include <string_view>

/// Kinds of the supply orders' timers; their subject is the supply order.
namespace kaibo::supply::timers {

inline constexpr std::string_view prepare = "supply.prepare";
inline constexpr std::string_view send = "supply.send";

}  // namespace kaibo::supply::timers
