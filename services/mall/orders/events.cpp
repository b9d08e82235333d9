#include "services/mall/orders/events.h"

#include "kaibo/event/v1/event.pb.h"
#include "services/classroom/happened.h"
#include "services/mall/orders/rules.h"

namespace kaibo::mall::order_events {

namespace {

using event::v1::Event;

/// The part all order events have in common.
template <typename Said>
void name_parties(const v1::Order& order, Said& said) {
  said.set_order_id(order.order_id());
  said.set_seller_id(order.seller_id());
  said.set_buyer_id(order.buyer_id());
}

void tell_seller(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 const v1::Order& order, const Event& event) {
  classroom::happened(
      tx, class_id, actor,
      {classroom::user_topic(order.seller_id()), classroom::user_topic(order.buyer_id())}, event);
}

void tell_buyer(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                const v1::Order& order, const Event& event) {
  classroom::happened(
      tx, class_id, actor,
      {classroom::user_topic(order.buyer_id()), classroom::user_topic(order.seller_id())}, event);
}

}  // namespace

void placed(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  Event event;
  event::v1::OrderPlaced& said = *event.mutable_order_placed();
  name_parties(order, said);
  said.set_amount_fen(order.amount_fen());
  said.set_room_id(order.room_id());
  said.set_title(order.lines(0).title());
  int pieces = 0;
  for (const v1::OrderLine& line : order.lines()) pieces += line.quantity();
  said.set_pieces(pieces);
  tell_seller(tx, class_id, order.buyer_id(), order, event);
}

void paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  Event event;
  event::v1::OrderPaid& said = *event.mutable_order_paid();
  name_parties(order, said);
  said.set_amount_fen(order.amount_fen());
  said.set_room_id(order.room_id());
  tell_seller(tx, class_id, order.buyer_id(), order, event);
}

void stock_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const v1::Product& product) {
  Event event;
  event::v1::StockChanged& said = *event.mutable_stock_changed();
  said.set_product_id(product.product_id());
  said.set_stock(product.stock());
  for (const v1::Sku& sku : product.skus()) {
    event::v1::SkuLeft& left = *said.add_skus();
    left.set_sku_id(sku.sku_id());
    left.set_stock(sku.stock());
  }
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

void price_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const v1::Order& order, std::int64_t before_fen) {
  Event event;
  event::v1::OrderPriceChanged& said = *event.mutable_order_price_changed();
  name_parties(order, said);
  said.set_before_fen(before_fen);
  said.set_amount_fen(order.amount_fen());
  said.set_reason(order.change_reason());
  tell_buyer(tx, class_id, actor, order, event);
}

void remarked(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order, std::string_view remark) {
  Event event;
  event::v1::OrderRemarked& said = *event.mutable_order_remarked();
  said.set_order_id(order.order_id());
  said.set_seller_id(order.seller_id());
  said.set_text(std::string(remark));
  classroom::happened(tx, class_id, actor,
                      {classroom::user_topic(order.seller_id()), classroom::staff_topic}, event);
}

void shipped(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const v1::Order& order,
             const v1::Parcel& parcel, bool partly, std::int64_t in_place_of) {
  Event event;
  event::v1::OrderShipped& said = *event.mutable_order_shipped();
  name_parties(order, said);
  said.set_courier(parcel.courier());
  said.set_waybill(parcel.waybill());
  said.set_parcel_id(parcel.parcel_id());
  int pieces = 0;
  for (const v1::ParcelLine& line : parcel.lines()) pieces += line.quantity();
  said.set_pieces(pieces);
  said.set_partly(partly);
  said.set_in_place_of(in_place_of);
  tell_buyer(tx, class_id, actor, order, event);
}

void ship_late(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  Event event;
  event::v1::OrderShipLate& said = *event.mutable_order_ship_late();
  name_parties(order, said);
  std::int64_t pieces = 0;
  for (const v1::OrderLine& line : order.lines()) pieces += order_rules::unsent(line);
  said.set_pieces(static_cast<std::int32_t>(pieces));
  tell_seller(tx, class_id, 0, order, event);
}

void finished(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order) {
  Event event;
  name_parties(order, *event.mutable_order_finished());
  event.mutable_order_finished()->set_amount_fen(order.amount_fen());
  tell_seller(tx, class_id, actor, order, event);
}

void closed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const v1::Order& order,
            v1::CloseReason reason, std::string_view note) {
  Event event;
  event::v1::OrderClosed& said = *event.mutable_order_closed();
  name_parties(order, said);
  said.set_reason(static_cast<int>(reason));
  said.set_note(std::string(note));
  tell_seller(tx, class_id, actor, order, event);
}

void refunded(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order, const Refunded& refunded) {
  const auto pieces = static_cast<std::int32_t>(refunded.pieces);
  Event event;
  event::v1::OrderRefunded& said = *event.mutable_order_refunded();
  name_parties(order, said);
  said.set_after_sale_id(refunded.after_sale_id);
  said.set_product_id(refunded.product_id);
  said.set_quantity(pieces);
  said.set_refund_fen(refunded.fen);
  said.set_refunded_fen(order.refunded_fen());
  said.set_restocked(refunded.restocked);
  said.set_room_id(order.room_id());
  tell_buyer(tx, class_id, actor, order, event);
  if (order.room_id() == 0) return;

  Event seen;
  event::v1::RoomRefund& in_room = *seen.mutable_room_refund();
  in_room.set_room_id(order.room_id());
  in_room.set_order_id(order.order_id());
  in_room.set_buyer_id(order.buyer_id());
  in_room.set_product_id(refunded.product_id);
  in_room.set_quantity(pieces);
  in_room.set_amount_fen(refunded.fen);
  classroom::happened(tx, class_id, actor, {classroom::room_topic(order.room_id()), {}}, seen);
}

}  // namespace kaibo::mall::order_events
