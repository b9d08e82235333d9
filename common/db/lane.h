#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "common/async/await.h"
#include "common/base/clock.h"
#include "common/base/distribution.h"
#include "common/db/connector.h"
#include "common/db/database.h"
#include "common/db/driver.h"
#include "common/db/entry.h"
#include "common/db/readers.h"

namespace kaibo::db {

class Optimistic;

/// One unit of work on its way. Lives with its caller, who waits: a suspended coroutine (`waiter`)
/// or a blocked thread (`blocked`).
struct Work {
  std::int64_t stream = 0;
  std::function<void(Transaction&)> unit;
  std::chrono::steady_clock::time_point arrived;
  async::Waiter waiter;
  std::promise<void>* blocked = nullptr;
  std::exception_ptr fault;
};

/// One writer: a thread, a connection, a bounded queue.
///
/// What is queued at one moment, up to `max_batch` and as long as other nodes that want the same
/// streams can wait, runs in one transaction: first an optimistic one (see
/// Transaction::optimistic), where a unit that is refused before it wrote costs nothing and one
/// that fails later rolls all back; then one with a savepoint for each unit. When that transaction
/// as a whole fails (deadlock, lost connection, a journal that refuses an entry), it is rolled back
/// and every unit runs again alone in its own transaction, up to Options::tries times and as long
/// as it has not waited for longer than Options::patience.
///
/// A COMMIT whose reply was lost is not guessed at: its ticket is looked up over a fresh connection
/// (Connection::committed). Only if that fails too is the outcome unknown; the callers get
/// `unavailable`, and one who repeats the call with the same request_id learns what happened.
/// While the database is away the lane takes nothing, and gives up at once what it has.
class Lane {
 public:
  /// What is referred to outlives the lane; `observer` may be null. Connects; throws what
  /// Driver::connect throws.
  Lane(std::string name, const Options& options, Driver& driver, Connector& connector,
       Readers& readers, const base::Clock& clock, CommitObserver* observer);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Reserves a place for one push(); throws resource_exhausted when the queue is full, and
  /// unavailable while the database is away and after stop(). Thread-safe.
  void admit();
  /// Hands over a work that was admitted; `work` stays valid until its caller is told. Never
  /// throws. Thread-safe.
  void push(Work& work);

  /// Refuses new work, finishes what was admitted, closes the connection. May be called twice.
  void stop();

  const std::string& name() const { return name_; }
  LaneFigures figures() const;

  /// Reports a batch that runs for longer than Options::stuck and has the driver break it off,
  /// again each time it has run for so much longer. May block; called every now and then by one
  /// thread.
  void watch();

 private:
  /// Where the batch under way is, for whoever asks why it takes so long.
  enum class Step { begin, unit, journal, commit };

  void run();
  bool take();
  void tidy_up();
  void end_turn(std::size_t first);
  void run_batch();
  bool run_together(void (Lane::*run_units)());
  void run_optimistically();
  void run_in_savepoints();
  void begin(std::span<Work* const> works);
  void run_in_savepoint(Work& work);
  void run_one_by_one();
  bool out_of_patience(const Work& work) const;
  void run_alone(Work& work);
  void try_alone(Work& work);
  void call_unit(Work& work, Statements& statements);
  void commit();
  void store_and_commit();
  void store_and_commit(Optimistic& statements);
  Connection& connection();
  void roll_back();
  void give_up(std::span<Work* const> works);
  void answer();

  const std::string name_;
  const Options& options_;
  Driver& driver_;
  Connector& connector_;
  Readers& readers_;
  const base::Clock& clock_;
  CommitObserver* observer_;
  /// Tells this writer's tickets from those of all others.
  const std::int64_t key_;
  std::int64_t ticket_ = 0;
  std::unique_ptr<Connection> connection_;
  async::Resumer resumer_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Work*> queue_;
  std::size_t reserved_ = 0;
  bool sleeping_ = false;
  bool stopping_ = false;

  std::vector<Work*> batch_;
  std::vector<Entry> entries_;
  /// Of the steady clock: when the batch got hold of its streams.
  std::int64_t held_since_ms_ = 0;

  std::atomic<std::size_t> running_{0};
  /// Of the steady clock; while running_ is not 0.
  std::atomic<std::int64_t> started_ms_{0};
  std::atomic<Step> step_{Step::begin};
  /// Of the unit that ran last.
  std::atomic<std::int64_t> stream_{0};
  std::atomic<std::size_t> last_batch_{0};
  std::atomic<std::int64_t> last_commit_us_{0};
  std::atomic<std::int64_t> stuck_reports_{0};
  /// Of the batch under way; belongs to the thread that calls watch().
  std::int64_t reported_ = 0;

  std::atomic<std::int64_t> batches_{0};
  std::atomic<std::int64_t> units_{0};
  std::atomic<std::int64_t> reruns_{0};
  std::atomic<std::int64_t> busy_us_{0};
  std::atomic<std::int64_t> refused_{0};
  base::Distribution commit_seconds_;
  base::Distribution batch_units_;
  std::thread thread_;
};

}  // namespace kaibo::db
