#include "services/live/talk/remarks.h"

#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/live/rules.h"
#include "services/live/talk/records.h"

namespace kaibo::live {

v1::Remark Remarks::add(db::Transaction& tx, std::int64_t author_id,
                        const v1::AddRemarkRequest& wish) {
  v1::Remark remark;
  remark.set_remark_id(ids_.next());
  remark.set_at(tx.now());
  remark.set_user_id(author_id);
  remark.set_user_name(identity_.name_of(tx, author_id));
  remark.set_text(base::tidy(wish.text()));
  rules::check_remark(classroom_.profile_of(tx, wish.class_id()).live, remark.text(), "text");
  rooms_.require_live(tx, wish.class_id(), wish.room_id());
  talk_records::add_remark(tx, wish.room_id(), remark);

  event::v1::Event event;
  event::v1::Remarked& said = *event.mutable_remarked();
  said.set_room_id(wish.room_id());
  said.set_remark_id(remark.remark_id());
  said.set_text(remark.text());
  classroom::happened(tx, wish.class_id(), author_id, {classroom::staff_topic, {}}, event);
  return remark;
}

std::vector<v1::Remark> Remarks::list(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t room_id, std::int64_t reader_id, bool staff) {
  const v1::Room room = rooms_.require(tx, class_id, room_id);
  const bool crew_may_see = room.state() == v1::ROOM_STATE_ENDED &&
                            rooms_.role_of(tx, room, reader_id) != v1::CREW_ROLE_UNSPECIFIED;
  if (!staff && !crew_may_see) return {};
  return talk_records::remarks(tx, room_id);
}

}  // namespace kaibo::live
