#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/classroom/classroom.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// Rooms that are announced (预告), and who has reserved them.
class Previews {
 public:
  Previews(classroom::Classroom& classroom, Rooms& rooms) : classroom_(classroom), rooms_(rooms) {}

  /// Throws failed_precondition when the room is not in preparation, or its planned time is against
  /// the rules.
  v1::Preview announce(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       std::int64_t room_id);
  v1::Room cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                  std::int64_t room_id);
  /// Throws failed_precondition for a room that is not announced and for one's own.
  v1::Preview reserve(db::Transaction& tx, std::int64_t user_id,
                      const v1::ReserveRoomRequest& wish);
  std::vector<v1::Preview> list(db::Transaction& tx, std::int64_t class_id, std::int64_t viewer_id);

 private:
  classroom::Classroom& classroom_;
  Rooms& rooms_;
};

}  // namespace kaibo::live
