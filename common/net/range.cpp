#include "common/net/range.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace kaibo::net {

namespace {

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || end != digits.data() + digits.size() || error != std::errc()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

Range read_range(std::string_view field, std::uint64_t total) {
  const Range whole{.kind = Range::Kind::whole, .first = 0, .size = total};
  const Range beyond{.kind = Range::Kind::beyond, .first = 0, .size = 0};
  constexpr std::string_view unit = "bytes=";
  const std::size_t dash = field.find('-');
  if (!field.starts_with(unit) || dash == std::string_view::npos) return whole;
  const std::string_view from = field.substr(unit.size(), dash - unit.size());
  const std::string_view to = field.substr(dash + 1);
  const auto first = number(from);
  const auto last = number(to);
  if (from.empty() && last) {
    const std::uint64_t size = std::min(*last, total);
    if (size == 0) return beyond;
    return {.kind = Range::Kind::part, .first = total - size, .size = size};
  }
  if (!first || (!last && !to.empty()) || (last && *last < *first)) return whole;
  if (*first >= total) return beyond;
  const std::uint64_t end = last ? std::min(*last, total - 1) + 1 : total;
  return {.kind = Range::Kind::part, .first = *first, .size = end - *first};
}

}  // namespace kaibo::net
