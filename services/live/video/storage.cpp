#include "services/live/video/storage.h"

#include <fmt/format.h>

#include <exception>
#include <system_error>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/log.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

/// Removed at a time.
constexpr std::size_t most_at_once = 100;

/// Nothing when there is nothing in it to be seen.
std::optional<media::FinishedFile> finish_or_remove(const std::filesystem::path& path) {
  try {
    const media::FinishedFile file = media::finish_webm_file(path);
    if (file.duration_ms > 0) return file;
  } catch (const Error& error) {
    if (error.code() != Code::not_found && error.code() != Code::data_loss) throw;
  }
  std::error_code missing;
  std::filesystem::remove(path, missing);
  return std::nullopt;
}

}  // namespace

std::filesystem::path VideoStorage::path_of(std::int64_t class_id,
                                            std::int64_t recording_id) const {
  return settings_.folder / std::to_string(class_id) / fmt::format("{}.webm", recording_id);
}

void VideoStorage::take_room(std::int64_t bytes) {
  constexpr std::int64_t giga = 1'000'000'000;
  if (stored_bytes_ + growing_bytes_ + bytes > settings_.quota_bytes) {
    const std::int64_t quota = settings_.quota_bytes / giga;
    throw Error(
        Code::resource_exhausted,
        {fmt::format(
             "录像空间（{} GB）已满，这场直播从现在起不再录像，直播不受影响。请联系管理员。",
             quota),
         fmt::format("The room for recordings ({} GB) is full: this broadcast goes on, but is not "
                     "recorded from now on. Tell the administrator.",
                     quota)});
  }
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(settings_.folder, error);
  if (!error && static_cast<std::int64_t>(space.available) < settings_.min_free_bytes) {
    throw Error(Code::resource_exhausted,
                {"服务器磁盘快满了，这场直播从现在起不再录像，直播不受影响。请联系管理员。",
                 "The server's disk is nearly full: this broadcast goes on, but is not recorded "
                 "from now on. Tell the administrator."});
  }
  growing_bytes_ += bytes;
}

void VideoStorage::count(db::Transaction& tx) { stored_bytes_ = video_records::stored_bytes(tx); }

Task<void> VideoStorage::finish(video_records::Recording over) {
  const std::filesystem::path path = path_of(over.class_id, over.recording_id);
  const auto file = co_await pool.run([&path] { return finish_or_remove(path); });
  co_await parts.database.write(over.class_id, [this, over, file](db::Transaction& tx) {
    if (file) {
      video_records::finish(tx, over.recording_id, file->duration_ms, file->bytes);
    } else {
      video_records::remove(tx, over.recording_id);
    }
    count(tx);
  });
}

Task<void> VideoStorage::recover() {
  if (!records()) co_return;
  const auto left = co_await parts.database.read(
      [this](db::Transaction& tx) { return video_records::unfinished_at(tx, node); });
  for (const video_records::Recording& recording : left) {
    try {
      co_await finish(recording);
    } catch (const Error& error) {
      base::log(base::LogLevel::warning, "a recording cannot be finished",
                {{"recording", recording.recording_id}, {"why", error.text().en}});
    }
  }
}

Task<std::size_t> VideoStorage::forget_old() {
  if (!records()) co_return 0;
  const base::Millis before = parts.clock.now() - settings_.kept_days * base::day;
  const auto old = co_await parts.database.read([before](db::Transaction& tx) {
    return video_records::older_than(tx, before, most_at_once);
  });
  for (const video_records::Recording& recording : old) {
    const std::filesystem::path path = path_of(recording.class_id, recording.recording_id);
    // The file first: a row without one is removed by the next round.
    co_await pool.run([&path] {
      std::error_code missing;
      std::filesystem::remove(path, missing);
    });
    co_await parts.database.write(
        recording.class_id,
        [id = recording.recording_id](db::Transaction& tx) { video_records::remove(tx, id); });
  }
  co_return old.size();
}

}  // namespace kaibo::live
