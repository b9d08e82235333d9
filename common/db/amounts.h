#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "common/db/driver.h"
#include "common/db/transaction.h"

namespace kaibo::db {

/// What the units of an optimistic transaction add to amounts and take from them, stored once for
/// many. The first to take from a row asks the database, which thereby keeps the row for this
/// transaction; what is left in it is read once, and from then on nobody but these units can change
/// it before the commit.
class Amounts {
 public:
  explicit Amounts(Connection& connection) : connection_(connection) {}

  /// See Transaction; none as long as nothing was added to it or taken.
  std::optional<std::int64_t> left(const Amount& amount, std::span<const std::int64_t> key);
  /// See Transaction.
  bool take(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key);
  void add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key);

  /// Stores what is kept back of the tables that the statement names.
  void store_named_in(std::string_view sql);
  /// The same before a query, which sees an amount only where it names its column, too.
  void store_read_by(std::string_view sql);
  void store_all();
  /// A statement writes this table, after what is kept back of it was stored; any where it is
  /// empty.
  void forget(std::string_view table);

  void begin_unit();
  /// Forgets what the unit added and took; not after wrote().
  void forget_unit();
  /// The running unit's part has reached the database.
  bool wrote() const { return wrote_; }

 private:
  /// One row.
  struct Kept {
    /// Not stored yet.
    std::int64_t added = 0;
    /// Nobody else can write it before the commit.
    bool is_ours = false;
    /// With what is not stored yet, where it was read since it is ours.
    std::optional<std::int64_t> left;
  };
  using Place = std::pair<const Amount*, std::vector<std::int64_t>>;
  using Entry = std::pair<const Place, Kept>;

  /// Of a row that is ours.
  std::int64_t left(Entry& entry);
  Entry& entry_of(const Amount& amount, std::span<const std::int64_t> key);
  /// In the running unit.
  void change(Kept& kept, std::int64_t number);
  void store(Entry& entry);

  Connection& connection_;
  std::map<Place, Kept> kept_;
  /// Of the running unit, in their order.
  std::vector<std::pair<Kept*, std::int64_t>> changes_;
  bool wrote_ = false;
};

}  // namespace kaibo::db
