#include "common/db/transaction.h"

#include <stdexcept>
#include <string>

namespace kaibo::db {

std::int64_t Row::integer(std::size_t column) const {
  const Value& value = values_[column];
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (std::holds_alternative<std::monostate>(value)) return 0;
  throw std::logic_error("column " + std::to_string(column) + " holds text, not a number");
}

const std::string& Row::text(std::size_t column) const {
  static const std::string empty;
  const Value& value = values_[column];
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (std::holds_alternative<std::monostate>(value)) return empty;
  throw std::logic_error("column " + std::to_string(column) + " holds a number, not text");
}

bool Row::null(std::size_t column) const {
  return std::holds_alternative<std::monostate>(values_[column]);
}

Row Rows::front() const {
  if (empty()) throw std::out_of_range("the query found no row");
  return (*this)[0];
}

std::vector<std::int64_t> ids(const Rows& rows) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(rows.size());
  for (const Row row : rows) numbers.push_back(row.integer(0));
  return numbers;
}

Table::Table(std::string_view name, std::initializer_list<std::string_view> columns)
    : name_(name), columns_(columns.size()) {
  std::string head = "INSERT INTO " + name_ + " (";
  std::string row = "(";
  for (const std::string_view column : columns) {
    const std::string_view comma = row.size() == 1 ? "" : ", ";
    head.append(comma).append(column);
    row.append(comma).append("?");
  }
  head += ") VALUES ";
  row += ")";
  for (std::size_t batch = 0; batch < batches.size(); ++batch) {
    std::string& sql = statements_[batch] = head + row;
    for (std::size_t i = 1; i < batches[batch]; ++i) sql.append(", ").append(row);
  }
}

Amount::Amount(std::string_view table, std::string_view column,
               std::initializer_list<std::string_view> keys)
    : table_(table), column_(column) {
  const std::string& number = column_;
  std::string where;
  std::string columns;
  std::string marks;
  for (const std::string_view key : keys) {
    where.append(where.empty() ? " WHERE " : " AND ").append(key).append(" = ?");
    columns.append(key).append(", ");
    marks += "?, ";
  }
  read_ = "SELECT " + number + " FROM " + table_ + where;
  add_ = "UPDATE " + table_ + " SET " + number + " = " + number + " + ?" + where;
  take_ = "UPDATE " + table_ + " SET " + number + " = " + number + " - ?" + where + " AND " +
          number + " >= ?";
  insert_ = "INSERT INTO " + table_ + " (" + columns + number + ") VALUES (" + marks + "?)";
}

std::int64_t Statements::left(const Amount& amount, std::span<const std::int64_t> key) {
  const std::vector<Param> params(key.begin(), key.end());
  const Rows rows = query(amount.read_sql(), params);
  return rows.empty() ? 0 : rows.front().integer(0);
}

bool Statements::take(const Amount& amount, std::int64_t number,
                      std::span<const std::int64_t> key) {
  std::vector<Param> params{number};
  params.insert(params.end(), key.begin(), key.end());
  params.emplace_back(number);
  return execute(amount.take_sql(), params) == 1;
}

void Statements::add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) {
  std::vector<Param> params{number};
  params.insert(params.end(), key.begin(), key.end());
  if (execute(amount.add_sql(), params) == 1) return;
  params.assign(key.begin(), key.end());
  params.emplace_back(number);
  execute(amount.insert_sql(), params);
}

void Statements::insert(const Table& table, std::span<const Param> row) {
  execute(table.insert_sql(Table::batches.size() - 1), row);
}

void Transaction::upsert(std::string_view table, std::span<const std::string_view> keys,
                         std::span<const std::string_view> columns, std::span<const Param> params) {
  statements_.execute(statements_.upsert_sql(table, keys, columns), params);
}

}  // namespace kaibo::db
