#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/classroom/classroom.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// The script of a room (直播脚本). It is the crew's; staff may read it.
class Scripts {
 public:
  Scripts(classroom::Classroom& classroom, Rooms& rooms) : classroom_(classroom), rooms_(rooms) {}

  /// An empty one of the least length when none is saved. Throws permission_denied for a reader who
  /// is neither of the crew nor `sees_all`.
  v1::GetScriptResponse show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                             std::int64_t reader_id, bool sees_all);
  v1::ScriptCheck check(db::Transaction& tx, std::int64_t user_id,
                        const v1::CheckScriptRequest& wish);
  /// Throws invalid_argument for what cannot be stored, aborted when somebody saved meanwhile,
  /// failed_precondition for a room that has ended.
  v1::SaveScriptResponse save(db::Transaction& tx, std::int64_t user_id,
                              const v1::SaveScriptRequest& wish);
  /// Of a room as it is shown.
  v1::ScriptCheck check_of(db::Transaction& tx, std::int64_t class_id, const v1::Room& room);

 private:
  classroom::Classroom& classroom_;
  Rooms& rooms_;
};

/// Scripts to begin with (templates/*.json), in the order of their files. Throws
/// failed_precondition naming a file that cannot be read.
std::vector<v1::ScriptTemplate> script_templates();

}  // namespace kaibo::live
