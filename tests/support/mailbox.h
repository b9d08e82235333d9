#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace kaibo::test {

/// Where other threads put what a test waits for. Waiting ends at a deadline, so that a test that
/// would hang fails instead.
template <typename T>
class Mailbox {
 public:
  void put(T letter) {
    // Told with the mutex held, so that the mailbox may go as soon as its last letter is there.
    const std::lock_guard lock(mutex_);
    letters_.push_back(std::move(letter));
    arrived_.notify_all();
  }

  /// All letters so far, once there are `count`; fewer only when the deadline has passed.
  std::vector<T> wait_for(std::size_t count,
                          std::chrono::milliseconds deadline = std::chrono::seconds(20)) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, deadline, [&] { return letters_.size() >= count; });
    return letters_;
  }

  std::vector<T> letters() const {
    const std::lock_guard lock(mutex_);
    return letters_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<T> letters_;
};

}  // namespace kaibo::test
