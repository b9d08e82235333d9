#include "services/live/prepare/records.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kaibo::live::prepare_records {

namespace {

constexpr int preparing = static_cast<int>(v1::ROOM_STATE_PREPARING);
constexpr int announced = static_cast<int>(v1::ROOM_STATE_ANNOUNCED);

const db::Table script_row_table("live_script_row",
                                 {"room_id", "line", "class_id", "from_seconds", "to_seconds",
                                  "section", "product_id", "words", "who_id", "who"});

/// Selling points are lines: they hold no line feed.
std::string join_lines(const std::vector<std::string>& lines) {
  std::string joined;
  for (const std::string& line : lines) joined += (joined.empty() ? "" : "\n") + line;
  return joined;
}

std::vector<std::string> split_lines(std::string_view joined) {
  std::vector<std::string> lines;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('\n'), joined.size());
    lines.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return lines;
}

bool change_state(db::Transaction& tx, std::int64_t room_id, int from, int to) {
  return tx.execute("UPDATE live_room SET state = ? WHERE room_id = ? AND state = ?", to, room_id,
                    from) == 1;
}

/// Whether the version was still the one that was seen.
bool advance_script(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                    const v1::Script& script, std::int64_t seen_version) {
  if (seen_version != 0) {
    return tx.execute(
               "UPDATE live_script SET planned_minutes = ?, version = ?, saved_at = ? WHERE "
               "room_id = ? AND version = ?",
               script.planned_minutes(), script.version(), script.saved_at(), room_id,
               seen_version) == 1;
  }
  try {
    tx.execute(
        "INSERT INTO live_script (room_id, class_id, planned_minutes, version, saved_at) VALUES "
        "(?, ?, ?, ?, ?)",
        room_id, class_id, script.planned_minutes(), script.version(), script.saved_at());
  } catch (const db::DuplicateKey&) {
    return false;
  }
  return true;
}

}  // namespace

std::vector<ShelfDetail> details(db::Transaction& tx, std::int64_t room_id) {
  std::vector<ShelfDetail> all;
  for (const db::Row row : tx.query(
           "SELECT product_id, own_stock, per_person, selling_points FROM live_shelf_detail WHERE "
           "room_id = ?",
           room_id)) {
    all.push_back({.product_id = row.integer(0),
                   .own_stock = row.flag(1),
                   .per_person = row.integer(2),
                   .selling_points = split_lines(row.text(3))});
  }
  return all;
}

void set_detail(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                const ShelfDetail& detail) {
  constexpr std::array<std::string_view, 2> keys{"room_id", "product_id"};
  constexpr std::array<std::string_view, 4> columns{"class_id", "own_stock", "per_person",
                                                    "selling_points"};
  const std::string points = join_lines(detail.selling_points);
  const std::array params{db::param(room_id),           db::param(detail.product_id),
                          db::param(class_id),          db::param(detail.own_stock ? 1 : 0),
                          db::param(detail.per_person), db::param(points)};
  tx.upsert("live_shelf_detail", keys, columns, params);
}

void remove_detail(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  tx.execute("DELETE FROM live_shelf_detail WHERE room_id = ? AND product_id = ?", room_id,
             product_id);
}

void end_own_stock(db::Transaction& tx, std::int64_t room_id) {
  tx.execute("UPDATE live_shelf_detail SET own_stock = 0 WHERE room_id = ?", room_id);
}

bool announce(db::Transaction& tx, std::int64_t room_id) {
  return change_state(tx, room_id, preparing, announced);
}

bool cancel_preview(db::Transaction& tx, std::int64_t room_id) {
  return change_state(tx, room_id, announced, preparing);
}

bool reserve(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             std::int64_t user_id) {
  try {
    tx.execute(
        "INSERT INTO live_reservation (room_id, user_id, class_id, reserved_at) VALUES (?, ?, ?, "
        "?)",
        room_id, user_id, class_id, tx.now());
  } catch (const db::DuplicateKey&) {
    return false;
  }
  return true;
}

bool release(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id) {
  return tx.execute("DELETE FROM live_reservation WHERE room_id = ? AND user_id = ?", room_id,
                    user_id) == 1;
}

std::vector<std::int64_t> reservers(db::Transaction& tx, std::int64_t room_id) {
  return db::ids(
      tx.query("SELECT user_id FROM live_reservation WHERE room_id = ? ORDER BY user_id", room_id));
}

void forget_reservations(db::Transaction& tx, std::int64_t room_id) {
  tx.execute("DELETE FROM live_reservation WHERE room_id = ?", room_id);
}

std::vector<PreviewRow> previews(db::Transaction& tx, std::int64_t class_id, std::int64_t viewer_id,
                                 base::Millis since) {
  std::vector<PreviewRow> rows;
  for (const db::Row row : tx.query(
           "SELECT r.room_id, COUNT(v.user_id), COALESCE(SUM(CASE WHEN v.user_id = ? THEN 1 ELSE 0 "
           "END), 0) FROM live_room r LEFT JOIN live_reservation v ON v.room_id = r.room_id WHERE "
           "r.class_id = ? AND r.state = ? AND r.planned_at >= ? GROUP BY r.room_id, r.planned_at "
           "ORDER BY r.planned_at, r.room_id",
           viewer_id, class_id, announced, since)) {
    rows.push_back({.room_id = row.integer(0),
                    .reservations = static_cast<std::int32_t>(row.integer(1)),
                    .reserved = row.integer(2) != 0});
  }
  return rows;
}

std::optional<v1::Script> script(db::Transaction& tx, std::int64_t room_id) {
  const db::Rows head = tx.query(
      "SELECT planned_minutes, version, saved_at FROM live_script WHERE room_id = ?", room_id);
  if (head.empty()) return std::nullopt;
  v1::Script script;
  script.set_planned_minutes(static_cast<std::int32_t>(head.front().integer(0)));
  script.set_version(head.front().integer(1));
  script.set_saved_at(head.front().integer(2));
  for (const db::Row row :
       tx.query("SELECT from_seconds, to_seconds, section, product_id, words, who_id, who FROM "
                "live_script_row WHERE room_id = ? ORDER BY line",
                room_id)) {
    v1::ScriptRow& line = *script.add_rows();
    line.set_from_seconds(static_cast<std::int32_t>(row.integer(0)));
    line.set_to_seconds(static_cast<std::int32_t>(row.integer(1)));
    line.set_section(static_cast<v1::ScriptSection>(row.integer(2)));
    line.set_product_id(row.integer(3));
    line.set_words(row.text(4));
    line.set_who_id(row.integer(5));
    line.set_who(row.text(6));
  }
  return script;
}

bool save_script(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                 const v1::Script& script, std::int64_t seen_version) {
  if (!advance_script(tx, class_id, room_id, script, seen_version)) return false;
  tx.execute("DELETE FROM live_script_row WHERE room_id = ?", room_id);
  int line = 0;
  for (const v1::ScriptRow& row : script.rows()) {
    tx.insert(script_row_table, room_id, line++, class_id, row.from_seconds(), row.to_seconds(),
              static_cast<int>(row.section()), row.product_id(), row.words(), row.who_id(),
              row.who());
  }
  return true;
}

}  // namespace kaibo::live::prepare_records
