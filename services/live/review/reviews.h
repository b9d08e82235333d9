#pragma once

#include <cstdint>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "common/journal/projection.h"
#include "kaibo/live/v1/review.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/figures.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// After the live: reports and replays out of a room's journal, and what trainees learn from them.
/// Each operation throws not_found for a room that is not of the class.
class Reviews {
 public:
  struct Parts {
    identity::Identity& identity;
    classroom::Classroom& classroom;
    Rooms& rooms;
    journal::Projections<RoomTally>& tallies;
    const base::Clock& clock;
  };
  explicit Reviews(const Parts& parts) : parts_(parts) {}

  /// As of now while the room is live.
  v1::Report report(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);

  /// A page of the events a figure was counted from. `sees_all`: staff.
  v1::ListFigureEventsResponse figure_events(db::Transaction& tx,
                                             const v1::ListFigureEventsRequest& wish,
                                             bool sees_all);
  /// A page of all events of the room.
  v1::ListRoomEventsResponse room_events(db::Transaction& tx, const v1::ListRoomEventsRequest& wish,
                                         bool sees_all);

  /// Somebody's looks at products of one moment.
  struct Look {
    std::int64_t user_id = 0;
    std::int64_t product_id = 0;
  };
  /// Products that are not on the shelf are left out. Throws failed_precondition while the room is
  /// not live.
  void open_products(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                     const std::vector<Look>& looks);

  v1::GetReviewResponse review(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                               std::int64_t trainee_id);
  /// Each throws permission_denied for others than the room's hosts, failed_precondition before its
  /// end.
  v1::Review enter_figures(db::Transaction& tx, std::int64_t trainee_id,
                           const v1::EnterFiguresRequest& wish);
  v1::Review save_findings(db::Transaction& tx, std::int64_t trainee_id,
                           const v1::SaveFindingsRequest& wish);

 private:
  v1::Room require_reviewable(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                              std::int64_t trainee_id);

  Parts parts_;
};

}  // namespace kaibo::live
