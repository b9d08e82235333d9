#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/db/transaction.h"
#include "kaibo/event/v1/event.pb.h"

namespace kaibo::classroom {

/// Where an event of a class is heard.
struct Heard {
  std::string topic;
  std::string also;
};

/// Topics; who may listen to which is ruled by `may_listen`.
inline constexpr const char* class_topic = "class";
inline constexpr const char* staff_topic = "staff";
std::string user_topic(std::int64_t user_id);
std::string room_topic(std::int64_t room_id);
bool is_room_topic(std::string_view topic);

/// Adds an event to the class's journal as part of the unit. `event` has only its body set; `actor`
/// is 0 for the platform itself.
void happened(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, Heard heard,
              const event::v1::Event& event);

/// The event of a journal line, with its header.
event::v1::Event event_of(const db::Entry& entry);

}  // namespace kaibo::classroom
