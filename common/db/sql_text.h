#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kaibo::db {

/// "%50!%%" for "50%": a pattern for `LIKE ? ESCAPE '!'` that finds the words anywhere.
std::string like_pattern(std::string_view words);

/// Short texts without commas (picture ids) in one column.
std::string join_list(const std::vector<std::string>& items);
std::vector<std::string> split_list(std::string_view joined);

/// "?, ?, ?": marks for an IN list.
std::string marks(std::size_t count);

}  // namespace kaibo::db
