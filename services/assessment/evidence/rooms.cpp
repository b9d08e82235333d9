#include "services/assessment/evidence/rooms.h"

#include <algorithm>
#include <utility>

#include "kaibo/live/v1/live.pb.h"

namespace kaibo::assessment {

using event::v1::Event;

void RoomEvidence::apply(const Event& event, const RoomOwners& owners) {
  const auto room = [&](std::int64_t room_id) -> Room& {
    return rooms_by_owner_[owners.of(room_id)][room_id];
  };
  switch (event.body_case()) {
    case Event::kRoomSaved: {
      const event::v1::RoomSaved& saved = event.room_saved();
      Room& set_up = room(saved.room_id());
      set_up.elements = !saved.title().empty() + !saved.cover().empty() +
                        !saved.category().empty() + !saved.notice().empty() +
                        (saved.planned_at() != 0);
      set_up.saved_seq = event.seq();
      break;
    }
    case Event::kShelfPut:
      put(event, room(event.shelf_put().room_id()));
      break;
    case Event::kCrewSaved: {
      const bool moderated = std::ranges::any_of(event.crew_saved().crew(), [](const auto& one) {
        return one.role() == static_cast<int>(live::v1::CREW_ROLE_MODERATOR);
      });
      room(event.crew_saved().room_id()).moderator_seq = moderated ? event.seq() : 0;
      break;
    }
    case Event::kShelfTaken:
      room(event.shelf_taken().room_id()).shelf.erase(event.shelf_taken().product_id());
      break;
    default:
      break;
  }
}

void RoomEvidence::put(const Event& event, Room& room) {
  const event::v1::ShelfPut& put = event.shelf_put();
  const auto [item, is_new] = room.shelf.try_emplace(put.product_id());
  if (!is_new && item->second.place != put.place()) item->second.moved = true;
  item->second.place = put.place();
  item->second.live_price_fen = put.live_price_fen();
  item->second.seq = event.seq();
}

Measured RoomEvidence::elements(const Asked& asked) const {
  Measured best;
  for (const auto& [room_id, room] : known_of(rooms_by_owner_, asked.trainee_id)) {
    const bool moderated = room.moderator_seq != 0;
    if (room.elements + moderated <= best.value) continue;
    best = {.value = room.elements + moderated, .seqs = {room.saved_seq}};
    if (moderated) best.seqs.push_back(room.moderator_seq);
  }
  return sorted(std::move(best));
}

Measured RoomEvidence::shelf(const Asked& asked, bool (*counts)(const ShelfItem&)) const {
  Measured best;
  for (const auto& [room_id, room] : known_of(rooms_by_owner_, asked.trainee_id)) {
    Measured measured;
    for (const auto& [product_id, item] : room.shelf) {
      if (!counts(item)) continue;
      ++measured.value;
      measured.seqs.push_back(item.seq);
    }
    if (measured.value > best.value) best = std::move(measured);
  }
  return sorted(std::move(best));
}

Measured RoomEvidence::shelf_products(const Asked& asked) const {
  return shelf(asked, [](const ShelfItem&) { return true; });
}

Measured RoomEvidence::shelf_arranged(const Asked& asked) const {
  return shelf(asked, [](const ShelfItem& item) { return item.moved; });
}

Measured RoomEvidence::shelf_live_prices(const Asked& asked) const {
  return shelf(asked, [](const ShelfItem& item) { return item.live_price_fen != 0; });
}

}  // namespace kaibo::assessment
