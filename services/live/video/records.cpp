#include "services/live/video/records.h"

#include <array>
#include <string_view>

namespace kaibo::live::video_records {

namespace {

const std::string select_on_air =
    "SELECT class_id, room_id, user_id, node, started_at, stream_url FROM live_video WHERE ";

OnAir read_on_air(const db::Row& row) {
  return {.class_id = row.integer(0),
          .room_id = row.integer(1),
          .user_id = row.integer(2),
          .node = static_cast<std::int32_t>(row.integer(3)),
          .started_at = row.integer(4),
          .stream_url = std::string(row.text(5))};
}

const std::string select_recording =
    "SELECT recording_id, class_id, room_id, user_id, node, starts_at, finished, duration_ms, "
    "bytes, mime FROM live_recording WHERE ";

Recording read_recording(const db::Row& row) {
  return {.recording_id = row.integer(0),
          .class_id = row.integer(1),
          .room_id = row.integer(2),
          .user_id = row.integer(3),
          .node = static_cast<std::int32_t>(row.integer(4)),
          .starts_at = row.integer(5),
          .finished = row.integer(6) != 0,
          .duration_ms = row.integer(7),
          .bytes = row.integer(8),
          .mime = std::string(row.text(9))};
}

std::vector<Recording> recordings(const db::Rows& rows) {
  std::vector<Recording> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_recording(row));
  return all;
}

}  // namespace

OnAir on_air(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  const db::Rows rows = tx.query(select_on_air + "class_id = ? AND room_id = ?", class_id, room_id);
  if (!rows.empty()) return read_on_air(rows.front());
  OnAir nobody;
  nobody.class_id = class_id;
  nobody.room_id = room_id;
  return nobody;
}

std::vector<OnAir> on_air_at(db::Transaction& tx, std::int32_t node) {
  std::vector<OnAir> all;
  const db::Rows rows = tx.query(select_on_air + "node = ? AND user_id <> 0", node);
  for (const db::Row row : rows) all.push_back(read_on_air(row));
  return all;
}

void set_on_air(db::Transaction& tx, const OnAir& now) {
  constexpr std::array<std::string_view, 1> keys = {"room_id"};
  constexpr std::array<std::string_view, 5> columns = {"class_id", "user_id", "node", "started_at",
                                                       "stream_url"};
  const std::array<db::Param, 6> params = {db::param(now.room_id),    db::param(now.class_id),
                                           db::param(now.user_id),    db::param(now.node),
                                           db::param(now.started_at), db::param(now.stream_url)};
  tx.upsert("live_video", keys, columns, params);
}

bool stop(db::Transaction& tx, const OnAir& known) {
  return tx.execute(
             "UPDATE live_video SET user_id = 0 WHERE room_id = ? AND user_id = ? AND node = ? AND "
             "started_at = ?",
             known.room_id, known.user_id, known.node, known.started_at) == 1;
}

void set_stream_url(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                    const std::string& url) {
  OnAir now = on_air(tx, class_id, room_id);
  now.stream_url = url;
  set_on_air(tx, now);
}

void insert(db::Transaction& tx, const Recording& recording) {
  tx.execute(
      "INSERT INTO live_recording (recording_id, class_id, room_id, user_id, node, starts_at, "
      "finished, duration_ms, bytes, mime) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
      recording.recording_id, recording.class_id, recording.room_id, recording.user_id,
      recording.node, recording.starts_at, recording.mime);
}

void finish(db::Transaction& tx, std::int64_t recording_id, std::int64_t duration_ms,
            std::int64_t bytes) {
  tx.execute(
      "UPDATE live_recording SET finished = 1, duration_ms = ?, bytes = ? WHERE recording_id = ?",
      duration_ms, bytes, recording_id);
}

void remove(db::Transaction& tx, std::int64_t recording_id) {
  tx.execute("DELETE FROM live_recording WHERE recording_id = ?", recording_id);
}

std::optional<Recording> find(db::Transaction& tx, std::int64_t recording_id) {
  const db::Rows rows = tx.query(select_recording + "recording_id = ?", recording_id);
  if (rows.empty()) return std::nullopt;
  return read_recording(rows.front());
}

std::vector<Recording> of_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  return recordings(
      tx.query(select_recording + "class_id = ? AND room_id = ? ORDER BY starts_at, recording_id",
               class_id, room_id));
}

std::vector<Recording> unfinished_at(db::Transaction& tx, std::int32_t node) {
  return recordings(tx.query(select_recording + "finished = 0 AND node = ?", node));
}

std::vector<Recording> older_than(db::Transaction& tx, base::Millis at, std::size_t limit) {
  return recordings(
      tx.query(select_recording + "finished = 1 AND starts_at < ? ORDER BY starts_at LIMIT ?", at,
               static_cast<std::int64_t>(limit)));
}

std::int64_t stored_bytes(db::Transaction& tx) {
  return tx.query("SELECT COALESCE(SUM(bytes), 0) FROM live_recording").front().integer(0);
}

}  // namespace kaibo::live::video_records
