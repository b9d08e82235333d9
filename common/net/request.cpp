#include "common/net/request.h"

#include <algorithm>

namespace kaibo::net {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Calls `use` with each part between separators until it returns true; whether it did.
template <typename F>
bool any_part(std::string_view list, char separator, F use) {
  while (!list.empty()) {
    const auto end = std::min(list.find(separator), list.size());
    if (use(trimmed(list.substr(0, end)))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const {
  const auto mark = target.find('?');
  if (mark == std::string::npos) return {};
  return std::string_view(target).substr(mark + 1);
}

void Request::clear() {
  verb = Verb::other;
  target.clear();
  version = 11;
  keep_alive = true;
  for (std::string& field : fields) field.clear();
  body.clear();
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool has_token(std::string_view list, std::string_view token) {
  return any_part(list, ',',
                  [&](std::string_view part) { return equal_ignoring_case(part, token); });
}

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  std::string_view value;
  any_part(cookies, ';', [&](std::string_view part) {
    if (!part.starts_with(name) || part.substr(name.size()).substr(0, 1) != "=") return false;
    value = part.substr(name.size() + 1);
    return true;
  });
  return value;
}

}  // namespace kaibo::net
