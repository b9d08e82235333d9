#include "services/live/video/recording.h"

#include <exception>
#include <utility>

#include "common/base/log.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

/// What waits for a disk that is slow.
constexpr std::size_t most_waiting = 32 * 1024 * 1024;

Error not_recorded() {
  return {Code::unavailable,
          {"录像没能保存，直播不受影响。", "It is not recorded; the broadcast goes on."}};
}

}  // namespace

Recording::Recording(VideoStorage& storage, media::StreamHead head, video_records::Recording begun)
    : storage_(storage), head_(std::move(head)), row_(std::move(begun)) {
  row_.recording_id = storage_.parts.ids.next();
  row_.node = storage_.node;
  row_.mime = head_.mime;
}

void Recording::add(const media::Cluster& cluster) {
  if (problem_ || finishing_) return;
  // What has just arrived has just been recorded.
  if (row_.starts_at == 0) row_.starts_at = storage_.parts.clock.now() - cluster.last_ms;
  waiting_bytes_ += cluster.bytes.size();
  waiting_.push_back(cluster.bytes);
  if (waiting_bytes_ > most_waiting) fail(not_recorded());
  go_on();
}

void Recording::finish() {
  finishing_ = true;
  go_on();
}

void Recording::fail(Error why) {
  problem_ = std::move(why);
  waiting_.clear();
  waiting_bytes_ = 0;
}

void Recording::go_on() {
  if (writing_ || closed_) return;
  writing_ = true;
  storage_.parts.runtime.spawn(async::Runtime::this_core(),
                               [self = shared_from_this()] { return write_all(self); });
}

Task<void> Recording::write_all(Shared self) {
  try {
    if (!self->file_ && !self->waiting_.empty()) co_await open(self);
    while (!self->waiting_.empty()) co_await write_waiting(self);
    if (self->finishing_ && !self->closed_) co_await close(self);
  } catch (const Error& error) {
    self->fail(error);
  } catch (const std::exception& e) {
    base::log_fault("video", e.what());
    self->fail(not_recorded());
  }
  self->writing_ = false;
  // What came while this ended.
  const bool has_work = !self->waiting_.empty() || (self->finishing_ && !self->closed_);
  if (has_work && !self->problem_) self->go_on();
}

/// The row first: a file without one would be found by nobody.
Task<void> Recording::open(Shared self) {
  VideoStorage& storage = self->storage_;
  const video_records::Recording row = self->row_;
  co_await storage.parts.database.write(row.class_id, [row, &storage](db::Transaction& tx) {
    video_records::insert(tx, row);
    storage.count(tx);
  });
  const std::filesystem::path path = storage.path_of(row.class_id, row.recording_id);
  self->file_ = co_await storage.pool.run(
      [&path, &self] { return std::make_unique<media::WebmFile>(path, self->head_); });
}

Task<void> Recording::write_waiting(Shared self) {
  const std::vector<std::string> batch = std::exchange(self->waiting_, {});
  const auto bytes = static_cast<std::int64_t>(std::exchange(self->waiting_bytes_, 0));
  co_await self->storage_.pool.run([&self, &batch, bytes] {
    self->storage_.take_room(bytes);
    self->counted_bytes_ += bytes;
    for (const std::string& cluster : batch) self->file_->append(cluster);
  });
}

Task<void> Recording::close(Shared self) {
  self->closed_ = true;
  if (!self->file_) co_return;
  self->file_.reset();
  self->storage_.give_back(self->counted_bytes_);
  co_await self->storage_.finish(self->row_);
}

}  // namespace kaibo::live
