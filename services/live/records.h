#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/base/clock.h"
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
/// The live room that the person owns or is on air in; 0 when none.
std::int64_t live_room_of(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);

/// Also when there is no such room.
bool is_over(db::Transaction& tx, std::int64_t room_id);

struct LiveRoom {
  std::int64_t class_id = 0;
  std::int64_t room_id = 0;
};
/// Of all classes.
std::vector<LiveRoom> live_rooms(db::Transaction& tx);

/// Each says whether the room was in the state it must be in.
bool start(db::Transaction& tx, std::int64_t room_id, std::int64_t presenter_id);
/// `room` brings why and by whom it was stopped, if it was.
bool end(db::Transaction& tx, const v1::Room& room);
bool set_presenter(db::Transaction& tx, std::int64_t room_id, std::int64_t from_id,
                   std::int64_t to_id);
/// `since` 0: back again.
bool set_paused(db::Transaction& tx, std::int64_t room_id, base::Millis since);
bool set_muted(db::Transaction& tx, std::int64_t room_id, bool muted);
/// `seq` 0: none.
void set_pinned(db::Transaction& tx, std::int64_t room_id, std::int64_t seq);
std::int64_t pinned(db::Transaction& tx, std::int64_t room_id);
bool set_explaining(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
bool add_likes(db::Transaction& tx, std::int64_t room_id, std::int64_t count);

/// In the order of role, without names.
std::vector<v1::CrewMember> crew(db::Transaction& tx, std::int64_t room_id);
/// Unspecified for whoever is not in it; the owner is not.
v1::CrewRole crew_role(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id);
/// Replaces the whole crew.
void set_crew(db::Transaction& tx, std::int64_t room_id,
              const google::protobuf::RepeatedPtrField<v1::CrewMember>& crew);

struct ShelfRow {
  std::int64_t product_id = 0;
  int place = 0;
  /// 0: the product's own price.
  std::int64_t live_price_fen = 0;
  /// By specification, of a product that has some; one that is not here has its own price.
  std::map<std::int64_t, std::int64_t> sku_prices_fen;

  /// Of the product, or of a specification; 0: its own price.
  std::int64_t live_price_of(std::int64_t sku_id) const {
    if (sku_id == 0) return live_price_fen;
    const auto found = sku_prices_fen.find(sku_id);
    return found == sku_prices_fen.end() ? 0 : found->second;
  }
};
/// In order of place.
std::vector<ShelfRow> shelf(db::Transaction& tx, std::int64_t room_id);
/// Replaces the whole shelf.
void set_shelf(db::Transaction& tx, std::int64_t room_id, const std::vector<ShelfRow>& rows);

}  // namespace kaibo::live::records
