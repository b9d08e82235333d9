#pragma once

#include <string_view>

/// Kinds of the audience's timers; those of buyers are on the class clock, their subject an order.
namespace kaibo::audience {

inline constexpr std::string_view tick_timer = "audience.tick";
inline constexpr std::string_view confirm_timer = "audience.confirm";
inline constexpr std::string_view review_timer = "audience.review";

}  // namespace kaibo::audience
