#pragma once

#include <cstdint>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/talk.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// What instructors and assistants note about a broadcast while they look on.
class Remarks {
 public:
  /// All outlive the face.
  Remarks(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
          Rooms& rooms)
      : ids_(ids), identity_(identity), classroom_(classroom), rooms_(rooms) {}

  /// On this moment. Throws failed_precondition while the room is not live, invalid_argument for an
  /// empty or too long text.
  v1::Remark add(db::Transaction& tx, std::int64_t author_id, const v1::AddRemarkRequest& wish);

  /// In order, for `staff` always and for the crew once the broadcast has ended; none for others.
  std::vector<v1::Remark> list(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                               std::int64_t reader_id, bool staff);

 private:
  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Rooms& rooms_;
};

}  // namespace kaibo::live
