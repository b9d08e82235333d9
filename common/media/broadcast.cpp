#include "common/media/broadcast.h"

#include <algorithm>
#include <utility>

#include "kaibo/realtime/v1/video.pb.h"

namespace kaibo::media {

namespace {

namespace rt = realtime::v1;

const Frame& pause_frame() {
  static const Frame frame = [] {
    rt::VideoDownlink downlink;
    downlink.mutable_pause();
    return frame_of(downlink);
  }();
  return frame;
}

}  // namespace

Frame frame_of(const rt::VideoDownlink& downlink) {
  return std::make_shared<const std::string>(downlink.SerializeAsString());
}

Broadcast::Broadcast(async::Runtime& runtime, Limits limits)
    : runtime_(runtime), limits_(limits), watchers_(runtime.cores()) {}

void Broadcast::begin(const StreamHead& head) {
  rt::VideoDownlink downlink;
  downlink.mutable_begin()->set_mime(head.mime);
  downlink.mutable_begin()->set_segment(head.segment);
  {
    const std::lock_guard lock(mutex_);
    ++stream_;
    head_ = frame_of(downlink);
    first_ = end_of_kept();
    kept_.clear();
    kept_bytes_ = 0;
    has_key_ = false;
    paused_ = false;
  }
}

void Broadcast::add(const Cluster& cluster) {
  rt::VideoDownlink downlink;
  rt::VideoCluster& sent = *downlink.mutable_cluster();
  sent.set_content(cluster.bytes);
  sent.set_key(cluster.key);
  sent.set_time_ms(cluster.time_ms);
  Frame frame = frame_of(downlink);
  {
    const std::lock_guard lock(mutex_);
    if (cluster.key) forget_old();
    // Without a key frame before it nobody could show it.
    if (!has_key_ && !cluster.key) return;
    if (cluster.key) {
      newest_key_ = end_of_kept();
      has_key_ = true;
    }
    kept_bytes_ += frame->size();
    kept_.push_back({std::move(frame), cluster.key, base::monotonic_us()});
    if (kept_bytes_ > limits_.max_bytes) {
      first_ = end_of_kept();
      kept_.clear();
      kept_bytes_ = 0;
      has_key_ = false;
    }
  }
  wake();
}

/// Before a new key frame: what lies before the one that was the newest until now.
void Broadcast::forget_old() {
  while (has_key_ && first_ < newest_key_) {
    kept_bytes_ -= kept_.front().frame->size();
    kept_.pop_front();
    ++first_;
  }
}

void Broadcast::pause() {
  {
    const std::lock_guard lock(mutex_);
    paused_ = true;
  }
  wake();
}

void Broadcast::end() {
  ended_ = true;
  wake();
}

void Broadcast::join(Watcher& watcher) {
  watchers_[watcher.core()].push_back(&watcher);
  ++watching_;
}

void Broadcast::leave(Watcher& watcher) {
  if (std::erase(watchers_[watcher.core()], &watcher) > 0) --watching_;
}

void Broadcast::wake() {
  if (watching_ == 0) return;
  for (std::size_t core = 0; core < watchers_.size(); ++core) {
    runtime_.post(core, [self = shared_from_this(), core] {
      for (Watcher* watcher : self->watchers_[core]) watcher->more();
    });
  }
}

Frame Broadcast::next(Cursor& cursor) {
  const std::lock_guard lock(mutex_);
  if (cursor.stream != stream_) {
    if (!has_key_) return nullptr;
    cursor.stream = stream_;
    cursor.next = newest_key_;
    cursor.knows_pause = false;
    return head_;
  }
  const bool lost = cursor.next < first_;
  const bool behind =
      !lost && has_key_ && cursor.next < newest_key_ &&
      base::monotonic_us() - kept_[cursor.next - first_].added_us > limits_.max_lag_ms * 1000;
  if (lost || behind) {
    if (!has_key_) return nullptr;
    cursor.skipped += newest_key_ - cursor.next;
    cursor.next = newest_key_;
  }
  if (cursor.next < end_of_kept()) return kept_[cursor.next++ - first_].frame;
  if (paused_ && !cursor.knows_pause) {
    cursor.knows_pause = true;
    return pause_frame();
  }
  return nullptr;
}

}  // namespace kaibo::media
