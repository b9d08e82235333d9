#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/base/distribution.h"
#include "common/base/embedded.h"
#include "common/db/transaction.h"

namespace kaibo::db {

/// Told of every batch by the lanes; the journal implements it.
class CommitObserver {
 public:
  virtual ~CommitObserver() = default;
  /// Inside the batch's transaction, before its first unit; `streams` are those its units write to,
  /// ascending, each once. Called on the lane's thread.
  virtual void before_batch(Transaction& tx, std::span<const std::int64_t> streams) = 0;
  /// Inside the batch's transaction, after all its units: gives each entry its `seq`, `at` and
  /// `class_at` and stores it. Called on the lane's thread.
  virtual void before_commit(Transaction& tx, std::span<Entry> entries) = 0;
  /// After the commit, in the order of commits of the lane, before any caller is resumed. Called
  /// on the lane's thread; must not block and must not throw.
  virtual void after_commit(std::vector<Entry> entries) = 0;
};

/// Which database, and how it is used. Times are in milliseconds.
struct Options {
  /// "sqlite:PATH" or "mysql://user:password@host:port/schema".
  std::string url;
  /// Writer lanes; SQLite always has one.
  std::size_t lanes = 4;
  /// Reader connections beside the lanes.
  std::size_t readers = 4;
  /// Units waiting on one lane beyond which new ones are refused with resource_exhausted.
  std::size_t max_queue = 4096;
  /// Units in one commit at the most.
  std::size_t max_batch = 512;
  /// SQLite only. False: a commit does not wait for the disk, and a power cut takes the last ones
  /// with it. For measuring what the waiting costs; the program never sets it.
  bool wait_for_disk = true;
  /// Bound on one answer of a database server, sent or received; on waiting for the file of SQLite.
  base::Millis timeout = 3'000;
  /// Bound on reaching a database server.
  base::Millis connect_timeout = 1'000;
  /// Bound on waiting for a row that another connection holds.
  base::Millis lock_wait = 1'000;
  /// Runs of a unit that fails for a reason of the moment (deadlock, lost connection).
  int tries = 3;
  /// While a batch is run again unit by unit, those that have waited for so long are refused.
  base::Millis patience = 4'000;
  /// A batch that runs for so long is reported and, where there is a server, broken off.
  base::Millis stuck = 10'000;
  /// Pauses between attempts to reach a server that is away: the first, and the longest.
  base::Millis reconnect_first = 100;
  base::Millis reconnect_longest = 2'000;
};

/// What a lane does now, and what it has done.
struct LaneFigures {
  std::size_t queued = 0;
  /// Units of the batch under way, and how long it has run; 0 when none is.
  std::size_t running = 0;
  base::Millis running_ms = 0;
  /// It has run for longer than Options::stuck.
  bool stuck = false;
  std::size_t last_batch = 0;
  /// Time of the last COMMIT.
  std::int64_t last_commit_us = 0;
  /// How often a stuck batch was reported.
  std::int64_t stuck_reports = 0;
  std::int64_t batches = 0;
  std::int64_t units = 0;
  std::int64_t reruns = 0;
  /// Time inside BEGIN … COMMIT of all batches together.
  std::int64_t busy_us = 0;
  /// Units refused because the queue was full.
  std::int64_t refused = 0;
  /// Of a batch, from BEGIN to COMMIT.
  base::Distribution::Figures commit_seconds;
  base::Distribution::Figures batch_units;
};

/// A database behind lanes. All writes of one stream run one after the other on one lane; what is
/// queued on a lane at one moment goes into one commit, each unit in its own savepoint, and every
/// caller is answered only after the commit. Thread-safe.
///
/// A unit takes effect once, also when its batch is run again after a deadlock or a lost
/// connection. Only when the outcome of a commit cannot be learnt at all (the database stays away
/// in that very moment) is `unavailable` thrown for a unit that may have taken effect; a caller who
/// repeats the call with its request_id then learns what happened.
///
/// To be stopped before the runtimes of its callers end: a lane may be about to resume one.
class Database {
 public:
  /// Opens the database and starts the lanes. Throws base::Error with a sentence for the operator
  /// when it cannot be used as it is. `clock` and `observer` outlive the database; `observer` may
  /// be null.
  static std::unique_ptr<Database> open(const Options& options, const base::Clock& clock,
                                        CommitObserver* observer);
  virtual ~Database() = default;

  /// Runs `unit(Transaction&)` in a batch on the lane of `stream`; returns its result once it is
  /// durable. Throws what the unit threw (that unit alone is rolled back), resource_exhausted when
  /// the lane's queue is full, Error::disk_full when the disk is, unavailable when the database
  /// cannot commit: at once while it is known to be away.
  template <typename F>
  Task<std::invoke_result_t<F&, Transaction&>> write(std::int64_t stream, F unit) {
    using R = std::invoke_result_t<F&, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      co_await write_unit(stream, [&unit](Transaction& tx) { unit(tx); });
    } else {
      std::optional<R> result;
      co_await write_unit(stream, [&](Transaction& tx) { result.emplace(unit(tx)); });
      co_return std::move(*result);
    }
  }

  /// Runs `query(Transaction&)` on a reader connection, in one consistent read transaction, never
  /// waiting for a lane.
  template <typename F>
  Task<std::invoke_result_t<F&, Transaction&>> read(F query) {
    using R = std::invoke_result_t<F&, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      co_await read_unit([&query](Transaction& tx) { query(tx); });
    } else {
      std::optional<R> result;
      co_await read_unit([&](Transaction& tx) { result.emplace(query(tx)); });
      co_return std::move(*result);
    }
  }

  /// The same, blocking the calling thread: for start-up, commands and tests, never on an io
  /// thread.
  template <typename F>
  std::invoke_result_t<F&, Transaction&> write_now(std::int64_t stream, F unit) {
    using R = std::invoke_result_t<F&, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      write_blocking(stream, [&unit](Transaction& tx) { unit(tx); });
    } else {
      std::optional<R> result;
      write_blocking(stream, [&](Transaction& tx) { result.emplace(unit(tx)); });
      return std::move(*result);
    }
  }
  template <typename F>
  std::invoke_result_t<F&, Transaction&> read_now(F query) {
    using R = std::invoke_result_t<F&, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      read_blocking([&query](Transaction& tx) { query(tx); });
    } else {
      std::optional<R> result;
      read_blocking([&](Transaction& tx) { result.emplace(query(tx)); });
      return std::move(*result);
    }
  }

  /// Applies the migrations of one part that are not applied yet, in the order of their names,
  /// each once. Refuses (failed_precondition) a database that has one this program does not know,
  /// or one whose text has changed since it was applied.
  virtual void migrate(std::string_view part, std::span<const base::Embedded> migrations) = 0;

  /// A copy of the whole database as of one moment, in a new file, while others write; blocks.
  /// Throws base::Error: failed_precondition where the database has tools of its own for that.
  virtual void copy_to(const std::filesystem::path& file) = 0;

  /// Whether a commit works now; for /readyz. Never throws.
  virtual Task<bool> can_commit() = 0;
  /// Whether the schema is still the one that `migrate` made, and no other program has gone on with
  /// it. Throws what a read throws.
  virtual Task<bool> knows_schema() = 0;

  /// Refuses new work, finishes what was accepted, closes the connections.
  virtual void stop() = 0;

  virtual std::vector<LaneFigures> figures() const = 0;

  /// Whether a database server cannot be reached at this moment. Never blocks.
  virtual bool away() const = 0;

  /// What keeps lanes from committing at this moment (the database is away, a lane is stuck), as a
  /// sentence for the operator; empty when nothing does. Never blocks.
  virtual std::string trouble() const = 0;

 protected:
  using Unit = std::function<void(Transaction&)>;
  virtual Task<void> write_unit(std::int64_t stream, Unit unit) = 0;
  virtual Task<void> read_unit(Unit query) = 0;
  virtual void write_blocking(std::int64_t stream, Unit unit) = 0;
  virtual void read_blocking(Unit query) = 0;
};

}  // namespace kaibo::db
