#include "services/assessment/evidence/orders.h"

#include <algorithm>

#include "kaibo/mall/v1/mall.pb.h"
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
    case Event::kOrderClosed: {
      const event::v1::OrderClosed& closed = event.order_closed();
      if (closed.reason() != mall::v1::CLOSE_REASON_REFUNDED) break;
      Seller& seller = sellers_[closed.seller_id()];
      for (const auto orders :
           {&Seller::paid, &Seller::shipped, &Seller::finished, &Seller::live}) {
        (seller.*orders).erase(closed.order_id());
      }
      break;
    }
    default:
      break;
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

Measured OrderEvidence::live_buyers(const Asked& asked) const {
  return one_each_buyer(known_of(sellers_, asked.trainee_id).live);
}

std::int32_t OrderEvidence::paid_orders(std::int64_t trainee_id) const {
  return static_cast<std::int32_t>(known_of(sellers_, trainee_id).paid.size());
}

}  // namespace kaibo::assessment
