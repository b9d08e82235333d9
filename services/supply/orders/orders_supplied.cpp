// What a supplier does with its orders, on the class clock.
#include <algorithm>
#include <optional>
#include <string>

#include "services/supply/orders/orders.h"
#include "services/supply/orders/rules.h"
#include "services/supply/orders/timers.h"

namespace kaibo::supply {

void Orders::prepare(db::Transaction& tx, const agenda::Timer& timer) {
  std::optional<Stored> stored = order_records::find(tx, timer.stream, timer.subject);
  if (!stored || !order_records::move(tx, timer.subject, v1::SUPPLY_ORDER_STATE_CAPTURED,
                                      v1::SUPPLY_ORDER_STATE_PREPARING)) {
    return;
  }
  const v1::Behaviour behaviour =
      market_.require_supplier(tx, timer.stream, stored->order.supplier_id()).behaviour();
  std::int64_t minutes = behaviour.prepare_minutes();
  if (rules::strikes(timer.subject, stored->attempts, "late", behaviour.late_percent())) {
    minutes += behaviour.late_minutes();
  }
  agenda::at(tx, ids_, timer.stream, timer.due + minutes * base::minute, timers::send,
             timer.subject);
  stored->order.set_state(v1::SUPPLY_ORDER_STATE_PREPARING);
  tell(tx, timer.stream, 0, *stored, 0, 0);
}

void Orders::send(db::Transaction& tx, const agenda::Timer& timer) {
  std::optional<Stored> stored = order_records::find(tx, timer.stream, timer.subject);
  if (!stored) return;
  v1::SupplyOrder& order = stored->order;
  const v1::Behaviour behaviour =
      market_.require_supplier(tx, timer.stream, order.supplier_id()).behaviour();
  if (rules::is_asked_back(
          order, mall_.orders.show(tx, timer.stream, order.seller_id(), order.order_id(), false))) {
    const std::int64_t minutes = std::max(behaviour.prepare_minutes(), 1);
    agenda::at(tx, ids_, timer.stream, timer.due + minutes * base::minute, timers::send,
               timer.subject);
    return;
  }
  const bool is_short =
      rules::strikes(timer.subject, stored->attempts, "short", behaviour.short_percent());
  order.set_state(is_short ? v1::SUPPLY_ORDER_STATE_UNFILLED : v1::SUPPLY_ORDER_STATE_SHIPPED);
  if (!order_records::move(tx, timer.subject, v1::SUPPLY_ORDER_STATE_PREPARING, order.state())) {
    return;
  }
  if (is_short) {
    refund(tx, timer.stream, order, rules::total_of(order));
    tell(tx, timer.stream, 0, *stored, 0, rules::total_of(order));
    return;
  }
  const rules::Parcel parcel = rules::parcel_of(classroom_.profile_of(tx, timer.stream).mall,
                                                timer.subject, stored->attempts);
  order.set_courier(parcel.courier);
  order.set_waybill(parcel.waybill);
  order_records::set_parcel(tx, timer.subject, parcel.courier, parcel.waybill);
  tell(tx, timer.stream, 0, *stored, 0, 0);
  deliver(tx, timer.stream, order);
}

void Orders::deliver(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order) {
  const mall::v1::Order bought =
      mall_.orders.show(tx, class_id, order.seller_id(), order.order_id(), false);
  if (bought.state() != mall::v1::ORDER_STATE_PAID &&
      bought.state() != mall::v1::ORDER_STATE_PARTLY_SHIPPED) {
    return;
  }
  mall::v1::ShipOrderRequest ship;
  ship.set_class_id(class_id);
  ship.set_order_id(order.order_id());
  ship.set_courier(order.courier());
  ship.set_waybill(order.waybill());
  for (const v1::SupplyOrderLine& line : order.lines()) {
    for (const mall::v1::OrderLine& wanted : bought.lines()) {
      if (!rules::is_of(line, wanted.product_id(), wanted.sku_id()) || wanted.to_ship() == 0) {
        continue;
      }
      mall::v1::ParcelLine& packed = *ship.add_lines();
      packed.set_line(wanted.line());
      packed.set_quantity(wanted.to_ship());
    }
  }
  if (ship.lines().empty()) return;
  mall_.orders.ship(tx, class_id, order.seller_id(), ship);
}

void Orders::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(timers::prepare),
            [this](db::Transaction& tx, const agenda::Timer& timer) { prepare(tx, timer); });
  agenda.on(std::string(timers::send),
            [this](db::Transaction& tx, const agenda::Timer& timer) { send(tx, timer); });
}

}  // namespace kaibo::supply
