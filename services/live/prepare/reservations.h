#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"

namespace kaibo::live {

/// Tells everybody who has reserved the room, each by a line of their own.
void remind_reservers(db::Transaction& tx, std::int64_t class_id, const v1::Room& room,
                      event::v1::ReminderKind kind);

}  // namespace kaibo::live
