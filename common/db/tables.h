#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"

namespace kaibo::db {

/// Of a table, as far as copying its rows asks.
struct Column {
  std::string name;
  /// Holds bytes rather than text or a number.
  bool bytes = false;
  bool operator==(const Column&) const = default;
};

/// A table as the database itself describes it.
struct StoredTable {
  std::string name;
  std::vector<Column> columns;
  /// The columns of the primary key, in its order.
  std::vector<std::string> key;
  bool operator==(const StoredTable&) const = default;
};

/// All tables, by name.
std::vector<StoredTable> tables(Transaction& tx);

bool has_rows(Transaction& tx, const StoredTable& table);

/// The rows of a table page by page along its primary key, so that a table of any size fits into
/// memory.
class TableReader {
 public:
  /// `table.columns` are those that are read; its key is among them. `where` limits the rows, with
  /// its parameters, which outlive the reader; empty: all rows. `tx` outlives it, too.
  TableReader(Transaction& tx, const StoredTable& table, std::size_t page,
              std::string_view where = {}, std::vector<Param> params = {});

  /// The next rows; none at the end.
  Rows next();

 private:
  Transaction& tx_;
  std::size_t page_;
  std::string first_sql_;
  std::string next_sql_;
  std::vector<Param> params_;
  std::vector<std::size_t> key_places_;
  /// Of the row that was read last.
  std::vector<Value> key_;
  bool begun_ = false;
};

/// Inserts rows as a TableReader gave them, many in one statement.
void insert_rows(Transaction& tx, const StoredTable& table, const Rows& rows);

}  // namespace kaibo::db
