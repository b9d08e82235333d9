#include "common/db/sql_text.h"

namespace kaibo::db {

std::string like_pattern(std::string_view words) {
  std::string pattern = "%";
  for (const char letter : words) {
    if (letter == '%' || letter == '_' || letter == '!') pattern += '!';
    pattern += letter;
  }
  return pattern + '%';
}

std::string join_list(const std::vector<std::string>& items) {
  std::string joined;
  for (const std::string& item : items) {
    if (!joined.empty()) joined += ',';
    joined += item;
  }
  return joined;
}

std::vector<std::string> split_list(std::string_view joined) {
  std::vector<std::string> items;
  while (!joined.empty()) {
    const std::size_t comma = joined.find(',');
    items.emplace_back(joined.substr(0, comma));
    if (comma == std::string_view::npos) break;
    joined.remove_prefix(comma + 1);
  }
  return items;
}

std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

}  // namespace kaibo::db
