// Who is on air, and when: crew, start, hand-over, pause and end of a room.
#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/live/prepare/reservations.h"
#include "services/live/rooms.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

bool is_host(const v1::Room& room, const google::protobuf::RepeatedPtrField<v1::CrewMember>& crew,
             std::int64_t user_id) {
  return room.host_id() == user_id || std::ranges::any_of(crew, [&](const v1::CrewMember& member) {
           return member.user_id() == user_id && member.role() == v1::CREW_ROLE_HOST;
         });
}

}  // namespace

v1::Room Rooms::save_crew(db::Transaction& tx, std::int64_t user_id,
                          const v1::SaveCrewRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::Room room = require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::own);
  require_not_ended(room);
  rules::check_crew(classroom_.profile_of(tx, class_id).live, room.host_id(), wish);
  for (const v1::CrewMember& member : wish.crew()) {
    base::require(identity_.holds(tx, member.user_id(), class_id, access::v1::ROLE_TRAINEE), "crew",
                  {"只能邀请本班学员", "Only trainees of the class can be invited"});
  }
  if (room.state() == v1::ROOM_STATE_LIVE && !is_host(room, wish.crew(), room.presenter_id())) {
    throw Error(Code::failed_precondition,
                {"正在出镜的主播不能移出团队，请先换人",
                 "The host on air cannot leave the crew; hand over first"},
                "crew");
  }
  records::set_crew(tx, room.room_id(), wish.crew());
  complete(tx, class_id, room);

  event::v1::Event event;
  event::v1::CrewSaved& said = *event.mutable_crew_saved();
  said.set_room_id(room.room_id());
  said.set_title(room.title());
  for (const v1::CrewMember& member : room.crew()) {
    event::v1::CrewPerson& person = *said.add_crew();
    person.set_user_id(member.user_id());
    person.set_name(member.name());
    person.set_role(static_cast<int>(member.role()));
  }
  tell_room(tx, class_id, user_id, room.room_id(), event, classroom::class_topic);
  return room;
}

void Rooms::require_free(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  if (records::live_room_of(tx, class_id, user_id) == 0) return;
  throw Error(Code::failed_precondition,
              {"你已经在直播了，请先下播再开新的一场",
               "You are live already; end that broadcast before you start another"});
}

v1::Room Rooms::start(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                      std::int64_t room_id) {
  v1::Room room = require_crew(tx, class_id, user_id, room_id, rules::Duty::present);
  require_free(tx, class_id, user_id);
  if (room.host_id() != user_id) require_free(tx, class_id, room.host_id());
  if (!records::start(tx, room_id, user_id)) {
    throw Error(Code::failed_precondition,
                {"这场直播已经结束，可以新建一场", "This broadcast has ended; make a new one"});
  }
  room.set_state(v1::ROOM_STATE_LIVE);
  room.set_started_at(tx.now());
  room.set_presenter_id(user_id);

  event::v1::Event event;
  event.mutable_room_started()->set_room_id(room_id);
  tell_room(tx, class_id, user_id, room_id, event);
  remind_reservers(tx, class_id, room, event::v1::REMINDER_KIND_STARTED);
  announce(tx, class_id, room);
  complete(tx, class_id, room);
  on_started_(tx, class_id, room);
  return room;
}

v1::Room Rooms::hand_over(db::Transaction& tx, std::int64_t user_id,
                          const v1::HandOverRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const std::int64_t to_id = wish.to_user_id();
  require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::present);
  v1::Room room = require_live(tx, class_id, wish.room_id());
  complete(tx, class_id, room);
  if (!is_host(room, room.crew(), to_id)) {
    throw Error(Code::failed_precondition,
                {"只能换成这个直播间的主播", "Only a host of this room can go on air"},
                "to_user_id");
  }
  const std::int64_t from_id = room.presenter_id();
  if (from_id == to_id) return room;
  const std::int64_t busy_in = records::live_room_of(tx, class_id, to_id);
  if (busy_in != 0 && busy_in != room.room_id()) {
    throw Error(Code::failed_precondition,
                {"对方正在别的直播间直播", "They are live in another room"}, "to_user_id");
  }
  if (room.paused_since() != 0) set_paused(tx, class_id, user_id, room, false);
  if (!records::set_presenter(tx, room.room_id(), from_id, to_id)) {
    throw Error(Code::aborted, {"刚刚已经换过人了，请刷新", "The host has just changed; reload"});
  }
  room.set_presenter_id(to_id);
  room.set_presenter_name(identity_.name_of(tx, to_id));

  event::v1::Event event;
  event::v1::PresenterChanged& said = *event.mutable_presenter_changed();
  said.set_room_id(room.room_id());
  said.set_from_id(from_id);
  said.set_to_id(to_id);
  said.set_to_name(room.presenter_name());
  tell_room(tx, class_id, user_id, room.room_id(), event);
  return room;
}

v1::Room Rooms::pause(db::Transaction& tx, std::int64_t user_id, const v1::PauseRoomRequest& wish) {
  require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::present);
  v1::Room room = require_live(tx, wish.class_id(), wish.room_id());
  if ((room.paused_since() != 0) != wish.paused()) {
    set_paused(tx, wish.class_id(), user_id, room, wish.paused());
  }
  complete(tx, wish.class_id(), room);
  return room;
}

void Rooms::set_paused(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       v1::Room& room, bool paused) {
  room.set_paused_since(paused ? tx.now() : 0);
  records::set_paused(tx, room.room_id(), room.paused_since());
  event::v1::Event event;
  event.mutable_room_paused()->set_room_id(room.room_id());
  event.mutable_room_paused()->set_paused(paused);
  tell_room(tx, class_id, user_id, room.room_id(), event);
}

v1::Room Rooms::end(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t room_id) {
  return finish(tx, class_id, user_id,
                require_crew(tx, class_id, user_id, room_id, rules::Duty::present));
}

v1::Room Rooms::stop(db::Transaction& tx, std::int64_t instructor_id,
                     const v1::StopRoomRequest& wish) {
  v1::Room room = require(tx, wish.class_id(), wish.room_id());
  room.set_stop_reason(base::tidy(wish.reason()));
  rules::check_remark(classroom_.profile_of(tx, wish.class_id()).live, room.stop_reason(),
                      "reason");
  room.set_stopped_by(identity_.name_of(tx, instructor_id));
  return finish(tx, wish.class_id(), instructor_id, std::move(room));
}

v1::Room Rooms::finish(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                       v1::Room room) {
  if (!records::end(tx, room)) {
    throw Error(Code::failed_precondition,
                {"这个直播间现在没有在直播", "This room is not live now"});
  }
  details_.close(tx, room.room_id());
  room.set_state(v1::ROOM_STATE_ENDED);
  room.set_ended_at(tx.now());
  room.set_explaining_product_id(0);
  room.set_paused_since(0);
  flash_sales.stop_in_room(tx, class_id, room.room_id(), 0);
  bags.void_in_room(tx, class_id, room.room_id());
  mall_.coupons.stop_in_room(tx, class_id, room.room_id());

  event::v1::Event event;
  event::v1::RoomEnded& said = *event.mutable_room_ended();
  said.set_room_id(room.room_id());
  said.set_reason(room.stop_reason());
  said.set_stopped_by(room.stopped_by());
  tell_room(tx, class_id, actor, room.room_id(), event);
  announce(tx, class_id, room);
  complete(tx, class_id, room);
  return room;
}

}  // namespace kaibo::live
