#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/media/webm_reader.h"

namespace kaibo::realtime::v1 {
class VideoDownlink;
}

namespace kaibo::media {

/// A serialized VideoDownlink, shared by all who send it.
using Frame = std::shared_ptr<const std::string>;
Frame frame_of(const realtime::v1::VideoDownlink& downlink);

/// Who passes a broadcast on to one person. Lives on one core; every call comes on that core's
/// thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// There is more to take, or the broadcast has ended.
  virtual void more() = 0;
  virtual std::size_t core() const = 0;
};

/// One picture from one sender to any number of watchers. Keeps what a newcomer needs: the head of
/// the stream, and the clusters of the last two key frames. Nothing is queued for anybody: each
/// watcher takes the next cluster when its connection is free, and whoever is late goes on at the
/// newest key frame. What is kept is encoded once, and only as long as somebody sends. Thread-safe.
class Broadcast : public std::enable_shared_from_this<Broadcast> {
 public:
  struct Limits {
    /// A watcher that is later than this skips.
    base::Millis max_lag_ms = 2'000;
    /// A stream that has no key frame for so long is kept no more: newcomers wait for the next.
    std::size_t max_bytes = 8 * 1024 * 1024;
  };
  explicit Broadcast(async::Runtime& runtime) : Broadcast(runtime, Limits()) {}
  Broadcast(async::Runtime& runtime, Limits limits);
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  /// A new stream: what went before is over.
  void begin(const StreamHead& head);
  void add(const Cluster& cluster);
  /// The sender has lost the connection; begin() ends that.
  void pause();
  /// For good.
  void end();

  /// On the watcher's core. From join to leave it is told when there is more.
  void join(Watcher& watcher);
  void leave(Watcher& watcher);

  /// Where a watcher is.
  struct Cursor {
    std::uint64_t stream = 0;
    std::uint64_t next = 0;
    bool knows_pause = false;
    /// Clusters left out since it was late.
    std::uint64_t skipped = 0;
  };
  /// What the watcher has to be sent next; null when nothing is there now.
  Frame next(Cursor& cursor);
  bool ended() const { return ended_; }
  int watching() const { return watching_; }

 private:
  struct Kept {
    Frame frame;
    bool key = false;
    std::int64_t added_us = 0;
  };

  void wake();
  void forget_old();
  std::uint64_t end_of_kept() const { return first_ + kept_.size(); }

  async::Runtime& runtime_;
  const Limits limits_;
  /// By core, each used on its own core only.
  std::vector<std::vector<Watcher*>> watchers_;
  std::atomic<int> watching_{0};
  std::atomic<bool> ended_{false};

  std::mutex mutex_;
  /// Number of the stream; 0: none yet.
  std::uint64_t stream_ = 0;
  Frame head_;
  std::deque<Kept> kept_;
  std::size_t kept_bytes_ = 0;
  /// Number of the first that is kept; of the newest key frame, when there is one.
  std::uint64_t first_ = 0;
  std::uint64_t newest_key_ = 0;
  bool has_key_ = false;
  bool paused_ = false;
};

}  // namespace kaibo::media
