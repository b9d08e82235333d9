#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kaibo::net {

/// Decodes %XX; with `plus_is_space` also "+", as in a query. Nothing when an escape is broken.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// The decoded value of a parameter; empty when it is missing or broken.
std::string query_value(std::string_view query, std::string_view name);

/// 0 for what is no number.
std::int64_t number_in(std::string_view digits);

/// Accepts both alphabets of base64, with or without padding. Nothing when it is broken.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace kaibo::net
