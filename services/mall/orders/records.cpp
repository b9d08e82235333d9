#include "services/mall/orders/records.h"

#include <limits>
#include <string>
#include <unordered_map>

#include "common/db/sql_text.h"
#include "services/mall/money/ledger.h"
#include "services/mall/orders/rules.h"

namespace kaibo::mall::order_records {

namespace {

const db::Table order_table("mall_order",
                            {"order_id",    "class_id",       "shop_id",       "seller_id",
                             "buyer_id",    "state",          "close_reason",  "amount_fen",
                             "room_id",     "placed_at",      "paid_at",       "shipped_at",
                             "finished_at", "closed_at",      "pay_before",    "courier",
                             "waybill",     "address_name",   "address_phone", "address_text",
                             "claim_id",    "coupon_name",    "discount_fen",  "ship_before",
                             "freight_fen", "address_region", "promotion_fen"});
const db::Table line_table("mall_order_line",
                           {"order_id", "line", "product_id", "title", "picture", "price_fen",
                            "quantity", "list_price_fen", "discount_fen", "sku_id", "specification",
                            "promotion_fen"});
const db::Table deduction_table("mall_order_deduction",
                                {"order_id", "line", "place", "promotion_id", "kind", "name",
                                 "pieces", "off_fen"});

const std::string select_order =
    "SELECT o.order_id, o.shop_id, s.name, o.seller_id, o.buyer_id, o.state, o.close_reason, "
    "o.amount_fen, o.room_id, o.placed_at, o.paid_at, o.shipped_at, o.finished_at, o.closed_at, "
    "o.pay_before, o.courier, o.waybill, o.address_name, o.address_phone, o.address_text, "
    "o.claim_id, o.coupon_name, o.discount_fen, o.close_note, o.change_fen, o.change_reason, "
    "o.remark, o.refunded_fen, o.ship_before, o.ship_late, o.confirm_before, o.after_sale_before, "
    "o.freight_fen, o.address_region, o.promotion_fen FROM mall_order o JOIN mall_shop s ON "
    "s.shop_id = o.shop_id WHERE o.class_id = ?";

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
  order.set_close_note(row.text(23));
  order.set_change_fen(row.integer(24));
  order.set_change_reason(row.text(25));
  order.set_remark(row.text(26));
  order.set_refunded_fen(row.integer(27));
  order.set_ship_before_class_at(row.integer(28));
  order.set_ship_late(row.flag(29));
  order.set_confirm_before_class_at(row.integer(30));
  order.set_after_sale_before_class_at(row.integer(31));
  order.set_freight_fen(row.integer(32));
  order.mutable_address()->set_region(row.text(33));
  order.set_promotion_fen(row.integer(34));
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
  line.set_line(static_cast<std::int32_t>(row.integer(8)));
  line.set_change_fen(row.integer(9));
  line.set_shipped(static_cast<std::int32_t>(row.integer(10)));
  line.set_cancelled(static_cast<std::int32_t>(row.integer(11)));
  line.set_refunded(static_cast<std::int32_t>(row.integer(12)));
  line.set_refunded_fen(row.integer(13));
  line.set_after_sale_id(row.integer(14));
  line.set_after_sale_pieces(static_cast<std::int32_t>(row.integer(15)));
  line.set_after_sales_asked(static_cast<std::int32_t>(row.integer(16)));
  const std::int64_t frozen = row.integer(17);
  line.set_to_ship(static_cast<std::int32_t>(order_rules::unsent(line) - frozen));
  line.set_sku_id(row.integer(18));
  line.set_specification(row.text(19));
  line.set_promotion_fen(row.integer(20));
  line.set_paid_fen(order_rules::paid_fen(line));
}

void read_deduction(const db::Row& row, v1::Order& order) {
  v1::Deduction& deduction =
      *order.mutable_lines(static_cast<int>(row.integer(1)))->add_deductions();
  deduction.set_promotion_id(row.integer(2));
  deduction.set_kind(static_cast<v1::PromotionKind>(row.integer(3)));
  deduction.set_name(row.text(4));
  deduction.set_pieces(static_cast<std::int32_t>(row.integer(5)));
  deduction.set_off_fen(row.integer(6));
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
      "discount_fen, line, change_fen, shipped, cancelled, refunded, refunded_fen, after_sale_id, "
      "after_sale_pieces, after_sales_asked, frozen, sku_id, specification, promotion_fen FROM "
      "mall_order_line WHERE order_id IN (" +
          db::marks(ids.size()) + ") ORDER BY order_id, line",
      ids);
  for (const db::Row row : rows) read_line(row, *by_id.at(row.integer(0)));
  const db::Rows deductions = tx.query_list(
      "SELECT order_id, line, promotion_id, kind, name, pieces, off_fen FROM mall_order_deduction "
      "WHERE order_id IN (" +
          db::marks(ids.size()) + ") ORDER BY order_id, line, place",
      ids);
  for (const db::Row row : deductions) read_deduction(row, *by_id.at(row.integer(0)));
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
            order.address().text(), order.claim_id(), order.coupon_name(), order.discount_fen(),
            order.ship_before_class_at(), order.freight_fen(), order.address().region(),
            order.promotion_fen());
  for (const v1::OrderLine& line : order.lines()) {
    tx.insert(line_table, order.order_id(), line.line(), line.product_id(), line.title(),
              line.picture(), line.price_fen(), line.quantity(), line.list_price_fen(),
              line.discount_fen(), line.sku_id(), line.specification(), line.promotion_fen());
    int place = 0;
    for (const v1::Deduction& deduction : line.deductions()) {
      tx.insert(deduction_table, order.order_id(), line.line(), place++, deduction.promotion_id(),
                static_cast<int>(deduction.kind()), deduction.name(), deduction.pieces(),
                deduction.off_fen());
    }
  }
}

std::optional<v1::Order> find(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  const db::Rows rows = tx.query(select_order + " AND o.order_id = ?", class_id, order_id);
  if (rows.empty()) return std::nullopt;
  std::vector<v1::Order> orders{read_order(rows.front())};
  fill_lines(tx, orders);
  return orders.front();
}

bool pay(db::Transaction& tx, std::int64_t order_id, base::Millis ship_before) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, paid_at = ?, ship_before = ? WHERE order_id = ? AND "
             "state = ?",
             static_cast<int>(v1::ORDER_STATE_PAID), tx.now(), ship_before, order_id,
             static_cast<int>(v1::ORDER_STATE_PENDING_PAY)) == 1;
}

bool finish(db::Transaction& tx, std::int64_t order_id, base::Millis after_sale_before) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, finished_at = ?, confirm_before = 0, "
             "after_sale_before = ? WHERE order_id = ? AND state = ?",
             static_cast<int>(v1::ORDER_STATE_FINISHED), tx.now(), after_sale_before, order_id,
             static_cast<int>(v1::ORDER_STATE_SHIPPED)) == 1;
}

bool close(db::Transaction& tx, const v1::Order& order, const Closing& closing) {
  if (tx.execute(
          "UPDATE mall_order SET state = ?, closed_at = ?, close_reason = ?, close_note = ?, "
          "ship_before = 0, confirm_before = 0 WHERE order_id = ? AND state = ?",
          static_cast<int>(v1::ORDER_STATE_CLOSED), tx.now(), static_cast<int>(closing.reason),
          closing.note, order.order_id(), static_cast<int>(order.state())) == 0) {
    return false;
  }
  if (order.state() == v1::ORDER_STATE_PENDING_PAY) {
    tx.execute("UPDATE mall_order_line SET restocked = quantity WHERE order_id = ?",
               order.order_id());
  }
  return true;
}

bool set_state(db::Transaction& tx, const v1::Order& order, v1::OrderState state) {
  return tx.execute(
             "UPDATE mall_order SET state = ?, shipped_at = ?, ship_before = ? WHERE order_id = ? "
             "AND state = ?",
             static_cast<int>(state), order.shipped_at(), order.ship_before_class_at(),
             order.order_id(), static_cast<int>(order.state())) == 1;
}

bool ship(db::Transaction& tx, std::int64_t order_id, const v1::ParcelLine& line) {
  return tx.execute(
             "UPDATE mall_order_line SET shipped = shipped + ? WHERE order_id = ? AND line = ? AND "
             "shipped + cancelled + frozen + ? <= quantity",
             line.quantity(), order_id, line.line(), line.quantity()) == 1;
}

void set_waybill(db::Transaction& tx, const v1::Parcel& parcel) {
  tx.execute("UPDATE mall_order SET courier = ?, waybill = ? WHERE order_id = ?", parcel.courier(),
             parcel.waybill(), parcel.order_id());
}

bool set_late(db::Transaction& tx, std::int64_t order_id) {
  return tx.execute("UPDATE mall_order SET ship_late = 1 WHERE order_id = ? AND ship_late = 0",
                    order_id) == 1;
}

void set_confirm_before(db::Transaction& tx, std::int64_t order_id, base::Millis class_at) {
  tx.execute("UPDATE mall_order SET confirm_before = ? WHERE order_id = ?", class_at, order_id);
}

bool change_price(db::Transaction& tx, const v1::Order& order, std::int64_t before_fen) {
  if (tx.execute("UPDATE mall_order SET amount_fen = ?, change_fen = ?, change_reason = ? WHERE "
                 "order_id = ? AND state = ? AND amount_fen = ?",
                 order.amount_fen(), order.change_fen(), order.change_reason(), order.order_id(),
                 static_cast<int>(v1::ORDER_STATE_PENDING_PAY), before_fen) == 0) {
    return false;
  }
  for (const v1::OrderLine& line : order.lines()) {
    tx.execute("UPDATE mall_order_line SET change_fen = ? WHERE order_id = ? AND line = ?",
               line.change_fen(), order.order_id(), line.line());
  }
  return true;
}

void set_remark(db::Transaction& tx, std::int64_t order_id, std::string_view remark) {
  tx.execute("UPDATE mall_order SET remark = ? WHERE order_id = ?", remark, order_id);
}

bool open_after_sale(db::Transaction& tx, std::int64_t order_id, const OpenAfterSale& opened) {
  const std::int64_t frozen = opened.before_shipping ? opened.pieces : 0;
  const std::int64_t sent = opened.before_shipping ? 0 : opened.pieces;
  return tx.execute(
             "UPDATE mall_order_line SET after_sale_id = ?, after_sale_pieces = ?, frozen = ?, "
             "after_sales_asked = after_sales_asked + 1 WHERE order_id = ? AND line = ? AND "
             "after_sale_id = 0 AND shipped + cancelled + ? <= quantity AND refunded + ? <= "
             "shipped",
             opened.after_sale_id, opened.pieces, frozen, order_id, opened.line, frozen, sent) == 1;
}

bool end_after_sale(db::Transaction& tx, std::int64_t order_id, const OpenAfterSale& ended) {
  return tx.execute(
             "UPDATE mall_order_line SET after_sale_id = 0, after_sale_pieces = 0, frozen = 0 "
             "WHERE "
             "order_id = ? AND line = ? AND after_sale_id = ?",
             order_id, ended.line, ended.after_sale_id) == 1;
}

void refund(db::Transaction& tx, std::int64_t order_id, const Refunded& refunded) {
  const std::int64_t cancelled = refunded.before_shipping ? refunded.pieces : 0;
  tx.execute(
      "UPDATE mall_order_line SET cancelled = cancelled + ?, refunded = refunded + ?, restocked = "
      "restocked + ?, refunded_fen = refunded_fen + ? WHERE order_id = ? AND line = ?",
      cancelled, refunded.pieces - cancelled, refunded.restock ? refunded.pieces : 0,
      refunded.line_fen, order_id, refunded.line);
  tx.execute("UPDATE mall_order SET refunded_fen = refunded_fen + ? WHERE order_id = ?",
             refunded.fen, order_id);
}

std::vector<v1::Order> list(db::Transaction& tx, const Page& page) {
  const std::int64_t before =
      page.before_order_id == 0 ? std::numeric_limits<std::int64_t>::max() : page.before_order_id;
  const int state = static_cast<int>(page.state);
  const db::Rows rows = tx.query(
      select_order + person_condition(page.side) +
          " AND o.order_id < ? AND (? = 0 OR o.shop_id = ?) AND (? = 0 OR o.state = ?) ORDER BY "
          "o.order_id DESC LIMIT ?",
      page.class_id, page.person_id, before, page.shop_id, page.shop_id, state, state, page.limit);
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

std::vector<std::int64_t> wrong_refunds(db::Transaction& tx) {
  // Each line is refunded what its pieces cost, rounded down; what an order got back beyond its
  // lines is its freight.
  return db::ids(tx.query(
      "SELECT o.order_id FROM mall_order o JOIN (SELECT order_id, SUM(refunded_fen) AS fen, "
      "MIN(CASE WHEN (price_fen * quantity - promotion_fen - discount_fen + change_fen) * "
      "(cancelled + refunded) - refunded_fen * quantity BETWEEN 0 AND quantity - 1 THEN 1 ELSE 0 "
      "END) AS exact, MIN(CASE "
      "WHEN refunded <= shipped AND shipped + cancelled + frozen <= quantity AND restocked <= "
      "quantity THEN 1 ELSE 0 END) AS sound FROM mall_order_line GROUP BY order_id) l ON "
      "l.order_id = o.order_id LEFT JOIN (SELECT order_id, SUM(amount_fen) AS fen FROM "
      "mall_posting WHERE cause = 'refund' AND amount_fen > 0 GROUP BY order_id) p ON p.order_id = "
      "o.order_id WHERE l.exact = 0 OR l.sound = 0 OR o.refunded_fen > o.amount_fen OR "
      "o.refunded_fen - l.fen NOT IN (0, o.freight_fen) OR o.refunded_fen <> COALESCE(p.fen, 0)"));
}

std::vector<std::int64_t> wrong_escrow(db::Transaction& tx) {
  // What is paid, neither released nor given back.
  return db::ids(tx.query(
      "SELECT t.seller_id FROM (SELECT class_id, seller_id, SUM(amount_fen - refunded_fen) AS fen "
      "FROM mall_order WHERE paid_at > 0 AND finished_at = 0 GROUP BY class_id, seller_id) t LEFT "
      "JOIN mall_account a ON a.class_id = t.class_id AND a.owner_id = t.seller_id AND a.kind = ? "
      "WHERE COALESCE(a.balance_fen, 0) <> t.fen",
      static_cast<int>(Account::escrow)));
}

}  // namespace kaibo::mall::order_records
