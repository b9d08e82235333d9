#include "services/live/prepare/checklist.h"

#include <algorithm>

#include "services/live/prepare/rules.h"
#include "services/live/tell.h"

namespace kaibo::live {

std::vector<v1::ChecklistItem> Checklist::items(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t user_id, std::int64_t room_id) {
  rooms_.require_crew(tx, class_id, user_id, room_id, rules::Duty::assist);
  const v1::Room room = rooms_.show(tx, class_id, room_id);
  const v1::ScriptCheck script = scripts_.check_of(tx, class_id, room);
  const classroom::PrepareRules& rules = classroom_.profile_of(tx, class_id).live.prepare;
  std::vector<v1::ChecklistItem> items;
  for (const std::string& key : rules.checklist) {
    v1::ChecklistItem& item = items.emplace_back();
    item.set_key(key);
    item.set_done(prepare_rules::is_done(key, rules, room, script));
  }
  for (const std::string& key : rules.checklist_by_host) {
    v1::ChecklistItem& item = items.emplace_back();
    item.set_key(key);
    item.set_by_host(true);
  }
  return items;
}

v1::GetChecklistResponse Checklist::show(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t user_id, std::int64_t room_id) {
  const classroom::PrepareRules& rules = classroom_.profile_of(tx, class_id).live.prepare;
  v1::GetChecklistResponse response;
  for (v1::ChecklistItem& item : items(tx, class_id, user_id, room_id)) {
    *response.add_items() = std::move(item);
  }
  response.set_upload_kbps(static_cast<std::int32_t>(rules.upload_kbps));
  response.set_download_kbps(static_cast<std::int32_t>(rules.download_kbps));
  response.set_probe_bytes(static_cast<std::int32_t>(rules.probe_bytes));
  return response;
}

void Checklist::note(db::Transaction& tx, std::int64_t user_id, const v1::StartRoomRequest& wish) {
  event::v1::Event event;
  event::v1::RoomChecked& said = *event.mutable_room_checked();
  said.set_room_id(wish.room_id());
  for (const v1::ChecklistItem& item : items(tx, wish.class_id(), user_id, wish.room_id())) {
    const bool ready = std::ranges::find(wish.ready(), item.key()) != wish.ready().end();
    const bool done = item.by_host() ? ready : item.done();
    (done ? said.add_done() : said.add_open())->assign(item.key());
  }
  tell_room(tx, wish.class_id(), user_id, wish.room_id(), event);
}

}  // namespace kaibo::live
