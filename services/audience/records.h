#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/audience/v1/audience.pb.h"

/// The tables audience_room and audience_assignment.
namespace kaibo::audience::records {

/// The audience of one room.
struct RoomRow {
  std::int64_t room_id = 0;
  std::int64_t class_id = 0;
  v1::Setup setup;
  v1::AudienceState state = v1::AUDIENCE_STATE_UNSPECIFIED;
  base::Millis started_at = 0;
  /// The last second since the start that the audience has acted in.
  std::int64_t second_done = 0;
};
std::optional<RoomRow> find(db::Transaction& tx, std::int64_t room_id);
/// Replaces what was chosen for the room before.
void put(db::Transaction& tx, const RoomRow& row);
void remove(db::Transaction& tx, std::int64_t room_id);
/// Of a running audience; false when somebody else was faster.
bool advance(db::Transaction& tx, const RoomRow& row, std::int64_t second);
/// False when it did not run.
bool stop(db::Transaction& tx, std::int64_t room_id);

/// `trainee_id` 0: what is laid down for everybody.
std::optional<v1::Setup> assignment(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t trainee_id);
/// In the order of trainees, that of everybody first.
std::vector<v1::Assignment> assignments(db::Transaction& tx, std::int64_t class_id);
void put_assignment(db::Transaction& tx, std::int64_t class_id, const v1::Assignment& assignment);
void remove_assignment(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);

}  // namespace kaibo::audience::records
