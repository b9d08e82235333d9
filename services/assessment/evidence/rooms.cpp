#include "services/assessment/evidence/rooms.h"

#include <algorithm>
#include <iterator>
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
    case Event::kShelfDetailsSet: {
      const event::v1::ShelfDetailsSet& set = event.shelf_details_set();
      Room& shown = room(set.room_id());
      const auto item = shown.shelf.find(set.product_id());
      if (item == shown.shelf.end()) break;
      item->second.set_aside = set.own_stock() && set.stock() > 0;
      item->second.seq = event.seq();
      break;
    }
    case Event::kScriptSaved: {
      const event::v1::ScriptSaved& saved = event.script_saved();
      room(saved.room_id()).script = {
          .seq = event.seq(),
          .sections = {saved.sections().begin(), saved.sections().end()},
          .products = {saved.product_ids().begin(), saved.product_ids().end()},
          .adds_up = saved.adds_up()};
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
  for (const event::v1::ShelfPutSku& sku : put.skus()) {
    if (item->second.live_price_fen == 0) item->second.live_price_fen = sku.live_price_fen();
  }
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

Measured RoomEvidence::shelf_set_aside(const Asked& asked) const {
  return shelf(asked, [](const ShelfItem& item) { return item.set_aside; });
}

Measured RoomEvidence::script(const Asked& asked, std::int64_t (*counts)(const Room&)) const {
  Measured best;
  for (const auto& [room_id, room] : known_of(rooms_by_owner_, asked.trainee_id)) {
    const std::int64_t value = counts(room);
    if (value > best.value) best = {.value = value, .seqs = {room.script.seq}};
  }
  return best;
}

Measured RoomEvidence::script_sections(const Asked& asked) const {
  return script(asked,
                [](const Room& room) -> std::int64_t { return std::ssize(room.script.sections); });
}

Measured RoomEvidence::script_adds_up(const Asked& asked) const {
  return script(asked, [](const Room& room) -> std::int64_t { return room.script.adds_up; });
}

Measured RoomEvidence::script_products(const Asked& asked) const {
  return script(asked, [](const Room& room) -> std::int64_t {
    const auto on_shelf = [&](std::int64_t product_id) { return room.shelf.contains(product_id); };
    const auto& products = room.script.products;
    return !products.empty() && std::ranges::all_of(products, on_shelf);
  });
}

}  // namespace kaibo::assessment
