#pragma once

#include <chrono>
#include <memory>

#include "common/async/task.h"

namespace boost::asio {
class io_context;
}

namespace kaibo::load {

/// A load run has one thread and one loop: what it shares needs no lock.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

Task<void> sleep_until(Time when);

/// Runs the task beside the caller. What it throws ends the program: load code lets nothing out.
void spawn(boost::asio::io_context& io, Task<void> task);

/// Tasks that run beside each other.
class Crowd {
 public:
  explicit Crowd(boost::asio::io_context& io);

  void start(Task<void> task);
  /// Goes on when all that were started have ended. Throws what the first of them threw.
  Task<void> over();

 private:
  struct Impl;
  boost::asio::io_context& io_;
  std::shared_ptr<Impl> impl_;
};

/// Runs the loop until the task and all it has started have ended; throws what the task throws.
void run_to_end(boost::asio::io_context& io, Task<void> task);

/// Wakes those who wait for it.
class Signal {
 public:
  explicit Signal(boost::asio::io_context& io);
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void notify();
  /// Goes on at the next notify, or at `until` at the latest.
  Task<void> wait(Time until);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace kaibo::load
