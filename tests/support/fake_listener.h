#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/journal/hub.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::test {

/// A connection without a socket that remembers what it was told.
class FakeListener : public journal::Listener {
 public:
  FakeListener(std::size_t core, std::int64_t user_id, std::int64_t session_id = 1)
      : core_(core), user_id_(user_id), session_id_(session_id) {}

  void push(journal::Frame frame, bool passing) override {
    {
      const std::lock_guard lock(mutex_);
      if (passing) {
        passing_.MergeFromString(*frame);
      } else {
        told_.MergeFromString(*frame);
        ++frames_;
      }
    }
    if (on_push) on_push();
  }
  bool congested() const override { return false; }
  Task<void> drained() override { co_return; }
  void close(const base::Error& why, int retry_after_ms) override {
    const std::lock_guard lock(mutex_);
    closed_.emplace_back(why.code(), retry_after_ms);
  }
  std::size_t core() const override { return core_; }
  std::int64_t user_id() const override { return user_id_; }
  std::int64_t session_id() const override { return session_id_; }

  /// Called inside push; to be set before the listener is added.
  std::function<void()> on_push;

  /// The events heard so far. Any thread, as are the following.
  std::vector<event::v1::Event> events() const {
    const std::lock_guard lock(mutex_);
    std::vector<event::v1::Event> all;
    for (const std::string& bytes : told_.events()) all.emplace_back().ParseFromString(bytes);
    return all;
  }
  std::vector<std::int64_t> seqs() const {
    std::vector<std::int64_t> all;
    for (const auto& event : events()) all.push_back(event.seq());
    return all;
  }
  realtime::v1::Downlink told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  realtime::v1::Downlink passing() const {
    const std::lock_guard lock(mutex_);
    return passing_;
  }
  int frames() const {
    const std::lock_guard lock(mutex_);
    return frames_;
  }
  std::vector<std::pair<base::Code, int>> closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  const std::size_t core_;
  const std::int64_t user_id_;
  const std::int64_t session_id_;

  mutable std::mutex mutex_;
  realtime::v1::Downlink told_;
  realtime::v1::Downlink passing_;
  int frames_ = 0;
  std::vector<std::pair<base::Code, int>> closed_;
};

}  // namespace kaibo::test
