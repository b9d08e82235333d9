#include "services/live/records.h"

#include <string>

namespace kaibo::live::records {

namespace {

constexpr int preparing = static_cast<int>(v1::ROOM_STATE_PREPARING);
constexpr int on_air = static_cast<int>(v1::ROOM_STATE_LIVE);
constexpr int announced = static_cast<int>(v1::ROOM_STATE_ANNOUNCED);
constexpr int ended = static_cast<int>(v1::ROOM_STATE_ENDED);

const std::string select_room =
    "SELECT room_id, host_id, shop_id, title, cover, category, notice, planned_at, state, "
    "started_at, ended_at, explaining, likes, presenter_id, paused_since, muted, stop_reason, "
    "stopped_by, open_bags FROM live_room WHERE class_id = ?";

v1::Room read_room(const db::Row& row) {
  v1::Room room;
  room.set_room_id(row.integer(0));
  room.set_host_id(row.integer(1));
  room.set_shop_id(row.integer(2));
  room.set_title(row.text(3));
  room.set_cover(row.text(4));
  room.set_category(row.text(5));
  room.set_notice(row.text(6));
  room.set_planned_at(row.integer(7));
  room.set_state(static_cast<v1::RoomState>(row.integer(8)));
  room.set_started_at(row.integer(9));
  room.set_ended_at(row.integer(10));
  room.set_explaining_product_id(row.integer(11));
  room.set_likes(row.integer(12));
  room.set_presenter_id(row.integer(13));
  room.set_paused_since(row.integer(14));
  room.set_muted(row.flag(15));
  room.set_stop_reason(row.text(16));
  room.set_stopped_by(row.text(17));
  room.set_open_bags(static_cast<std::int32_t>(row.integer(18)));
  return room;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Room& room) {
  tx.execute(
      "INSERT INTO live_room (room_id, class_id, host_id, shop_id, title, cover, category, notice, "
      "planned_at, state, started_at, ended_at, explaining, likes) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)",
      room.room_id(), class_id, room.host_id(), room.shop_id(), room.title(), room.cover(),
      room.category(), room.notice(), room.planned_at(), preparing);
}

void update(db::Transaction& tx, const v1::Room& room) {
  tx.execute(
      "UPDATE live_room SET title = ?, cover = ?, category = ?, notice = ?, planned_at = ? WHERE "
      "room_id = ? AND state <> ?",
      room.title(), room.cover(), room.category(), room.notice(), room.planned_at(), room.room_id(),
      ended);
}

std::optional<v1::Room> find(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  const db::Rows rows = tx.query(select_room + " AND room_id = ?", class_id, room_id);
  if (rows.empty()) return std::nullopt;
  return read_room(rows.front());
}

std::vector<v1::Room> list(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id) {
  const db::Rows rows = tx.query(
      select_room +
          " AND (? = 0 OR host_id = ?) ORDER BY CASE state WHEN ? THEN 0 WHEN ? THEN 2 ELSE 1 END, "
          "room_id DESC",
      class_id, host_id, host_id, on_air, ended);
  std::vector<v1::Room> rooms;
  rooms.reserve(rows.size());
  for (const db::Row row : rows) rooms.push_back(read_room(row));
  return rooms;
}

std::int64_t live_room_of(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT room_id FROM live_room WHERE class_id = ? AND (host_id = ? OR presenter_id = ?) AND "
      "state = ?",
      class_id, user_id, user_id, on_air);
  return rows.empty() ? 0 : rows.front().integer(0);
}

bool is_over(db::Transaction& tx, std::int64_t room_id) {
  return tx.query("SELECT room_id FROM live_room WHERE room_id = ? AND state <> ?", room_id, ended)
      .empty();
}

std::vector<LiveRoom> live_rooms(db::Transaction& tx) {
  std::vector<LiveRoom> rooms;
  for (const db::Row row :
       tx.query("SELECT class_id, room_id FROM live_room WHERE state = ?", on_air)) {
    rooms.push_back({row.integer(0), row.integer(1)});
  }
  return rooms;
}

bool start(db::Transaction& tx, std::int64_t room_id, std::int64_t presenter_id) {
  return tx.execute(
             "UPDATE live_room SET state = ?, started_at = ?, presenter_id = ? WHERE room_id = ? "
             "AND state IN (?, ?)",
             on_air, tx.now(), presenter_id, room_id, preparing, announced) == 1;
}

bool end(db::Transaction& tx, const v1::Room& room) {
  return tx.execute(
             "UPDATE live_room SET state = ?, ended_at = ?, explaining = 0, paused_since = 0, "
             "stop_reason = ?, stopped_by = ? WHERE room_id = ? AND state = ?",
             ended, tx.now(), room.stop_reason(), room.stopped_by(), room.room_id(), on_air) == 1;
}

bool set_presenter(db::Transaction& tx, std::int64_t room_id, std::int64_t from_id,
                   std::int64_t to_id) {
  return tx.execute(
             "UPDATE live_room SET presenter_id = ? WHERE room_id = ? AND presenter_id = ? AND "
             "state = ?",
             to_id, room_id, from_id, on_air) == 1;
}

bool set_paused(db::Transaction& tx, std::int64_t room_id, base::Millis since) {
  return tx.execute("UPDATE live_room SET paused_since = ? WHERE room_id = ? AND state = ?", since,
                    room_id, on_air) == 1;
}

bool set_muted(db::Transaction& tx, std::int64_t room_id, bool muted) {
  return tx.execute("UPDATE live_room SET muted = ? WHERE room_id = ? AND muted <> ?", muted,
                    room_id, muted) == 1;
}

void set_pinned(db::Transaction& tx, std::int64_t room_id, std::int64_t seq) {
  tx.execute("UPDATE live_room SET pinned = ? WHERE room_id = ?", seq, room_id);
}

std::int64_t pinned(db::Transaction& tx, std::int64_t room_id) {
  const db::Rows rows = tx.query("SELECT pinned FROM live_room WHERE room_id = ?", room_id);
  return rows.empty() ? 0 : rows.front().integer(0);
}

std::vector<v1::CrewMember> crew(db::Transaction& tx, std::int64_t room_id) {
  std::vector<v1::CrewMember> crew;
  for (const db::Row row :
       tx.query("SELECT user_id, role FROM live_crew WHERE room_id = ? ORDER BY role, user_id",
                room_id)) {
    v1::CrewMember& member = crew.emplace_back();
    member.set_user_id(row.integer(0));
    member.set_role(static_cast<v1::CrewRole>(row.integer(1)));
  }
  return crew;
}

v1::CrewRole crew_role(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id) {
  const db::Rows rows =
      tx.query("SELECT role FROM live_crew WHERE room_id = ? AND user_id = ?", room_id, user_id);
  return rows.empty() ? v1::CREW_ROLE_UNSPECIFIED
                      : static_cast<v1::CrewRole>(rows.front().integer(0));
}

void set_crew(db::Transaction& tx, std::int64_t room_id,
              const google::protobuf::RepeatedPtrField<v1::CrewMember>& crew) {
  tx.execute("DELETE FROM live_crew WHERE room_id = ?", room_id);
  for (const v1::CrewMember& member : crew) {
    tx.execute("INSERT INTO live_crew (room_id, user_id, role) VALUES (?, ?, ?)", room_id,
               member.user_id(), static_cast<int>(member.role()));
  }
}

bool set_explaining(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  return tx.execute("UPDATE live_room SET explaining = ? WHERE room_id = ? AND state = ?",
                    product_id, room_id, on_air) == 1;
}

bool add_likes(db::Transaction& tx, std::int64_t room_id, std::int64_t count) {
  return tx.execute("UPDATE live_room SET likes = likes + ? WHERE room_id = ? AND state = ?", count,
                    room_id, on_air) == 1;
}

std::vector<ShelfRow> shelf(db::Transaction& tx, std::int64_t room_id) {
  std::vector<ShelfRow> rows;
  for (const db::Row row : tx.query(
           "SELECT s.product_id, s.place, s.live_price_fen, COALESCE(k.sku_id, 0), "
           "COALESCE(k.live_price_fen, 0) FROM "
           "live_shelf s LEFT JOIN live_shelf_sku k ON k.room_id = s.room_id AND k.product_id = "
           "s.product_id WHERE s.room_id = ? ORDER BY s.place",
           room_id)) {
    if (rows.empty() || rows.back().product_id != row.integer(0)) {
      rows.push_back({.product_id = row.integer(0),
                      .place = static_cast<int>(row.integer(1)),
                      .live_price_fen = row.integer(2),
                      .sku_prices_fen = {}});
    }
    if (row.integer(3) != 0) rows.back().sku_prices_fen[row.integer(3)] = row.integer(4);
  }
  return rows;
}

void set_shelf(db::Transaction& tx, std::int64_t room_id, const std::vector<ShelfRow>& rows) {
  tx.execute("DELETE FROM live_shelf WHERE room_id = ?", room_id);
  tx.execute("DELETE FROM live_shelf_sku WHERE room_id = ?", room_id);
  for (const ShelfRow& row : rows) {
    tx.execute(
        "INSERT INTO live_shelf (room_id, product_id, place, live_price_fen) VALUES (?, ?, ?, ?)",
        room_id, row.product_id, row.place, row.live_price_fen);
    for (const auto& [sku_id, price_fen] : row.sku_prices_fen) {
      tx.execute(
          "INSERT INTO live_shelf_sku (room_id, sku_id, product_id, live_price_fen) VALUES "
          "(?, ?, ?, ?)",
          room_id, sku_id, row.product_id, price_fen);
    }
  }
}

}  // namespace kaibo::live::records
