#pragma once

#include <string_view>

#include "loadtest/report.h"

namespace kaibo::load {

// What the three forms of a report share.

double ms(Micros micros);
double per_second(std::int64_t count, double seconds);
/// "MallService/PlaceOrder" of "kaibo.mall.v1.MallService/PlaceOrder".
std::string_view without_package(std::string_view rpc);
/// A few minutes say nothing of what grows in an hour.
bool is_long_enough_for_trend(const Report& report);

}  // namespace kaibo::load
