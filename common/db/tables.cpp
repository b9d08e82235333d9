#include "common/db/tables.h"

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>
#include <utility>

#include "common/db/sql_text.h"

namespace kaibo::db {

namespace {

/// Rows and bytes in one INSERT, below what any server takes in one packet.
constexpr std::size_t rows_at_once = 100;
constexpr std::size_t bytes_at_once = std::size_t{1} << 20;

Param param_of(const Value& value, bool bytes) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (bytes) return Blob{*text};
    return std::string_view(*text);
  }
  return std::monostate();
}

std::size_t size_of(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? sizeof(std::int64_t) : text->size();
}

std::string column_list(const StoredTable& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return join_list(names);
}

/// "a > ? OR (a = ? AND (b > ?))": behind a key, in the order of its columns.
std::string behind(std::span<const std::string> key) {
  const std::string& first = key.front();
  std::string sql = first + " > ?";
  if (key.size() > 1) sql += " OR (" + first + " = ? AND (" + behind(key.subspan(1)) + "))";
  return sql;
}

std::string insert_sql(const StoredTable& table, std::size_t rows) {
  const std::string row = "(" + marks(table.columns.size()) + ")";
  std::string sql = "INSERT INTO " + table.name + " (" + column_list(table) + ") VALUES " + row;
  for (std::size_t i = 1; i < rows; ++i) sql += ", " + row;
  return sql;
}

void insert_some(Transaction& tx, const StoredTable& table, std::vector<Param>& params) {
  if (params.empty()) return;
  tx.execute_list(insert_sql(table, params.size() / table.columns.size()), params);
  params.clear();
}

}  // namespace

std::vector<StoredTable> tables(Transaction& tx) {
  std::map<std::string, StoredTable> found;
  std::map<std::string, std::map<std::int64_t, std::string>> keys;
  for (const Row row : tx.query(tx.columns_sql())) {
    StoredTable& table = found[row.text(0)];
    table.name = row.text(0);
    table.columns.push_back({row.text(1), row.flag(3)});
    if (row.integer(2) > 0) keys[table.name][row.integer(2)] = row.text(1);
  }
  std::vector<StoredTable> all;
  for (auto& [name, table] : found) {
    for (auto& [place, column] : keys[name]) table.key.push_back(std::move(column));
    all.push_back(std::move(table));
  }
  return all;
}

bool has_rows(Transaction& tx, const StoredTable& table) {
  return !tx.query("SELECT 1 FROM " + table.name + " LIMIT 1").empty();
}

TableReader::TableReader(Transaction& tx, const StoredTable& table, std::size_t page,
                         std::string_view where, std::vector<Param> params)
    : tx_(tx), page_(page), params_(std::move(params)) {
  if (table.key.empty()) throw std::logic_error("no primary key: " + table.name);
  for (const std::string& name : table.key) {
    const auto column = std::ranges::find(table.columns, name, &Column::name);
    key_places_.push_back(static_cast<std::size_t>(column - table.columns.begin()));
  }
  const std::string key = join_list(table.key);
  const std::string limit = " ORDER BY " + key + " LIMIT ?";
  std::string sql = "SELECT " + column_list(table) + " FROM " + table.name + " WHERE ";
  sql += where.empty() ? std::string("1 = 1") : "(" + std::string(where) + ")";
  first_sql_ = sql + limit;
  next_sql_ = sql + " AND (" + behind(table.key) + ")";
  // Says the same once more: SQLite finds the place in its index by this, MySQL by the other.
  if (table.key.size() > 1) next_sql_ += " AND (" + key + ") > (" + marks(table.key.size()) + ")";
  next_sql_ += limit;
}

Rows TableReader::next() {
  std::vector<Param> params = params_;
  if (begun_) {
    for (std::size_t i = 0; i < key_.size(); ++i) {
      params.push_back(param_of(key_[i], false));
      if (i + 1 < key_.size()) params.push_back(param_of(key_[i], false));
    }
    if (key_.size() > 1) {
      for (const Value& value : key_) params.push_back(param_of(value, false));
    }
  }
  params.emplace_back(static_cast<std::int64_t>(page_));
  Rows rows = tx_.query_list(begun_ ? next_sql_ : first_sql_, params);
  begun_ = true;
  if (rows.empty()) return rows;
  key_.clear();
  for (const std::size_t place : key_places_) {
    key_.push_back(rows[rows.size() - 1].value(place));
  }
  return rows;
}

void insert_rows(Transaction& tx, const StoredTable& table, const Rows& rows) {
  std::vector<Param> params;
  std::size_t bytes = 0;
  for (const Row row : rows) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      params.push_back(param_of(row.value(i), table.columns[i].bytes));
      bytes += size_of(row.value(i));
    }
    if (params.size() < rows_at_once * table.columns.size() && bytes < bytes_at_once) continue;
    insert_some(tx, table, params);
    bytes = 0;
  }
  insert_some(tx, table, params);
}

}  // namespace kaibo::db
