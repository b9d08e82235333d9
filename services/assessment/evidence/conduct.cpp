#include "services/assessment/evidence/conduct.h"

#include <algorithm>

namespace kaibo::assessment {

using event::v1::Event;

void ConductEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  switch (event.body_case()) {
    case Event::kShopOpened:
      owners_.insert(event.actor());
      break;
    case Event::kViolationFound:
      violations_[event.violation_found().user_id()].emplace(event.violation_found().violation_id(),
                                                             event.seq());
      break;
    case Event::kAppealDecided:
      if (!event.appeal_decided().lifted()) break;
      violations_[event.appeal_decided().user_id()].erase(event.appeal_decided().violation_id());
      break;
    default:
      break;
  }
}

Measured ConductEvidence::rules_kept(const Asked& asked) const {
  if (!owners_.contains(asked.trainee_id)) return {};
  Measured measured = one_each(known_of(violations_, asked.trainee_id));
  measured.value = std::max<std::int64_t>(asked.argument - measured.value, 0);
  return measured;
}

}  // namespace kaibo::assessment
