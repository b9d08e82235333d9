#include "services/live/prepare/previews.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "services/classroom/happened.h"
#include "services/live/prepare/records.h"
#include "services/live/prepare/reservations.h"
#include "services/live/prepare/rules.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

v1::Preview preview_of(db::Transaction& tx, v1::Room room, std::int64_t viewer_id) {
  const std::vector<std::int64_t> people = prepare_records::reservers(tx, room.room_id());
  v1::Preview preview;
  *preview.mutable_room() = std::move(room);
  preview.set_reservations(static_cast<std::int32_t>(people.size()));
  preview.set_reserved(std::ranges::find(people, viewer_id) != people.end());
  return preview;
}

}  // namespace

v1::Preview Previews::announce(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                               std::int64_t room_id) {
  const v1::Room before = rooms_.require_crew(tx, class_id, user_id, room_id, rules::Duty::assist);
  prepare_rules::check_planned(classroom_.profile_of(tx, class_id).live.prepare,
                               before.planned_at(), tx.now());
  if (!prepare_records::announce(tx, room_id)) {
    throw Error(Code::failed_precondition,
                {"只有筹备中的直播间才能发布预告", "Only a room in preparation can be announced"});
  }
  v1::Room room = rooms_.show(tx, class_id, room_id);
  Rooms::announce(tx, class_id, room);
  return preview_of(tx, std::move(room), user_id);
}

v1::Room Previews::cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                          std::int64_t room_id) {
  rooms_.require_crew(tx, class_id, user_id, room_id, rules::Duty::assist);
  if (!prepare_records::cancel_preview(tx, room_id)) {
    throw Error(Code::failed_precondition,
                {"这个直播间现在没有预告可以取消", "This room has no preview to cancel"});
  }
  v1::Room room = rooms_.show(tx, class_id, room_id);
  remind_reservers(tx, class_id, room, event::v1::REMINDER_KIND_CANCELLED);
  prepare_records::forget_reservations(tx, room_id);
  event::v1::Event event;
  event.mutable_preview_cancelled()->set_room_id(room_id);
  event.mutable_preview_cancelled()->set_title(room.title());
  classroom::happened(tx, class_id, user_id, {classroom::class_topic, {}}, event);
  return room;
}

v1::Preview Previews::reserve(db::Transaction& tx, std::int64_t user_id,
                              const v1::ReserveRoomRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::Room room = rooms_.show(tx, class_id, wish.room_id());
  if (room.host_id() == user_id) {
    throw Error(Code::failed_precondition,
                {"自己的直播不用预约，到时间记得开播", "You need not reserve your own room"});
  }
  if (room.state() != v1::ROOM_STATE_ANNOUNCED) {
    throw Error(Code::failed_precondition, {"这场直播现在不能预约，可能已经开播或取消了",
                                            "This room cannot be reserved now; it may have "
                                            "started, or its preview was cancelled"});
  }
  const bool changed = wish.reserved()
                           ? prepare_records::reserve(tx, class_id, room.room_id(), user_id)
                           : prepare_records::release(tx, room.room_id(), user_id);
  v1::Preview preview = preview_of(tx, std::move(room), user_id);
  if (!changed) return preview;
  event::v1::Event event;
  event::v1::RoomReserved& said = *event.mutable_room_reserved();
  said.set_room_id(wish.room_id());
  said.set_title(preview.room().title());
  said.set_reserved(wish.reserved());
  said.set_reservations(preview.reservations());
  classroom::happened(tx, class_id, user_id, {classroom::class_topic, {}}, event);
  return preview;
}

std::vector<v1::Preview> Previews::list(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t viewer_id) {
  const std::int64_t overdue =
      classroom_.profile_of(tx, class_id).live.prepare.overdue_minutes * base::minute;
  std::vector<v1::Preview> previews;
  for (const prepare_records::PreviewRow& row :
       prepare_records::previews(tx, class_id, viewer_id, tx.now() - overdue)) {
    v1::Preview& preview = previews.emplace_back();
    *preview.mutable_room() = rooms_.show(tx, class_id, row.room_id);
    preview.set_reservations(row.reservations);
    preview.set_reserved(row.reserved);
  }
  return previews;
}

}  // namespace kaibo::live
