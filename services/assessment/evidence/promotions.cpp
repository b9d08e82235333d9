#include "services/assessment/evidence/promotions.h"

#include "services/classroom/happened.h"

namespace kaibo::assessment {

using event::v1::Event;

void PromotionEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  switch (event.body_case()) {
    case Event::kPromotionStarted:
      sellers_[event.promotion_started().seller_id()].started.emplace(
          event.promotion_started().promotion_id(), event.seq());
      break;
    case Event::kCouponIssued:
      valid_from_[event.coupon_issued().coupon_id()] = event.coupon_issued().valid_from_class_at();
      if (event.topic() == classroom::class_topic || classroom::is_room_topic(event.topic())) {
        sellers_[event.coupon_issued().seller_id()].started.emplace(
            event.coupon_issued().coupon_id(), event.seq());
      }
      break;
    case Event::kCouponStopped: {
      const std::int64_t coupon_id = event.coupon_stopped().coupon_id();
      if (event.class_at() < valid_from_[coupon_id]) {
        sellers_[event.coupon_stopped().seller_id()].started.erase(coupon_id);
      }
      break;
    }
    case Event::kPromotionVisited: {
      const event::v1::PromotionVisited& visit = event.promotion_visited();
      if (visit.visitor_id() == visit.seller_id()) break;
      if (identity::is_simulated(visit.visitor_id())) break;
      sellers_[visit.seller_id()].visitors.emplace(visit.visitor_id(), event.seq());
      break;
    }
    default:
      apply_order(event);
  }
}

void PromotionEvidence::apply_order(const Event& event) {
  const auto used = [&](const auto& use) {
    if (!has_buyer(use)) return;
    sellers_[use.seller_id()].used.emplace(use.order_id(),
                                           Use{.buyer_id = use.buyer_id(), .seq = event.seq()});
  };
  switch (event.body_case()) {
    case Event::kCouponUsed:
      used(event.coupon_used());
      break;
    case Event::kPromotionUsed:
      used(event.promotion_used());
      break;
    case Event::kOrderPaid:
      paid_orders_.insert(event.order_paid().order_id());
      break;
    case Event::kOrderClosed:
      sellers_[event.order_closed().seller_id()].used.erase(event.order_closed().order_id());
      break;
    default:
      break;
  }
}

Measured PromotionEvidence::started(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).started);
}

Measured PromotionEvidence::used(const Asked& asked) const {
  std::map<std::int64_t, std::int64_t> seq_by_buyer;
  for (const auto& [order_id, use] : known_of(sellers_, asked.trainee_id).used) {
    if (paid_orders_.contains(order_id)) seq_by_buyer.emplace(use.buyer_id, use.seq);
  }
  return one_each(seq_by_buyer);
}

Measured PromotionEvidence::visited(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).visitors);
}

}  // namespace kaibo::assessment
