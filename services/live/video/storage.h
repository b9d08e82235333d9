#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/async/pool.h"
#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/media/webm_file.h"
#include "services/live/video/records.h"

namespace kaibo::live {

/// What an operator sets for the pictures of rooms.
struct VideoSettings {
  /// Of the recordings; empty: nothing is recorded.
  std::filesystem::path folder;
  /// Of all recordings together.
  std::int64_t quota_bytes = 50'000'000'000;
  /// No recording takes the disk's last bytes.
  std::int64_t min_free_bytes = 1'000'000'000;
  /// Recordings are kept so long.
  std::int64_t kept_days = 180;
  /// Where outside streams may come from ("https://host").
  std::vector<std::string> stream_origins;
};

/// Where recordings lie, and how much room they have. Thread-safe; what blocks runs on its pool.
class VideoStorage {
 public:
  struct Parts {
    base::IdSource& ids;
    db::Database& database;
    async::Runtime& runtime;
    const base::Clock& clock;
  };
  VideoStorage(VideoSettings settings, const Parts& given, std::int32_t at)
      : parts(given), node(at), settings_(std::move(settings)) {}

  bool records() const { return !settings_.folder.empty(); }
  std::filesystem::path path_of(std::int64_t class_id, std::int64_t recording_id) const;

  /// Throws resource_exhausted, with a sentence for the host, when there is no room for so many
  /// bytes more; else they are counted. Blocks.
  void take_room(std::int64_t bytes);
  /// Those of a recording that is over, and will be counted as stored.
  void give_back(std::int64_t bytes) { growing_bytes_ -= bytes; }
  /// Counts anew what is stored. In a unit of work.
  void count(db::Transaction& tx);

  /// Makes the file of a recording that is over seekable, and its row say so; one that holds
  /// nothing is removed. Throws base::Error when the disk refuses: it may be done at the next
  /// start.
  Task<void> finish(video_records::Recording over);
  /// Finishes what this node recorded when it stopped.
  Task<void> recover();
  /// Removes recordings that are older than they are kept; returns how many.
  Task<std::size_t> forget_old();

  const Parts parts;
  const std::int32_t node;
  /// Writes and reads the files: one thread, since what is recorded must lie in its order.
  async::Pool pool{"recordings", 1, 4096};

 private:
  const VideoSettings settings_;
  std::atomic<std::int64_t> stored_bytes_{0};
  std::atomic<std::int64_t> growing_bytes_{0};
};

}  // namespace kaibo::live
