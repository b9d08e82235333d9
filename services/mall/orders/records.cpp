#include "services/mall/orders/records.h"

#include <limits>
#include <string>
#include <unordered_map>

#include "common/db/sql_text.h"

namespace kaibo::mall::order_records {

namespace {

const db::Table order_table("mall_order",
                            {"order_id",    "class_id",     "shop_id",       "seller_id",
                             "buyer_id",    "state",        "close_reason",  "amount_fen",
                             "room_id",     "placed_at",    "paid_at",       "shipped_at",
                             "finished_at", "closed_at",    "pay_before",    "courier",
                             "waybill",     "address_name", "address_phone", "address_text",
                             "claim_id",    "coupon_name",  "discount_fen"});
const db::Table line_table("mall_order_line",
                           {"order_id", "line", "product_id", "title", "picture", "price_fen",
                            "quantity", "list_price_fen", "discount_fen"});

const std::string select_order =
    "SELECT o.order_id, o.shop_id, s.name, o.seller_id, o.buyer_id, o.state, o.close_reason, "
    "o.amount_fen, o.room_id, o.placed_at, o.paid_at, o.shipped_at, o.finished_at, o.closed_at, "
    "o.pay_before, o.courier, o.waybill, o.address_name, o.address_phone, o.address_text, "
    "o.claim_id, o.coupon_name, o.discount_fen FROM mall_order o JOIN mall_shop s ON s.shop_id = "
    "o.shop_id WHERE o.class_id = ?";

v1::Order read_order(const db::Row& row) {
  v1::Order order;
  order.set_order_id(row.integer(0));
  order.set_shop_id(row.integer(1));
  order.set_shop_name(row.text(2));
  order.set_seller_id(row.integer(3));
  order.set_buyer_id(row.integer(4));
  order.set_state(static_cast<v1::OrderState>(row.integer(5)));
  order.set_close_reason(static_cast<v1::CloseReason>(row.integer(6)));
  order.set_amount_fen(row.integer(7));
  order.set_room_id(row.integer(8));
  order.set_placed_at(row.integer(9));
  order.set_paid_at(row.integer(10));
  order.set_shipped_at(row.integer(11));
  order.set_finished_at(row.integer(12));
  order.set_closed_at(row.integer(13));
  order.set_pay_before_class_at(row.integer(14));
  order.set_courier(row.text(15));
  order.set_waybill(row.text(16));
  order.mutable_address()->set_name(row.text(17));
  order.mutable_address()->set_phone(row.text(18));
  order.mutable_address()->set_text(row.text(19));
  order.set_claim_id(row.integer(20));
  order.set_coupon_name(row.text(21));
  order.set_discount_fen(row.integer(22));
  return order;
}

void read_line(const db::Row& row, v1::Order& order) {
  v1::OrderLine& line = *order.add_lines();
  line.set_product_id(row.integer(1));
  line.set_title(row.text(2));
  line.set_picture(row.text(3));
  line.set_price_fen(row.integer(4));
  line.set_quantity(static_cast<std::int32_t>(row.integer(5)));
  line.set_list_price_fen(row.integer(6));
  line.set_discount_fen(row.integer(7));
}

void fill_lines(db::Transaction& tx, std::vector<v1::Order>& orders) {
  if (orders.empty()) return;
  std::unordered_map<std::int64_t, v1::Order*> by_id;
  std::vector<db::Param> ids;
  for (v1::Order& order : orders) {
    by_id[order.order_id()] = &order;
    ids.push_back(db::param(order.order_id()));
  }
  const db::Rows rows = tx.query_list(
      "SELECT order_id, product_id, title, picture, price_fen, quantity, list_price_fen, "
      "discount_fen FROM mall_order_line WHERE order_id IN (" +
          db::marks(ids.size()) + ") ORDER BY order_id, line",
      ids);
  for (const db::Row row : rows) read_line(row, *by_id.at(row.integer(0)));
}

/// "AND o.buyer_id = ?" or the same for the seller.
std::string person_condition(Side side) {
  return side == Side::buyer ? " AND o.buyer_id = ?" : " AND o.seller_id = ?";
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  tx.insert(order_table, order.order_id(), class_id, order.shop_id(), order.seller_id(),
            order.buyer_id(), static_cast<int>(order.state()), 0, order.amount_fen(),
            order.room_id(), order.placed_at(), order.paid_at(), 0, 0, 0,
            order.pay_before_class_at(), "", "", order.address().name(), order.address().phone(),
            order.address().text(), order.claim_id(), order.coupon_name(), order.discount_fen());
  int number = 0;
  for (const v1::OrderLine& line : order.lines()) {
    tx.insert(line_table, order.order_id(), number++, line.product_id(), line.title(),
              line.picture(), line.price_fen(), line.quantity(), line.list_price_fen(),
              line.discount_fen());
  }
}

std::optional<v1::Order> find(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  const db::Rows rows = tx.query(select_order + " AND o.order_id = ?", class_id, order_id);
  if (rows.empty()) return std::nullopt;
  std::vector<v1::Order> orders{read_order(rows.front())};
  fill_lines(tx, orders);
  return orders.front();
}

bool pay(db::Transaction& tx, std::int64_t order_id) {
  return tx.execute("UPDATE mall_order SET state = ?, paid_at = ? WHERE order_id = ? AND state = ?",
                    static_cast<int>(v1::ORDER_STATE_PAID), tx.now(), order_id,
                    static_cast<int>(v1::ORDER_STATE_PENDING_PAY)) == 1;
}

bool ship(db::Transaction& tx, std::int64_t order_id, std::string_view courier,
          std::string_view waybill) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, shipped_at = ?, courier = ?, waybill = ? WHERE "
             "order_id = ? AND state = ?",
             static_cast<int>(v1::ORDER_STATE_SHIPPED), tx.now(), courier, waybill, order_id,
             static_cast<int>(v1::ORDER_STATE_PAID)) == 1;
}

bool finish(db::Transaction& tx, std::int64_t order_id) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, finished_at = ? WHERE order_id = ? AND state = ?",
             static_cast<int>(v1::ORDER_STATE_FINISHED), tx.now(), order_id,
             static_cast<int>(v1::ORDER_STATE_SHIPPED)) == 1;
}

bool close_unpaid(db::Transaction& tx, std::int64_t order_id, v1::CloseReason reason) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, closed_at = ?, close_reason = ? WHERE order_id = ? "
             "AND state = ?",
             static_cast<int>(v1::ORDER_STATE_CLOSED), tx.now(), static_cast<int>(reason), order_id,
             static_cast<int>(v1::ORDER_STATE_PENDING_PAY)) == 1;
}

std::vector<v1::Order> list(db::Transaction& tx, const Page& page) {
  const std::int64_t before =
      page.before_order_id == 0 ? std::numeric_limits<std::int64_t>::max() : page.before_order_id;
  const int state = static_cast<int>(page.state);
  const db::Rows rows = tx.query(
      select_order + person_condition(page.side) +
          " AND o.order_id < ? AND (? = 0 OR o.state = ?) ORDER BY o.order_id DESC LIMIT ?",
      page.class_id, page.person_id, before, state, state, page.limit);
  std::vector<v1::Order> orders;
  orders.reserve(rows.size());
  for (const db::Row row : rows) orders.push_back(read_order(row));
  fill_lines(tx, orders);
  return orders;
}

std::map<int, int> count_by_state(db::Transaction& tx, const Page& page) {
  const db::Rows rows = tx.query("SELECT o.state, COUNT(*) FROM mall_order o WHERE o.class_id = ?" +
                                     person_condition(page.side) + " GROUP BY o.state",
                                 page.class_id, page.person_id);
  std::map<int, int> counts;
  for (const db::Row row : rows) {
    counts[static_cast<int>(row.integer(0))] = static_cast<int>(row.integer(1));
  }
  return counts;
}

std::int64_t pieces_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id,
                            std::int64_t room_id, std::int64_t product_id) {
  return tx
      .query(
          "SELECT COALESCE(SUM(l.quantity), 0) FROM mall_order o JOIN mall_order_line l ON "
          "l.order_id = o.order_id WHERE o.class_id = ? AND o.buyer_id = ? AND o.room_id = ? AND "
          "l.product_id = ? AND o.state <> ?",
          class_id, buyer_id, room_id, product_id, static_cast<int>(v1::ORDER_STATE_CLOSED))
      .front()
      .integer(0);
}

}  // namespace kaibo::mall::order_records
