#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"

namespace kaibo::live::video_records {

/// Who sends a room's picture, and to which node.
struct OnAir {
  std::int64_t class_id = 0;
  std::int64_t room_id = 0;
  /// 0: nobody.
  std::int64_t user_id = 0;
  std::int32_t node = 0;
  base::Millis started_at = 0;
  std::string stream_url;
};

/// Nobody sends where nothing is stored yet.
OnAir on_air(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
/// Of all rooms whose picture goes to this node.
std::vector<OnAir> on_air_at(db::Transaction& tx, std::int32_t node);
void set_on_air(db::Transaction& tx, const OnAir& now);
/// False when it is not that picture any more.
bool stop(db::Transaction& tx, const OnAir& known);
void set_stream_url(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                    const std::string& url);

struct Recording {
  std::int64_t recording_id = 0;
  std::int64_t class_id = 0;
  std::int64_t room_id = 0;
  std::int64_t user_id = 0;
  std::int32_t node = 0;
  base::Millis starts_at = 0;
  bool finished = false;
  std::int64_t duration_ms = 0;
  std::int64_t bytes = 0;
  std::string mime;
};

void insert(db::Transaction& tx, const Recording& recording);
void finish(db::Transaction& tx, std::int64_t recording_id, std::int64_t duration_ms,
            std::int64_t bytes);
void remove(db::Transaction& tx, std::int64_t recording_id);
std::optional<Recording> find(db::Transaction& tx, std::int64_t recording_id);
/// Oldest first.
std::vector<Recording> of_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
/// That this node began and did not finish.
std::vector<Recording> unfinished_at(db::Transaction& tx, std::int32_t node);
/// Finished ones that started before, at most so many.
std::vector<Recording> older_than(db::Transaction& tx, base::Millis at, std::size_t limit);
/// Of all finished ones.
std::int64_t stored_bytes(db::Transaction& tx);

}  // namespace kaibo::live::video_records
