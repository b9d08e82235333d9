#include "common/db/batch.h"

#include <algorithm>
#include <optional>
#include <variant>

namespace kaibo::db {

Rows Optimistic::query(std::string_view sql, std::span<const Param> params) {
  return answers_.get(sql, params, [&] {
    store_rows_named_in(sql);
    amounts_.store_read_by(sql);
    return connection_.query(sql, params);
  });
}

std::int64_t Optimistic::execute(std::string_view sql, std::span<const Param> params) {
  store_rows_named_in(sql);
  amounts_.store_named_in(sql);
  const std::string_view table = written_table(sql);
  answers_.forget(table);
  amounts_.forget(table);
  const std::int64_t rows = connection_.execute(sql, params);
  if (rows > 0) wrote_ = true;
  return rows;
}

std::string Optimistic::upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                                   std::span<const std::string_view> columns) const {
  return connection_.upsert_sql(table, keys, columns);
}

void Optimistic::insert(const Table& table, std::span<const Param> row) {
  answers_.forget(table.name());
  std::vector<Cell>& cells = group_of(table).cells;
  for (const Param& param : row) {
    if (const auto* number = std::get_if<std::int64_t>(&param)) {
      cells.push_back({*number});
    } else if (const auto* text = std::get_if<std::string_view>(&param)) {
      cells.push_back({std::string(*text)});
    } else if (const auto* blob = std::get_if<Blob>(&param)) {
      cells.push_back({std::string(blob->bytes), true});
    } else {
      cells.emplace_back();
    }
  }
}

std::int64_t Optimistic::left(const Amount& amount, std::span<const std::int64_t> key) {
  const std::optional<std::int64_t> known = amounts_.left(amount, key);
  return known ? *known : Statements::left(amount, key);
}

bool Optimistic::take(const Amount& amount, std::int64_t number,
                      std::span<const std::int64_t> key) {
  store_rows_named_in(amount.take_sql());
  answers_.forget(amount);
  return amounts_.take(amount, number, key);
}

void Optimistic::add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) {
  answers_.forget(amount);
  amounts_.add(amount, number, key);
}

void Optimistic::begin_unit() {
  wrote_ = false;
  amounts_.begin_unit();
  for (Group& group : groups_) group.earlier_cells = group.cells.size();
}

void Optimistic::forget_unit() {
  if (wrote_ || amounts_.wrote()) throw RunAgain("a unit failed after it wrote");
  amounts_.forget_unit();
  for (Group& group : groups_) group.cells.resize(group.earlier_cells);
}

void Optimistic::store_kept() {
  for (Group& group : groups_) store(group);
  amounts_.store_all();
}

void Optimistic::store_rows_named_in(std::string_view sql) {
  for (Group& group : groups_) {
    const bool is_named = sql.find(group.table->name()) != std::string_view::npos;
    if (is_named) store(group);
  }
}

void Optimistic::store(Group& group) {
  if (group.cells.empty()) return;
  std::vector<Param> params;
  params.reserve(group.cells.size());
  for (const Cell& cell : group.cells) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) {
      params.push_back(cell.is_blob ? Param(Blob{*text}) : Param(std::string_view(*text)));
    } else if (const auto* number = std::get_if<std::int64_t>(&cell.value)) {
      params.emplace_back(*number);
    } else {
      params.emplace_back();
    }
  }
  std::span<const Param> left = params;
  try {
    for (std::size_t batch = 0; batch < Table::batches.size(); ++batch) {
      const std::size_t size = Table::batches[batch] * group.table->columns();
      for (; left.size() >= size; left = left.subspan(size)) {
        connection_.execute(group.table->insert_sql(batch), left.first(size));
      }
    }
  } catch (const DuplicateKey& e) {
    throw RunAgain(e.what());
  }
  // Rows of the running unit may be among them.
  if (group.cells.size() > group.earlier_cells) wrote_ = true;
  group.cells.clear();
  group.earlier_cells = 0;
}

Optimistic::Group& Optimistic::group_of(const Table& table) {
  const auto found = std::ranges::find(groups_, &table, &Group::table);
  if (found != groups_.end()) return *found;
  return groups_.emplace_back(Group{.table = &table, .cells = {}});
}

Rows Guarded::query(std::string_view sql, std::span<const Param> params) {
  return connection_.query(sql, params);
}

std::int64_t Guarded::execute(std::string_view sql, std::span<const Param> params) {
  if (!is_set_) connection_.savepoint();
  is_set_ = true;
  return connection_.execute(sql, params);
}

std::string Guarded::upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                                std::span<const std::string_view> columns) const {
  return connection_.upsert_sql(table, keys, columns);
}

void Guarded::keep() {
  if (is_set_) connection_.release_savepoint();
}

void Guarded::undo() {
  if (is_set_) connection_.rollback_to_savepoint();
}

}  // namespace kaibo::db
