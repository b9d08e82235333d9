#include "services/assessment/evidence/orders.h"

#include "services/identity/simulated.h"

namespace kaibo::assessment {

using event::v1::Event;

namespace {

/// Whether marks see a buyer in it: neither the seller nor a simulated person is one.
template <typename Order>
bool has_buyer(const Order& order) {
  return order.buyer_id() != order.seller_id() && !identity::is_simulated(order.buyer_id());
}

}  // namespace

void OrderEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  const auto first_of = [&](FirstOrders Seller::* orders, const auto& order) {
    if (has_buyer(order)) {
      (sellers_[order.seller_id()].*orders).emplace(order.buyer_id(), event.seq());
    }
  };
  switch (event.body_case()) {
    case Event::kOrderPaid:
      if (has_buyer(event.order_paid())) {
        sellers_[event.order_paid().seller_id()].paid.insert(event.order_paid().order_id());
      }
      if (event.order_paid().room_id() != 0) first_of(&Seller::live_buyers, event.order_paid());
      break;
    case Event::kOrderShipped:
      first_of(&Seller::shipped, event.order_shipped());
      break;
    case Event::kOrderFinished:
      first_of(&Seller::finished, event.order_finished());
      break;
    default:
      break;
  }
}

Measured OrderEvidence::shipped(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).shipped);
}

Measured OrderEvidence::finished(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).finished);
}

Measured OrderEvidence::live_buyers(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).live_buyers);
}

std::int32_t OrderEvidence::paid_orders(std::int64_t trainee_id) const {
  return static_cast<std::int32_t>(known_of(sellers_, trainee_id).paid.size());
}

}  // namespace kaibo::assessment
