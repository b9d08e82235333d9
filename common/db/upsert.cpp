#include "common/db/upsert.h"

#include <cstddef>

namespace kaibo::db {

namespace {

std::string list(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

std::string insert_sql(std::string_view table, std::span<const std::string_view> keys,
                       std::span<const std::string_view> columns) {
  std::string sql = "INSERT INTO ";
  sql += table;
  sql += " (" + list(keys);
  if (!columns.empty()) sql += ", " + list(columns);
  sql += ") VALUES (?";
  for (std::size_t i = 1; i < keys.size() + columns.size(); ++i) sql += ", ?";
  return sql + ")";
}

/// "a = excluded.a, b = excluded.b"
std::string assignments(std::span<const std::string_view> columns, std::string_view before,
                        std::string_view after) {
  std::string sql;
  for (const std::string_view column : columns) {
    if (!sql.empty()) sql += ", ";
    sql += column;
    sql += " = ";
    sql += before;
    sql += column;
    sql += after;
  }
  return sql;
}

}  // namespace

std::string on_conflict_sql(std::string_view table, std::span<const std::string_view> keys,
                            std::span<const std::string_view> columns) {
  const std::string sql = insert_sql(table, keys, columns) + " ON CONFLICT (" + list(keys) + ")";
  if (columns.empty()) return sql + " DO NOTHING";
  return sql + " DO UPDATE SET " + assignments(columns, "excluded.", "");
}

std::string on_duplicate_key_sql(std::string_view table, std::span<const std::string_view> keys,
                                 std::span<const std::string_view> columns) {
  const std::string sql = insert_sql(table, keys, columns) + " ON DUPLICATE KEY UPDATE ";
  // Nothing to set: the key keeps its value.
  if (columns.empty()) return sql + assignments(keys.first(1), "", "");
  return sql + assignments(columns, "VALUES(", ")");
}

}  // namespace kaibo::db
