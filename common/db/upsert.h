#pragma once

#include <span>
#include <string>
#include <string_view>

namespace kaibo::db {

/// The statement behind Transaction::upsert, as SQLite says it.
std::string on_conflict_sql(std::string_view table, std::span<const std::string_view> keys,
                            std::span<const std::string_view> columns);
/// The same, as MySQL says it.
std::string on_duplicate_key_sql(std::string_view table, std::span<const std::string_view> keys,
                                 std::span<const std::string_view> columns);

}  // namespace kaibo::db
