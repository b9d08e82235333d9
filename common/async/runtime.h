#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "common/async/task.h"

namespace boost::asio {
class io_context;
}

namespace kaibo::async {

/// One io_context per core, each run by its own thread. Built first and destroyed last: nothing
/// that holds an executor may outlive it. What a handler or coroutine throws is logged as a fault;
/// the core goes on.
class Runtime {
 public:
  explicit Runtime(std::size_t cores);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  std::size_t cores() const;
  boost::asio::io_context& core(std::size_t index);

  /// Runs `work` on that core's thread, soon. Thread-safe.
  void post(std::size_t core, std::function<void()> work);
  /// Runs `work` on that core's thread once `delay_ms` have passed, unless the runtime stops first.
  /// Thread-safe.
  void after(std::size_t core, int delay_ms, std::function<void()> work);
  /// Starts a coroutine on that core; `work` lives until it has ended. Thread-safe.
  void spawn(std::size_t core, std::function<Task<void>()> work);
  /// Index of the core whose thread is calling; only on such a thread.
  static std::size_t this_core();

  /// Calls `work` on that core's thread at the end of each turn of its loop, that is when the
  /// handlers that were ready have run (some hundreds at the most): the moment to write out
  /// together what they have queued. Before start.
  void each_turn(std::size_t core, std::function<void()> work);

  /// Starts the threads.
  void start();
  /// Stops the threads after the handlers under way and joins them. Not from a core's thread.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs a task to its end on a private io_context, for commands and tests; throws what it threw.
/// Blocks.
void run_blocking(std::function<Task<void>()> work);

}  // namespace kaibo::async
