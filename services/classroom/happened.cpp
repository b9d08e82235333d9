#include "services/classroom/happened.h"

#include <utility>

namespace kaibo::classroom {

std::string user_topic(std::int64_t user_id) { return "user:" + std::to_string(user_id); }
std::string room_topic(std::int64_t room_id) { return "room:" + std::to_string(room_id); }

bool is_room_topic(std::string_view topic) { return topic.starts_with("room:"); }

void happened(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, Heard heard,
              const event::v1::Event& event) {
  db::Entry entry;
  entry.stream = class_id;
  entry.topic = std::move(heard.topic);
  entry.also = std::move(heard.also);
  entry.actor = actor;
  entry.kind = static_cast<int>(event.body_case());
  entry.body = event.SerializeAsString();
  tx.append(std::move(entry));
}

event::v1::Event event_of(const db::Entry& entry) {
  event::v1::Event event;
  event.ParseFromString(entry.body);
  event.set_class_id(entry.stream);
  event.set_seq(entry.seq);
  event.set_at(entry.at);
  event.set_class_at(entry.class_at);
  event.set_topic(entry.topic);
  event.set_actor(entry.actor);
  event.set_also(entry.also);
  return event;
}

}  // namespace kaibo::classroom
