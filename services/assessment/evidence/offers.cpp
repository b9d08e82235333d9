#include "services/assessment/evidence/offers.h"

#include "services/classroom/happened.h"
#include "services/identity/simulated.h"

namespace kaibo::assessment {

using event::v1::Event;

void OfferEvidence::apply(const Event& event, const RoomOwners& owners) {
  const auto issued = [&](std::int64_t room_id, std::int64_t tool_id) {
    tools_by_owner_[owners.of(room_id)][tool_id].issued_seq = event.seq();
  };
  // Who takes up an offer of their own shop is refused before.
  const auto taken = [&](std::int64_t room_id, std::int64_t tool_id, std::int64_t user_id) {
    if (identity::is_simulated(user_id)) return;
    Tools& tools = tools_by_owner_[owners.of(room_id)];
    const auto tool = tools.find(tool_id);
    if (tool != tools.end() && tool->second.taken_seq == 0) tool->second.taken_seq = event.seq();
  };
  switch (event.body_case()) {
    case Event::kCouponIssued:
      // What a lucky bag draws is a part of the bag.
      if (classroom::is_room_topic(event.topic())) {
        issued(event.coupon_issued().room_id(), event.coupon_issued().coupon_id());
      }
      break;
    case Event::kCouponClaimed:
      taken(event.coupon_claimed().room_id(), event.coupon_claimed().coupon_id(),
            event.coupon_claimed().user_id());
      break;
    case Event::kFlashOffered:
      issued(event.flash_offered().room_id(), event.flash_offered().flash_id());
      break;
    case Event::kRoomSale:
      taken(event.room_sale().room_id(), event.room_sale().flash_id(),
            event.room_sale().buyer_id());
      break;
    case Event::kBagIssued:
      issued(event.bag_issued().room_id(), event.bag_issued().bag_id());
      break;
    case Event::kBagJoined:
      taken(event.bag_joined().room_id(), event.bag_joined().bag_id(),
            event.bag_joined().user_id());
      break;
    default:
      break;
  }
}

Measured OfferEvidence::count(const Asked& asked, std::int64_t Tool::* seq) const {
  Measured measured;
  for (const auto& [tool_id, tool] : known_of(tools_by_owner_, asked.trainee_id)) {
    if (tool.*seq == 0) continue;
    ++measured.value;
    measured.seqs.push_back(tool.*seq);
  }
  return sorted(std::move(measured));
}

Measured OfferEvidence::issued(const Asked& asked) const { return count(asked, &Tool::issued_seq); }

Measured OfferEvidence::taken(const Asked& asked) const { return count(asked, &Tool::taken_seq); }

}  // namespace kaibo::assessment
