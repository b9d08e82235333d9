#pragma once

#include <string_view>

/// Kinds of the orders' timers; their subject is the order.
namespace kaibo::mall::timers {

inline constexpr std::string_view unpaid = "mall.order_unpaid";
inline constexpr std::string_view ship_due = "mall.ship_due";
inline constexpr std::string_view receipt_due = "mall.receipt_due";

}  // namespace kaibo::mall::timers
