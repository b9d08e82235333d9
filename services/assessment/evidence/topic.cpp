#include "services/assessment/evidence/topic.h"

#include <algorithm>

namespace kaibo::assessment {

void RoomOwners::apply(const event::v1::Event& event) {
  if (event.has_room_saved()) owner_by_room_.emplace(event.room_saved().room_id(), event.actor());
}

std::int64_t RoomOwners::of(std::int64_t room_id) const {
  const auto found = owner_by_room_.find(room_id);
  return found == owner_by_room_.end() ? 0 : found->second;
}

Measured sorted(Measured measured) {
  std::ranges::sort(measured.seqs);
  return measured;
}

Measured one_each(const std::map<std::int64_t, std::int64_t>& seq_by_id) {
  Measured measured;
  measured.value = static_cast<std::int64_t>(seq_by_id.size());
  for (const auto& [id, seq] : seq_by_id) measured.seqs.push_back(seq);
  return sorted(std::move(measured));
}

Measured once(std::int64_t seq) {
  if (seq == 0) return {};
  return {.value = 1, .seqs = {seq}};
}

}  // namespace kaibo::assessment
