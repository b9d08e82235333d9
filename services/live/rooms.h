#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/live.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/records.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// Live rooms: 筹备 → 直播中 → 已结束. Everything that happens in one is in the class journal under
/// the room's topic.
class Rooms {
 public:
  Rooms(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
        mall::Mall& mall, std::int32_t node)
      : ids_(ids), identity_(identity), classroom_(classroom), mall_(mall), node_(node) {}

  /// Throws invalid_argument for a field against the rules, failed_precondition without a shop or
  /// for an ended room.
  v1::Room save(db::Transaction& tx, std::int64_t host_id, const v1::SaveRoomRequest& wish);
  v1::Room put_on_shelf(db::Transaction& tx, std::int64_t host_id,
                        const v1::PutOnShelfRequest& wish);
  v1::Room take_off_shelf(db::Transaction& tx, std::int64_t host_id,
                          const v1::TakeOffShelfRequest& wish);
  v1::Room start(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id,
                 std::int64_t room_id);
  v1::Room end(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id,
               std::int64_t room_id);
  /// `product_id` 0: none is being explained any more.
  void explain(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id,
               std::int64_t room_id, std::int64_t product_id);

  /// `text` is tidied already.
  void comment(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
               std::int64_t room_id, const std::string& text);
  /// Orders and pays at the room's price; the room sees the sale.
  mall::v1::Order buy(db::Transaction& tx, std::int64_t buyer_id, const v1::BuyInRoomRequest& wish);
  /// The likes of one moment, by person; returns the room's total.
  std::int64_t add_likes(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                         const std::vector<std::pair<std::int64_t, std::int32_t>>& people);
  /// A person came into the room or left it; of no effect for the host and while it is not live.
  void presence(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                std::int64_t user_id, bool present);

  struct Leaver {
    std::int64_t user_id = 0;
    std::int32_t node = 0;
    /// See ViewerLeft.
    base::Millis left_at = 0;
  };
  /// Somebody has left of whom it becomes known only now.
  void leave(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             const Leaver& leaver);

  /// With shelf and names. Throws not_found.
  v1::Room show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  v1::GetRoomResponse page(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  std::vector<v1::Room> list(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id);
  /// The room the host is live in; 0 when none.
  std::int64_t live_room_of(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id);

 private:
  v1::Room require(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  v1::Room require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id,
                       std::int64_t room_id);
  v1::Room require_live(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  records::ShelfRow require_on_shelf(db::Transaction& tx, std::int64_t room_id,
                                     std::int64_t product_id);
  void check(db::Transaction& tx, std::int64_t host_id, const v1::SaveRoomRequest& wish,
             const v1::Room* before);
  void announce(db::Transaction& tx, std::int64_t class_id, const v1::Room& room);
  void enter(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             std::int64_t user_id);
  void complete(db::Transaction& tx, std::int64_t class_id, v1::Room& room);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  mall::Mall& mall_;
  const std::int32_t node_;
};

}  // namespace kaibo::live
