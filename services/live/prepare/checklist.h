#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/classroom/classroom.h"
#include "services/live/prepare/scripts.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// What should be done before a room goes live. Nothing of it keeps a room from starting.
class Checklist {
 public:
  Checklist(classroom::Classroom& classroom, Rooms& rooms, Scripts& scripts)
      : classroom_(classroom), rooms_(rooms), scripts_(scripts) {}

  v1::GetChecklistResponse show(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                                std::int64_t room_id);
  /// Notes in the journal what was done and what was open as the room goes live; `wish.ready`:
  /// items that the host's browser found in order.
  void note(db::Transaction& tx, std::int64_t user_id, const v1::StartRoomRequest& wish);

 private:
  std::vector<v1::ChecklistItem> items(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t user_id, std::int64_t room_id);

  classroom::Classroom& classroom_;
  Rooms& rooms_;
  Scripts& scripts_;
};

}  // namespace kaibo::live
