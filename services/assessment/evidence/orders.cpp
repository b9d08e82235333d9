#include "services/assessment/evidence/orders.h"

#include <algorithm>

#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::assessment {

using event::v1::Event;

void OrderEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  const auto note = [&](Orders Seller::* orders, const auto& order) {
    if (!has_buyer(order)) return;
    (sellers_[order.seller_id()].*orders)
        .emplace(order.order_id(), Step{.buyer_id = order.buyer_id(), .seq = event.seq()});
  };
  switch (event.body_case()) {
    case Event::kOrderPaid:
      note(&Seller::paid, event.order_paid());
      if (event.order_paid().room_id() != 0) note(&Seller::live, event.order_paid());
      break;
    case Event::kOrderShipped:
      note(&Seller::shipped, event.order_shipped());
      break;
    case Event::kOrderFinished:
      note(&Seller::finished, event.order_finished());
      break;
    case Event::kOrderShipLate:
      note(&Seller::late, event.order_ship_late());
      break;
    case Event::kOrderClosed:
      if (event.order_closed().reason() == mall::v1::CLOSE_REASON_SELLER) {
        note(&Seller::cancelled, event.order_closed());
      }
      if (event.order_closed().reason() == mall::v1::CLOSE_REASON_REFUNDED) {
        forget(event.order_closed().seller_id(), event.order_closed().order_id());
      }
      break;
    default:
      break;
  }
}

void OrderEvidence::forget(std::int64_t seller_id, std::int64_t order_id) {
  Seller& seller = sellers_[seller_id];
  for (const auto orders : {&Seller::paid, &Seller::shipped, &Seller::finished, &Seller::live}) {
    (seller.*orders).erase(order_id);
  }
}

Measured OrderEvidence::one_each_buyer(const Orders& orders) {
  std::map<std::int64_t, std::int64_t> first_of_buyer;
  for (const auto& [order_id, step] : orders) {
    const auto [first, added] = first_of_buyer.emplace(step.buyer_id, step.seq);
    if (!added) first->second = std::min(first->second, step.seq);
  }
  return one_each(first_of_buyer);
}

Measured OrderEvidence::shipped(const Asked& asked) const {
  return one_each_buyer(known_of(sellers_, asked.trainee_id).shipped);
}

Measured OrderEvidence::finished(const Asked& asked) const {
  return one_each_buyer(known_of(sellers_, asked.trainee_id).finished);
}

Measured OrderEvidence::spotless(const Orders& orders, const Orders& spots) {
  if (orders.empty()) return {};
  Measured measured = one_each_buyer(spots.empty() ? orders : spots);
  measured.value = spots.empty() ? 1 : 0;
  return measured;
}

Measured OrderEvidence::shipped_in_time(const Asked& asked) const {
  const Seller& seller = known_of(sellers_, asked.trainee_id);
  return spotless(seller.shipped, seller.late);
}

Measured OrderEvidence::none_cancelled(const Asked& asked) const {
  const Seller& seller = known_of(sellers_, asked.trainee_id);
  return spotless(seller.paid, seller.cancelled);
}

Measured OrderEvidence::live_buyers(const Asked& asked) const {
  return one_each_buyer(known_of(sellers_, asked.trainee_id).live);
}

std::int32_t OrderEvidence::paid_orders(std::int64_t trainee_id) const {
  return static_cast<std::int32_t>(known_of(sellers_, trainee_id).paid.size());
}

}  // namespace kaibo::assessment
