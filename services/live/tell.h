#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/event/v1/event.pb.h"
#include "services/classroom/happened.h"

namespace kaibo::live {

/// Adds an event to the class's journal that the room hears; `also` names a second topic.
inline void tell_room(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                      std::int64_t room_id, const event::v1::Event& event,
                      const std::string& also = {}) {
  classroom::happened(tx, class_id, actor, {classroom::room_topic(room_id), also}, event);
}

}  // namespace kaibo::live
