#pragma once

#include <exception>
#include <functional>
#include <memory>

#include "common/async/task.h"

namespace kaibo::async {

/// Ends a wait: with nothing, or with what the waiting coroutine shall throw. To be called exactly
/// once, from any thread; copies count as one.
using Done = std::function<void(std::exception_ptr)>;

/// Calls `start` at once, and resumes the caller on its own executor once `done` has been called.
/// What `start` throws the caller throws; it must not both throw and pass `done` on.
Task<void> await_callback(std::function<void(Done done)> start);

/// A suspended coroutine. Its executor counts as busy as long as this lives. To be resumed exactly
/// once, through a Resumer; one that is dropped destroys its coroutine.
class Waiter {
 public:
  struct Impl;

  Waiter();
  explicit Waiter(std::unique_ptr<Impl> impl);
  Waiter(Waiter&& other) noexcept;
  Waiter& operator=(Waiter&& other) noexcept;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter();

  explicit operator bool() const { return impl_ != nullptr; }

 private:
  friend class Resumer;
  std::unique_ptr<Impl> impl_;
};

/// Suspends the caller and hands it to `start`, which must not throw.
Task<void> suspend(std::function<void(Waiter waiter)> start);

/// Resumes many coroutines with one hand-over per executor, each on its own executor and in the
/// order in which they were added. Used by one thread.
class Resumer {
 public:
  Resumer();
  ~Resumer();
  Resumer(const Resumer&) = delete;
  Resumer& operator=(const Resumer&) = delete;

  /// The coroutine goes on, or throws `fault` where it waits, once send() is called.
  void add(Waiter waiter, std::exception_ptr fault);
  void send();

 private:
  struct Groups;
  std::unique_ptr<Groups> groups_;
};

}  // namespace kaibo::async
