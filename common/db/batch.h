#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/amounts.h"
#include "common/db/answers.h"
#include "common/db/driver.h"
#include "common/db/transaction.h"

namespace kaibo::db {

/// The statements of a transaction that expects nothing to fail. New rows and changed amounts are
/// kept back and stored many in a statement, at the latest before anything that names them;
/// what was asked before is asked again only when something that it names was written since. So no
/// statement can tell the difference.
class Optimistic final : public Statements {
 public:
  explicit Optimistic(Connection& connection) : connection_(connection), amounts_(connection) {}

  Rows query(std::string_view sql, std::span<const Param> params) override;
  std::int64_t execute(std::string_view sql, std::span<const Param> params) override;
  std::string upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                         std::span<const std::string_view> columns) const override;
  std::string_view columns_sql() const override { return connection_.columns_sql(); }
  void insert(const Table& table, std::span<const Param> row) override;
  std::int64_t left(const Amount& amount, std::span<const std::int64_t> key) override;
  bool take(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) override;
  void add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) override;
  bool optimistic() const override { return true; }

  /// What follows is another unit's.
  void begin_unit();
  /// The unit failed: forgets what is kept back of it. Throws RunAgain when it has written already.
  void forget_unit();
  /// Before the commit. Throws RunAgain when a key is taken.
  void store_kept();

 private:
  /// A parameter that owns its value.
  struct Cell {
    Value value;
    bool is_blob = false;
  };
  struct Group {
    const Table* table = nullptr;
    /// Row by row.
    std::vector<Cell> cells;
    /// Of `cells`, those of the units before.
    std::size_t earlier_cells = 0;
  };

  void store_rows_named_in(std::string_view sql);
  void store(Group& group);
  Group& group_of(const Table& table);

  Connection& connection_;
  Answers answers_;
  Amounts amounts_;
  /// In the order of their first use; few.
  std::vector<Group> groups_;
  bool wrote_ = false;
};

/// The statements of a unit that may fail without its batch: the savepoint is set at its first
/// write, so that a unit refused before it wrote costs nothing.
class Guarded final : public Statements {
 public:
  explicit Guarded(Connection& connection) : connection_(connection) {}

  Rows query(std::string_view sql, std::span<const Param> params) override;
  std::int64_t execute(std::string_view sql, std::span<const Param> params) override;
  std::string upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                         std::span<const std::string_view> columns) const override;
  std::string_view columns_sql() const override { return connection_.columns_sql(); }

  void keep();
  void undo();

 private:
  Connection& connection_;
  bool is_set_ = false;
};

}  // namespace kaibo::db
