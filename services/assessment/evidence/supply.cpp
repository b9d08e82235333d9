#include "services/assessment/evidence/supply.h"

#include <utility>

#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/order.pb.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::assessment {

using event::v1::Event;

namespace {

bool was_carried_to_its_end(int state) {
  return state == supply::v1::RETURN_STATE_REFUNDED || state == supply::v1::RETURN_STATE_RESENT ||
         state == supply::v1::RETURN_STATE_REJECTED;
}

}  // namespace

void SupplyEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  switch (event.body_case()) {
    case Event::kGoodLinked: {
      const event::v1::GoodLinked& linked = event.good_linked();
      seller_by_product_[linked.product_id()] = linked.seller_id();
      sellers_[linked.seller_id()].copies[linked.product_id()] = {
          .linked = true,
          .listed = linked.listed(),
          .price_fen = linked.price_fen(),
          .cost_fen = linked.supply_price_fen(),
          .seq = event.seq()};
      break;
    }
    case Event::kLinkChanged: {
      const event::v1::LinkChanged& changed = event.link_changed();
      Copy* known = copy(changed.product_id());
      if (known == nullptr) break;
      known->linked = changed.state() == supply::v1::LINK_STATE_LINKED;
      known->price_fen = changed.price_fen();
      known->cost_fen = changed.accepted_price_fen();
      known->seq = event.seq();
      break;
    }
    case Event::kSupplyStockChanged:
      follow(event.supply_stock_changed(), event.seq());
      break;
    default:
      apply_product(event);
      apply_order(event);
  }
}

void SupplyEvidence::apply_product(const Event& event) {
  const auto offered = [&](const auto& product, bool listed) {
    Copy* known = copy(product.product_id());
    if (known == nullptr) return;
    known->listed = listed;
    known->price_fen = product.price_fen();
    known->seq = event.seq();
  };
  if (event.has_product_saved()) offered(event.product_saved(), event.product_saved().listed());
  if (event.has_product_listed()) offered(event.product_listed(), true);
  if (!event.has_product_delisted()) return;
  if (Copy* known = copy(event.product_delisted().product_id())) known->listed = false;
}

void SupplyEvidence::apply_order(const Event& event) {
  switch (event.body_case()) {
    case Event::kSupplyOrderCreated:
      if (has_buyer(event.supply_order_created())) {
        orders_.insert(event.supply_order_created().order_id());
      }
      break;
    case Event::kSupplyOrderMoved: {
      const event::v1::SupplyOrderMoved& moved = event.supply_order_moved();
      if (moved.state() != supply::v1::SUPPLY_ORDER_STATE_SHIPPED) break;
      if (!orders_.contains(moved.order_id())) break;
      sellers_[moved.seller_id()].shipped.emplace(
          moved.supply_order_id(), Shipped{.order_id = moved.order_id(), .seq = event.seq()});
      break;
    }
    case Event::kSupplyReturnMoved: {
      const event::v1::SupplyReturnMoved& moved = event.supply_return_moved();
      if (!was_carried_to_its_end(moved.state()) || !orders_.contains(moved.order_id())) break;
      sellers_[moved.seller_id()].returned.emplace(moved.return_id(), event.seq());
      break;
    }
    case Event::kOrderClosed: {
      const event::v1::OrderClosed& closed = event.order_closed();
      if (closed.reason() != mall::v1::CLOSE_REASON_REFUNDED) break;
      std::erase_if(sellers_[closed.seller_id()].shipped,
                    [&](const auto& entry) { return entry.second.order_id == closed.order_id(); });
      break;
    }
    default:
      break;
  }
}

void SupplyEvidence::follow(const event::v1::SupplyStockChanged& changed, std::int64_t seq) {
  for (const event::v1::LinkedStock& product : changed.products()) {
    const auto seller = seller_by_product_.find(product.product_id());
    if (seller == seller_by_product_.end()) continue;
    Seller& known = sellers_[seller->second];
    known.followed[product.product_id()] = seq;
    if (product.stock() < 0 || changed.stock() < 0) known.oversold[product.product_id()] = seq;
  }
}

SupplyEvidence::Copy* SupplyEvidence::copy(std::int64_t product_id) {
  const auto seller = seller_by_product_.find(product_id);
  return seller == seller_by_product_.end() ? nullptr
                                            : &sellers_[seller->second].copies[product_id];
}

Measured SupplyEvidence::goods_linked(const Asked& asked) const {
  Measured measured;
  for (const auto& [product_id, copy] : known_of(sellers_, asked.trainee_id).copies) {
    if (!copy.linked || !copy.listed) continue;
    ++measured.value;
    measured.seqs.push_back(copy.seq);
  }
  return sorted(std::move(measured));
}

Measured SupplyEvidence::all_on_sale(const Asked& asked, bool (*count)(const Copy&),
                                     bool (*holds)(const Copy&)) const {
  Measured good;
  Measured bad;
  for (const auto& [product_id, copy] : known_of(sellers_, asked.trainee_id).copies) {
    if (copy.listed && count(copy)) (holds(copy) ? good : bad).seqs.push_back(copy.seq);
  }
  if (!bad.seqs.empty()) return sorted(std::move(bad));
  good.value = good.seqs.empty() ? 0 : 1;
  return sorted(std::move(good));
}

Measured SupplyEvidence::above_cost(const Asked& asked) const {
  return all_on_sale(
      asked, [](const Copy& copy) { return copy.linked; },
      [](const Copy& copy) { return copy.price_fen > copy.cost_fen; });
}

Measured SupplyEvidence::links_complete(const Asked& asked) const {
  return all_on_sale(
      asked, [](const Copy&) { return true; }, [](const Copy& copy) { return copy.linked; });
}

Measured SupplyEvidence::shipped(const Asked& asked) const {
  Measured measured;
  for (const auto& [supply_order_id, order] : known_of(sellers_, asked.trainee_id).shipped) {
    ++measured.value;
    measured.seqs.push_back(order.seq);
  }
  return sorted(std::move(measured));
}

Measured SupplyEvidence::stock_in_step(const Asked& asked) const {
  const Seller& seller = known_of(sellers_, asked.trainee_id);
  Measured measured = one_each(seller.oversold.empty() ? seller.followed : seller.oversold);
  measured.value = !seller.followed.empty() && seller.oversold.empty() ? 1 : 0;
  return measured;
}

Measured SupplyEvidence::returned(const Asked& asked) const {
  return one_each(known_of(sellers_, asked.trainee_id).returned);
}

}  // namespace kaibo::assessment
