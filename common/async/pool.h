#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "common/async/task.h"

namespace kaibo::async {

/// A bounded pool of threads for work that blocks (password hashing, pictures, database reads), so
/// that no io thread ever does. A full queue refuses at once with resource_exhausted.
class Pool {
 public:
  /// Whether its threads give way to all others while cores are short (`background`).
  enum class Priority { normal, background };

  /// `name` is for the operator: threads and refusals carry it.
  Pool(std::string name, std::size_t threads, std::size_t max_queue,
       Priority priority = Priority::normal);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Runs `work` on a pool thread and resumes the caller on its own executor with the result, or
  /// with what `work` threw. Throws resource_exhausted when the queue is full, unavailable after
  /// stop(). Thread-safe.
  template <typename F>
  Task<std::invoke_result_t<F&>> run(F work) {
    using R = std::invoke_result_t<F&>;
    if constexpr (std::is_void_v<R>) {
      co_await run_void([&work] { work(); });
    } else {
      std::optional<R> result;
      co_await run_void([&work, &result] { result.emplace(work()); });
      co_return std::move(*result);
    }
  }

  /// Finishes what was accepted and refuses what comes later with unavailable: come back. Not from
  /// a thread of the pool.
  void stop();

  /// Work that waits for a thread, and work that has one.
  std::size_t queued() const;
  std::size_t running() const;

 private:
  Task<void> run_void(std::function<void()> work);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::async
