#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"

namespace kaibo::db {

/// A column's value. Only whole numbers, UTF-8 text and bytes are stored: no floats, no dates.
using Value = std::variant<std::monostate, std::int64_t, std::string>;

/// Bytes rather than text, as a parameter.
struct Blob {
  std::string_view bytes;
};

/// A bound parameter; refers to its value, which must outlive the statement's execution.
using Param = std::variant<std::monostate, std::int64_t, std::string_view, Blob>;

inline Param param(std::monostate) { return {}; }
inline Param param(std::string_view text) { return text; }
inline Param param(const std::string& text) { return std::string_view(text); }
inline Param param(const char* text) { return std::string_view(text); }
inline Param param(Blob blob) { return blob; }
template <typename T>
  requires std::integral<T>
Param param(T number) {
  return static_cast<std::int64_t>(number);
}

/// One row of a result: a view into its Rows.
class Row {
 public:
  explicit Row(std::span<const Value> values) : values_(values) {}
  /// 0 for NULL.
  std::int64_t integer(std::size_t column) const;
  /// Empty for NULL.
  const std::string& text(std::size_t column) const;
  bool flag(std::size_t column) const { return integer(column) != 0; }
  bool null(std::size_t column) const;
  const Value& value(std::size_t column) const { return values_[column]; }

 private:
  std::span<const Value> values_;
};

/// A whole result, held in memory.
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t columns, std::vector<Value> values)
      : columns_(columns), values_(std::move(values)) {}

  std::size_t size() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  /// Rows times columns.
  std::size_t values() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  Row operator[](std::size_t index) const {
    return Row(std::span(values_).subspan(index * columns_, columns_));
  }
  /// The first row; throws std::out_of_range when there is none.
  Row front() const;

  class Iterator {
   public:
    Iterator(const Rows* rows, std::size_t index) : rows_(rows), index_(index) {}
    Row operator*() const { return (*rows_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Rows* rows_;
    std::size_t index_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  std::size_t columns_ = 0;
  std::vector<Value> values_;
};

/// The numbers of the first column.
std::vector<std::int64_t> ids(const Rows& rows);

/// A unique key refused the statement. The unit may catch it and go on.
class DuplicateKey : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The statement failed for a reason that lies in the moment (deadlock, lost connection, busy).
/// Units let it pass: the lane reruns them.
class Transient : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The units of an optimistic transaction must run again in one that expects failures. Units let it
/// pass.
class RunAgain : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A table, and the columns that a new row of it sets. One object for good for each: it is told
/// from others by its address.
class Table {
 public:
  /// Numbers of rows that one statement stores. Few, so that each is prepared once for good.
  static constexpr std::array<std::size_t, 8> batches = {128, 64, 32, 16, 8, 4, 2, 1};

  Table(std::string_view name, std::initializer_list<std::string_view> columns);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const std::string& name() const { return name_; }
  std::size_t columns() const { return columns_; }
  /// The INSERT of batches[batch] rows.
  const std::string& insert_sql(std::size_t batch) const { return statements_[batch]; }

 private:
  std::string name_;
  std::size_t columns_;
  std::array<std::string, batches.size()> statements_;
};

/// A column of whole numbers to which units add and from which they take, and the whole numbers
/// that are its table's key. Where its row may be missing, the table has no other columns that a
/// new row must set. One object for good for each: it is told from others by its address.
class Amount {
 public:
  Amount(std::string_view table, std::string_view column,
         std::initializer_list<std::string_view> keys);
  Amount(const Amount&) = delete;
  Amount& operator=(const Amount&) = delete;

  const std::string& table() const { return table_; }
  const std::string& column() const { return column_; }
  /// Their parameters: of reading the key; of adding the number, then the key; of taking the same,
  /// then the number again; of the INSERT of a row the key, then the number.
  const std::string& read_sql() const { return read_; }
  const std::string& add_sql() const { return add_; }
  const std::string& take_sql() const { return take_; }
  const std::string& insert_sql() const { return insert_; }

 private:
  std::string table_;
  std::string column_;
  std::string read_;
  std::string add_;
  std::string take_;
  std::string insert_;
};

/// One open connection of a driver, as a transaction sees it.
class Statements {
 public:
  virtual ~Statements() = default;
  /// Runs one statement with `?` placeholders; prepared statements are cached by their text.
  virtual Rows query(std::string_view sql, std::span<const Param> params) = 0;
  /// Returns the number of rows inserted, deleted, or matched by an UPDATE, changed or not.
  virtual std::int64_t execute(std::string_view sql, std::span<const Param> params) = 0;
  /// "INSERT … or, where the key is taken, set the other columns", in the driver's dialect.
  virtual std::string upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                                 std::span<const std::string_view> columns) const = 0;
  /// Stores a row, at once or with others later.
  virtual void insert(const Table& table, std::span<const Param> row);
  /// See Transaction::left, take and add.
  virtual std::int64_t left(const Amount& amount, std::span<const std::int64_t> key);
  virtual bool take(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key);
  virtual void add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key);
  /// See Transaction::optimistic().
  virtual bool optimistic() const { return false; }
  /// A query for what tables there are: a row for each column, in the table's order, with the names
  /// of table and column, its place in the primary key (from 1; 0: none), and whether it holds
  /// bytes.
  virtual std::string_view columns_sql() const = 0;
};

/// What a unit of work does its reading and writing through. Lives for that unit only, on one
/// thread. A unit may be run again after a deadlock, so it must depend only on what it captured
/// and on what it reads here.
class Transaction {
 public:
  Transaction(Statements& statements, base::Millis now) : statements_(statements), now_(now) {}

  /// What another unit of the batch has asked, and nobody in it has written since, is answered
  /// without asking the database again.
  template <typename... Args>
  Rows query(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{param(args)...};
    return statements_.query(sql, params);
  }

  /// Returns the number of rows inserted, deleted, or matched by an UPDATE (also where it set what
  /// was there before). `UPDATE … WHERE state = ?` that matched 0 is how a compare-and-set says
  /// that it lost.
  template <typename... Args>
  std::int64_t execute(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{param(args)...};
    return statements_.execute(sql, params);
  }

  /// Stores a new row whose key nobody else can have taken in the usual case; a batch stores many
  /// in one statement. Unlike DuplicateKey of execute(), that of a taken key may not be caught: it
  /// makes the batch's units run again.
  template <typename... Args>
  void insert(const Table& table, const Args&... args) {
    const std::array<Param, sizeof...(Args)> row{param(args)...};
    statements_.insert(table, row);
  }

  /// What an amount holds; 0 where there is none. A batch asks for many once.
  template <typename... Keys>
  std::int64_t left(const Amount& amount, Keys... keys) {
    return statements_.left(amount, std::array{static_cast<std::int64_t>(keys)...});
  }

  /// Takes `number`, above 0, from an amount in one guarded step; false when it holds less, or
  /// there is none. A batch settles many in a statement.
  template <typename... Keys>
  bool take(const Amount& amount, std::int64_t number, Keys... keys) {
    return statements_.take(amount, number, std::array{static_cast<std::int64_t>(keys)...});
  }

  /// Adds `number` to an amount, whose row is made where there is none; below 0, it is taken
  /// whatever there is.
  template <typename... Keys>
  void add(const Amount& amount, std::int64_t number, Keys... keys) {
    statements_.add(amount, number, std::array{static_cast<std::int64_t>(keys)...});
  }

  /// Nothing is expected to fail; what fails all the same makes the unit run again in a transaction
  /// where this is false. A unit may leave out here a look whose answer the unique key of a row
  /// that it inserts gives as well.
  bool optimistic() const { return statements_.optimistic(); }

  /// For statements whose number of parameters is known only at run time.
  Rows query_list(std::string_view sql, std::span<const Param> params) {
    return statements_.query(sql, params);
  }
  std::int64_t execute_list(std::string_view sql, std::span<const Param> params) {
    return statements_.execute(sql, params);
  }

  /// Inserts a row, or sets `columns` of the row whose `keys` are equal; `keys` are the only unique
  /// key that the row may meet. `params`: the keys' values, then the columns'.
  void upsert(std::string_view table, std::span<const std::string_view> keys,
              std::span<const std::string_view> columns, std::span<const Param> params);

  /// See Statements::columns_sql.
  std::string_view columns_sql() const { return statements_.columns_sql(); }

  /// Server time when the unit started; the same all through it.
  base::Millis now() const { return now_; }

  /// Adds a line to the journal of `entry.stream`; stored with this unit's effect, heard after the
  /// commit, forgotten if the unit fails. Only in writes, and only for the unit's own stream.
  void append(Entry entry) { entries_.push_back(std::move(entry)); }

  std::vector<Entry> take_entries() { return std::move(entries_); }

 private:
  Statements& statements_;
  base::Millis now_;
  std::vector<Entry> entries_;
};

}  // namespace kaibo::db
