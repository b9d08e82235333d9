#include "services/live/prepare/reservations.h"

#include "services/classroom/happened.h"
#include "services/live/prepare/records.h"

namespace kaibo::live {

void remind_reservers(db::Transaction& tx, std::int64_t class_id, const v1::Room& room,
                      event::v1::ReminderKind kind) {
  event::v1::Event event;
  event::v1::RoomReminded& said = *event.mutable_room_reminded();
  said.set_room_id(room.room_id());
  said.set_host_id(room.host_id());
  said.set_title(room.title());
  said.set_kind(kind);
  said.set_planned_at(room.planned_at());
  for (const std::int64_t user_id : prepare_records::reservers(tx, room.room_id())) {
    classroom::happened(tx, class_id, room.host_id(), {classroom::user_topic(user_id), {}}, event);
  }
}

}  // namespace kaibo::live
