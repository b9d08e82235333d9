#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/live/v1/live.pb.h"

namespace kaibo::live::records {

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Room& room);
/// Title, cover, category, notice and planned time of a room that has not ended.
void update(db::Transaction& tx, const v1::Room& room);

/// Without names and shelf.
std::optional<v1::Room> find(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
/// Live ones first, then coming, then ended; newest first. `host_id` 0: of all hosts.
std::vector<v1::Room> list(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id);
/// The room the host is live in; 0 when none.
std::int64_t live_room_of(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id);

struct LiveRoom {
  std::int64_t class_id = 0;
  std::int64_t room_id = 0;
};
/// Of all classes.
std::vector<LiveRoom> live_rooms(db::Transaction& tx);

/// Each says whether the room was in the state it must be in.
bool start(db::Transaction& tx, std::int64_t room_id);
bool end(db::Transaction& tx, std::int64_t room_id);
bool set_explaining(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
bool add_likes(db::Transaction& tx, std::int64_t room_id, std::int64_t count);

struct ShelfRow {
  std::int64_t product_id = 0;
  int place = 0;
  /// 0: the product's own price.
  std::int64_t live_price_fen = 0;
};
/// In order of place.
std::vector<ShelfRow> shelf(db::Transaction& tx, std::int64_t room_id);
/// Replaces the whole shelf.
void set_shelf(db::Transaction& tx, std::int64_t room_id, const std::vector<ShelfRow>& rows);

}  // namespace kaibo::live::records
