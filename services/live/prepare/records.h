#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/prepare.pb.h"

namespace kaibo::live::prepare_records {

/// What a room says of a product on its shelf besides place and price.
struct ShelfDetail {
  std::int64_t product_id = 0;
  bool own_stock = false;
  std::int64_t per_person = 0;
  std::vector<std::string> selling_points;
};
std::vector<ShelfDetail> details(db::Transaction& tx, std::int64_t room_id);
void set_detail(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                const ShelfDetail& detail);
void remove_detail(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
/// None of the room's products has stock of its own any more.
void end_own_stock(db::Transaction& tx, std::int64_t room_id);

/// 筹备 → 预告 and back; false when the room was in another state.
bool announce(db::Transaction& tx, std::int64_t room_id);
bool cancel_preview(db::Transaction& tx, std::int64_t room_id);

/// False when it was that way already.
bool reserve(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             std::int64_t user_id);
bool release(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id);
std::vector<std::int64_t> reservers(db::Transaction& tx, std::int64_t room_id);
void forget_reservations(db::Transaction& tx, std::int64_t room_id);

struct PreviewRow {
  std::int64_t room_id = 0;
  std::int32_t reservations = 0;
  bool reserved = false;
};
/// Announced rooms planned for `since` or later, the next one first; `reserved` by the viewer.
std::vector<PreviewRow> previews(db::Transaction& tx, std::int64_t class_id, std::int64_t viewer_id,
                                 base::Millis since);

std::optional<v1::Script> script(db::Transaction& tx, std::int64_t room_id);
/// Replaces the script where its version is still `seen_version` (0: none yet).
bool save_script(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                 const v1::Script& script, std::int64_t seen_version);

}  // namespace kaibo::live::prepare_records
