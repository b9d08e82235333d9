#include "common/db/lane.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

#include "common/base/error.h"
#include "common/db/batch.h"

namespace kaibo::db {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds first_pause{10};

/// Of the time for which others wait for a row at the longest, the part for which a batch may hold
/// its streams and still take another unit: each of three other nodes has its turn in between.
constexpr base::Millis turns = 4;

/// Seconds: from what a fast disk takes to where callers give up.
const std::vector<double> commit_bounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                           0.05,   0.1,   0.25,   0.5,   1,    5};
const std::vector<double> batch_bounds = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

std::int64_t steady_ms() {
  const auto now = SteadyClock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::int64_t us_since(SteadyClock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - start).count();
}

std::exception_ptr unavailable() {
  return std::make_exception_ptr(base::Error(
      base::Code::unavailable, {"数据暂时保存不了，请过几秒再试一次。",
                                "Nothing can be saved just now. Try again in a few seconds."}));
}

/// Each once, in order.
std::vector<std::int64_t> streams_of(std::span<Work* const> works) {
  std::vector<std::int64_t> streams;
  for (const Work* work : works) streams.push_back(work->stream);
  std::ranges::sort(streams);
  const auto repeats = std::ranges::unique(streams);
  streams.erase(repeats.begin(), repeats.end());
  return streams;
}

std::int64_t random_key() {
  std::random_device random;
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(random()) << 31) ^ random());
}

}  // namespace

Lane::Lane(std::string name, const Options& options, Driver& driver, Connector& connector,
           Readers& readers, const base::Clock& clock, CommitObserver* observer)
    : name_(std::move(name)),
      options_(options),
      driver_(driver),
      connector_(connector),
      readers_(readers),
      clock_(clock),
      observer_(observer),
      key_(random_key()),
      connection_(connector.connect(Role::writer, key_)),
      commit_seconds_(commit_bounds),
      batch_units_(batch_bounds),
      thread_([this] { run(); }) {}

Lane::~Lane() { stop(); }

void Lane::admit() {
  if (connector_.away()) std::rethrow_exception(unavailable());
  const std::lock_guard lock(mutex_);
  if (stopping_) std::rethrow_exception(unavailable());
  if (queue_.size() + reserved_ >= options_.max_queue) {
    ++refused_;
    throw base::Error(base::Code::resource_exhausted,
                      {"现在操作的人太多，请稍等几秒再试一次。",
                       "Too much is going on at once. Wait a few seconds, then try again."});
  }
  ++reserved_;
}

void Lane::push(Work& work) {
  work.arrived = SteadyClock::now();
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    --reserved_;
    queue_.push_back(&work);
    wake = sleeping_;
  }
  if (wake) arrived_.notify_one();
}

void Lane::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

LaneFigures Lane::figures() const {
  LaneFigures figures;
  {
    const std::lock_guard lock(mutex_);
    figures.queued = queue_.size();
  }
  figures.running = running_;
  if (figures.running > 0) figures.running_ms = steady_ms() - started_ms_;
  figures.stuck = figures.running_ms >= options_.stuck;
  figures.last_batch = last_batch_;
  figures.last_commit_us = last_commit_us_;
  figures.stuck_reports = stuck_reports_;
  figures.batches = batches_;
  figures.units = units_;
  figures.reruns = reruns_;
  figures.busy_us = busy_us_;
  figures.refused = refused_;
  figures.commit_seconds = commit_seconds_.figures();
  figures.batch_units = batch_units_.figures();
  return figures;
}

void Lane::watch() {
  constexpr std::array<std::string_view, 4> steps = {"the beginning", "a unit", "the journal",
                                                     "COMMIT"};
  const LaneFigures now = figures();
  const std::int64_t due = now.running_ms / options_.stuck;
  if (due <= reported_) {
    reported_ = due;
    return;
  }
  reported_ = due;
  ++stuck_reports_;
  spdlog::error("{}: {} units have been running for {} ms and {} wait; they are at {}, stream {}",
                name_, now.running, now.running_ms, now.queued,
                steps.at(static_cast<std::size_t>(step_.load())), stream_.load());
  try {
    driver_.break_off(key_);
  } catch (const std::exception& e) {
    spdlog::error("{}: could not be broken off, its time-outs will end it: {}", name_, e.what());
  }
}

void Lane::run() {
  pthread_setname_np(pthread_self(), name_.c_str());
  while (take()) {
    const auto start = SteadyClock::now();
    started_ms_ = steady_ms();
    running_ = batch_.size();
    run_batch();
    running_ = 0;
    commit_seconds_.add(std::chrono::duration<double>(SteadyClock::now() - start).count());
    batch_units_.add(static_cast<double>(batch_.size()));
    ++batches_;
    last_batch_ = batch_.size();
    units_ += static_cast<std::int64_t>(batch_.size());
    busy_us_ += us_since(start);
    answer();
    tidy_up();
  }
  // On this thread, which is the one that used it.
  connection_.reset();
}

void Lane::tidy_up() {
  if (!connection_ || connection_->lost()) return;
  readers_.leave_open(false);
  driver_.after_batch(*connection_);
  readers_.leave_open(true);
}

bool Lane::take() {
  std::unique_lock lock(mutex_);
  sleeping_ = true;
  arrived_.wait(lock, [this] { return !queue_.empty() || (stopping_ && reserved_ == 0); });
  sleeping_ = false;
  const std::size_t size = std::min(queue_.size(), options_.max_batch);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(size);
  batch_.assign(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return !batch_.empty();
}

/// Once the batch has held its streams for long, those from the `first` on go into the next.
void Lane::end_turn(std::size_t first) {
  if (first == batch_.size() || steady_ms() - held_since_ms_ < options_.lock_wait / turns) return;
  const auto rest = batch_.begin() + static_cast<std::ptrdiff_t>(first);
  const std::lock_guard lock(mutex_);
  queue_.insert(queue_.begin(), rest, batch_.end());
  batch_.erase(rest, batch_.end());
  running_ = batch_.size();
}

void Lane::run_batch() {
  try {
    const bool is_done = batch_.size() > 1 && (run_together(&Lane::run_optimistically) ||
                                               run_together(&Lane::run_in_savepoints));
    if (!is_done) run_one_by_one();
  } catch (const Unreachable& e) {
    spdlog::error("{}: {}", name_, e.what());
    give_up(batch_);
  }
}

void Lane::begin(std::span<Work* const> works) {
  readers_.end_idle();
  step_ = Step::begin;
  connection().begin();
  if (observer_ != nullptr) {
    Transaction tx(*connection_, clock_.now());
    observer_->before_batch(tx, streams_of(works));
  }
  held_since_ms_ = steady_ms();
}

/// False when the batch left no trace and its units must run again.
bool Lane::run_together(void (Lane::*run_units)()) {
  try {
    begin(batch_);
    (this->*run_units)();
    return true;
  } catch (const Unreachable&) {
    throw;
  } catch (const RunAgain& e) {
    spdlog::debug("{}: {} units run again: {}", name_, batch_.size(), e.what());
  } catch (const std::exception& e) {
    spdlog::warn("{}: {} units run again: {}", name_, batch_.size(), e.what());
  } catch (...) {
    spdlog::warn("{}: {} units run again", name_, batch_.size());
  }
  roll_back();
  for (Work* work : batch_) work->fault = nullptr;
  reruns_ += static_cast<std::int64_t>(batch_.size());
  return false;
}

void Lane::run_optimistically() {
  Optimistic statements(*connection_);
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    statements.begin_unit();
    try {
      call_unit(*batch_[i], statements);
    } catch (const RunAgain&) {
      throw;
    } catch (...) {
      if (connection_->doomed()) throw;
      statements.forget_unit();
      batch_[i]->fault = std::current_exception();
    }
    end_turn(i + 1);
  }
  store_and_commit(statements);
}

void Lane::run_in_savepoints() {
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    run_in_savepoint(*batch_[i]);
    end_turn(i + 1);
  }
  store_and_commit();
}

void Lane::run_in_savepoint(Work& work) {
  Guarded guarded(*connection_);
  try {
    call_unit(work, guarded);
    guarded.keep();
  } catch (...) {
    if (connection_->doomed()) throw;
    guarded.undo();
    work.fault = std::current_exception();
  }
}

void Lane::run_one_by_one() {
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    Work& work = *batch_[i];
    if (batch_.size() > 1 && out_of_patience(work)) {
      work.fault = unavailable();
      continue;
    }
    try {
      run_alone(work);
    } catch (const Unreachable& e) {
      spdlog::error("{}: {}", name_, e.what());
      roll_back();
      give_up(std::span(batch_).subspan(i));
      return;
    }
  }
}

bool Lane::out_of_patience(const Work& work) const {
  return SteadyClock::now() - work.arrived > std::chrono::milliseconds(options_.patience);
}

void Lane::run_alone(Work& work) {
  auto pause = first_pause;
  for (int i = 1;; ++i) {
    if (i > 1) ++reruns_;
    try {
      try_alone(work);
      return;
    } catch (const Unreachable&) {
      throw;
    } catch (const Transient& e) {
      roll_back();
      spdlog::warn("{}: try {} of a unit: {}", name_, i, e.what());
      if (i >= options_.tries || out_of_patience(work)) break;
    } catch (const StorageFull& e) {
      roll_back();
      spdlog::error("{}: {}", name_, e.what());
      work.fault = std::make_exception_ptr(base::Error::disk_full());
      return;
    } catch (const StorageFailed& e) {
      roll_back();
      spdlog::error("{}: {}", name_, e.what());
      break;
    } catch (...) {
      roll_back();
      work.fault = std::current_exception();
      return;
    }
    std::this_thread::sleep_for(pause);
    pause *= 4;
  }
  work.fault = unavailable();
}

void Lane::try_alone(Work& work) {
  begin({{&work}});
  try {
    call_unit(work, *connection_);
  } catch (const StorageFailed&) {
    throw;
  } catch (const Transient&) {
    throw;
  } catch (...) {
    // What the unit made of the failure does not count.
    if (connection_->doomed()) throw Transient("a statement of the unit failed");
    throw;
  }
  store_and_commit();
}

void Lane::call_unit(Work& work, Statements& statements) {
  stream_ = work.stream;
  step_ = Step::unit;
  Transaction tx(statements, clock_.now());
  work.unit(tx);
  if (connection_->doomed()) throw Transient("a unit went on after a failed statement");
  std::vector<Entry> entries = tx.take_entries();
  const bool own = std::all_of(entries.begin(), entries.end(),
                               [&](const Entry& entry) { return entry.stream == work.stream; });
  if (!own) throw std::logic_error("a unit appended to the journal of a stream not its own");
  std::move(entries.begin(), entries.end(), std::back_inserter(entries_));
}

void Lane::store_and_commit() {
  Optimistic statements(*connection_);
  store_and_commit(statements);
}

void Lane::store_and_commit(Optimistic& statements) {
  if (observer_ != nullptr && !entries_.empty()) {
    step_ = Step::journal;
    Transaction tx(statements, clock_.now());
    observer_->before_commit(tx, entries_);
  }
  statements.store_kept();
  commit();
  readers_.committed();
  std::vector<Entry> committed;
  committed.swap(entries_);
  if (observer_ != nullptr && !committed.empty()) observer_->after_commit(std::move(committed));
}

void Lane::commit() {
  ++ticket_;
  step_ = Step::commit;
  const auto start = SteadyClock::now();
  try {
    connection_->commit(ticket_);
    last_commit_us_ = us_since(start);
    return;
  } catch (const Transient& e) {
    if (!connection_->lost()) throw;
    spdlog::warn("{}: the reply to COMMIT was lost: {}", name_, e.what());
  }
  bool took_effect = false;
  try {
    took_effect = connection().committed(ticket_);
  } catch (const std::exception& e) {
    throw Unreachable(std::string("the outcome of a commit is unknown: ") + e.what());
  }
  if (!took_effect) throw Transient("the connection was lost before COMMIT took effect");
}

/// The open connection; a fresh one where it was lost. Throws Transient when the server has none
/// left.
Connection& Lane::connection() {
  if (!connection_ || connection_->lost()) {
    connection_.reset();
    try {
      connection_ = connector_.connect(Role::writer, key_);
    } catch (const base::Error& e) {
      throw Unreachable(e.what());
    }
  }
  return *connection_;
}

void Lane::roll_back() {
  entries_.clear();
  if (connection_ && !connection_->lost()) connection_->rollback();
}

void Lane::give_up(std::span<Work* const> works) {
  roll_back();
  for (Work* work : works) work->fault = unavailable();
}

void Lane::answer() {
  for (Work* work : batch_) {
    if (work->waiter) {
      resumer_.add(std::move(work->waiter), std::move(work->fault));
      continue;
    }
    // The caller, and what it owns, may be gone as soon as it is told.
    std::promise<void> blocked = std::move(*work->blocked);
    if (work->fault) {
      blocked.set_exception(work->fault);
    } else {
      blocked.set_value();
    }
  }
  batch_.clear();
  resumer_.send();
}

}  // namespace kaibo::db
