#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/talk.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/offers/bags.h"
#include "services/live/offers/flash_sales.h"
#include "services/live/prepare/shelf_details.h"
#include "services/live/records.h"
#include "services/live/rules.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// Live rooms: 筹备 → 预告 → 直播中 ⇄ 暂停 → 已结束, the second if the host likes. Everything that
/// happens in one is in the class journal under the room's topic.
class Rooms {
 public:
  Rooms(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
        mall::Mall& mall, std::int32_t node)
      : flash_sales(ids, classroom),
        bags(ids, classroom, mall),
        ids_(ids),
        identity_(identity),
        classroom_(classroom),
        mall_(mall),
        details_(mall),
        node_(node) {}

  /// They know no room themselves: the room asks them while it sells, is commented and ends.
  FlashSales flash_sales;
  Bags bags;

  /// The operations of the crew. Each throws permission_denied for whoever may not do it and
  /// failed_precondition for a room in another state.
  ///
  /// Throws invalid_argument for a field against the rules, failed_precondition without a shop.
  v1::Room save(db::Transaction& tx, std::int64_t user_id, const v1::SaveRoomRequest& wish);
  v1::Room save_crew(db::Transaction& tx, std::int64_t user_id, const v1::SaveCrewRequest& wish);
  void set_notice(db::Transaction& tx, std::int64_t user_id, const v1::SetNoticeRequest& wish);
  v1::Room put_on_shelf(db::Transaction& tx, std::int64_t user_id,
                        const v1::PutOnShelfRequest& wish);
  v1::Room take_off_shelf(db::Transaction& tx, std::int64_t user_id,
                          const v1::TakeOffShelfRequest& wish);
  v1::Room set_shelf_details(db::Transaction& tx, std::int64_t user_id,
                             const v1::SetShelfDetailsRequest& wish);
  v1::Room start(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                 std::int64_t room_id);
  /// Called with the room, names and shelf included, in the unit that starts it. Before any does.
  using Started = std::function<void(db::Transaction&, std::int64_t class_id, const v1::Room&)>;
  void on_started(Started hook) { on_started_ = std::move(hook); }
  v1::Room end(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
               std::int64_t room_id);
  /// Another host goes on air; ends a pause.
  v1::Room hand_over(db::Transaction& tx, std::int64_t user_id, const v1::HandOverRequest& wish);
  v1::Room pause(db::Transaction& tx, std::int64_t user_id, const v1::PauseRoomRequest& wish);
  /// `product_id` 0: none is being explained any more.
  void explain(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
               std::int64_t room_id, std::int64_t product_id);

  /// An instructor ends it; everybody sees why. Throws invalid_argument without a reason.
  v1::Room stop(db::Transaction& tx, std::int64_t instructor_id, const v1::StopRoomRequest& wish);

  /// Orders and pays at the room's price; the room sees the sale.
  mall::v1::Order buy(db::Transaction& tx, std::int64_t buyer_id, const v1::BuyInRoomRequest& wish);
  /// What can be bought of a shelf item now, flash sales included.
  std::vector<rules::Offered> offered(db::Transaction& tx, std::int64_t room_id,
                                      const v1::ShelfItem& item);
  /// The likes of one moment, by person; returns the room's total.
  std::int64_t add_likes(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                         const std::vector<std::pair<std::int64_t, std::int32_t>>& people);
  /// A person came into the room or left it; of no effect for the crew and for whoever is no
  /// trainee, and while it is not live.
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
  std::vector<v1::Room> list(db::Transaction& tx, std::int64_t class_id, std::int64_t host_id);

  /// The room without names and shelf. Throws not_found.
  v1::Room require(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  /// The same, for somebody whose role allows what they want; the owner may do everything. Throws
  /// permission_denied.
  v1::Room require_crew(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                        std::int64_t room_id, rules::Duty duty);
  /// Throws failed_precondition while it is not live.
  v1::Room require_live(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  /// Throws failed_precondition for an ended room.
  static void require_not_ended(const v1::Room& room);
  /// Unspecified for a viewer.
  v1::CrewRole role_of(db::Transaction& tx, const v1::Room& room, std::int64_t user_id);

  /// Tells the class what state the room is in.
  static void announce(db::Transaction& tx, std::int64_t class_id, const v1::Room& room);

  /// Throws failed_precondition for a product that is not on the room's shelf.
  records::ShelfRow require_on_shelf(db::Transaction& tx, std::int64_t room_id,
                                     std::int64_t product_id);

 private:
  void check(db::Transaction& tx, std::int64_t user_id, const v1::SaveRoomRequest& wish,
             const v1::Room* before);
  void require_free(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);
  void set_paused(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id, v1::Room& room,
                  bool paused);
  v1::Room finish(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Room room);
  void tell_saved(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                  const v1::Room& room);
  void enter(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             std::int64_t user_id);
  void complete(db::Transaction& tx, std::int64_t class_id, v1::Room& room);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  mall::Mall& mall_;
  ShelfDetails details_;
  const std::int32_t node_;
  Started on_started_ = [](db::Transaction&, std::int64_t, const v1::Room&) {};
};

}  // namespace kaibo::live
