#include "services/supply/orders/records.h"

#include <limits>
#include <string>
#include <unordered_map>

#include "common/db/sql_text.h"

namespace kaibo::supply::order_records {

namespace {

const std::string select_order =
    "SELECT o.supply_order_id, o.order_id, o.seller_id, o.supplier_id, COALESCE(s.name, ''), "
    "o.state, o.hold, o.goods_fen, o.freight_fen, o.paid_fen, o.refunded_fen, o.automatic, "
    "o.courier, o.waybill, o.created_at, o.captured_at, o.shipped_at, o.closed_at, o.due_class_at, "
    "o.buyer_id, o.attempts, o.received_class_at FROM supply_order o LEFT JOIN supply_supplier s "
    "ON s.supplier_id = o.supplier_id WHERE o.class_id = ?";

Stored read_order(const db::Row& row) {
  Stored stored;
  v1::SupplyOrder& order = stored.order;
  order.set_supply_order_id(row.integer(0));
  order.set_order_id(row.integer(1));
  order.set_seller_id(row.integer(2));
  order.set_supplier_id(row.integer(3));
  order.set_supplier_name(row.text(4));
  order.set_state(static_cast<v1::SupplyOrderState>(row.integer(5)));
  order.set_hold(static_cast<v1::Hold>(row.integer(6)));
  order.set_goods_fen(row.integer(7));
  order.set_freight_fen(row.integer(8));
  order.set_paid_fen(row.integer(9));
  order.set_refunded_fen(row.integer(10));
  order.set_automatic(row.flag(11));
  order.set_courier(row.text(12));
  order.set_waybill(row.text(13));
  order.set_created_at(row.integer(14));
  order.set_captured_at(row.integer(15));
  order.set_shipped_at(row.integer(16));
  order.set_closed_at(row.integer(17));
  order.set_due_class_at(row.integer(18));
  stored.buyer_id = row.integer(19);
  stored.attempts = row.integer(20);
  stored.received_class_at = row.integer(21);
  return stored;
}

void fill_lines(db::Transaction& tx, std::vector<Stored>& orders) {
  if (orders.empty()) return;
  std::unordered_map<std::int64_t, v1::SupplyOrder*> by_id;
  std::vector<db::Param> ids;
  for (Stored& stored : orders) {
    by_id[stored.order.supply_order_id()] = &stored.order;
    ids.push_back(db::param(stored.order.supply_order_id()));
  }
  for (const db::Row row :
       tx.query_list("SELECT supply_order_id, product_id, good_id, title, picture, quantity, "
                     "supply_price_fen, income_fen - income_back_fen, sku_id, good_sku_id, "
                     "specification FROM supply_line WHERE supply_order_id IN (" +
                         db::marks(ids.size()) + ") ORDER BY supply_order_id, product_id, sku_id",
                     ids)) {
    v1::SupplyOrderLine& line = *by_id.at(row.integer(0))->add_lines();
    line.set_product_id(row.integer(1));
    line.set_good_id(row.integer(2));
    line.set_title(row.text(3));
    line.set_picture(row.text(4));
    line.set_quantity(static_cast<std::int32_t>(row.integer(5)));
    line.set_supply_price_fen(row.integer(6));
    line.set_income_fen(row.integer(7));
    line.set_sku_id(row.integer(8));
    line.set_good_sku_id(row.integer(9));
    line.set_specification(row.text(10));
  }
}

std::vector<Stored> read_all(db::Transaction& tx, const db::Rows& rows) {
  std::vector<Stored> orders;
  for (const db::Row row : rows) orders.push_back(read_order(row));
  fill_lines(tx, orders);
  return orders;
}

const std::string select_return =
    "SELECT r.return_id, r.supply_order_id, o.order_id, r.kind, r.state, r.reason, r.courier, "
    "r.waybill, r.resent_courier, r.resent_waybill, r.asked_at, r.sent_at, r.closed_at, "
    "r.after_sale_id FROM supply_return r JOIN supply_order o ON o.supply_order_id = "
    "r.supply_order_id WHERE ";

v1::SupplyReturn read_return(const db::Row& row) {
  v1::SupplyReturn back;
  back.set_return_id(row.integer(0));
  back.set_supply_order_id(row.integer(1));
  back.set_order_id(row.integer(2));
  back.set_kind(static_cast<v1::ReturnKind>(row.integer(3)));
  back.set_state(static_cast<v1::ReturnState>(row.integer(4)));
  back.set_reason(row.text(5));
  back.set_courier(row.text(6));
  back.set_waybill(row.text(7));
  back.set_resent_courier(row.text(8));
  back.set_resent_waybill(row.text(9));
  back.set_asked_at(row.integer(10));
  back.set_sent_at(row.integer(11));
  back.set_closed_at(row.integer(12));
  back.set_after_sale_id(row.integer(13));
  return back;
}

void fill_lines(db::Transaction& tx, v1::SupplyReturn& back) {
  std::int64_t refund_fen = 0;
  for (const db::Row row : tx.query(
           "SELECT l.product_id, l.quantity, l.refund_fen, o.title, l.sku_id, o.specification FROM "
           "supply_back_line l JOIN supply_line o ON o.supply_order_id = ? AND o.product_id = "
           "l.product_id AND o.sku_id = l.sku_id WHERE l.return_id = ? ORDER BY l.product_id, "
           "l.sku_id",
           back.supply_order_id(), back.return_id())) {
    v1::ReturnLine& line = *back.add_lines();
    line.set_product_id(row.integer(0));
    line.set_quantity(static_cast<std::int32_t>(row.integer(1)));
    line.set_refund_fen(row.integer(2));
    line.set_title(row.text(3));
    line.set_sku_id(row.integer(4));
    line.set_specification(row.text(5));
    refund_fen += row.integer(2);
  }
  if (back.state() == v1::RETURN_STATE_REFUNDED) back.set_refund_fen(refund_fen);
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const Stored& stored) {
  const v1::SupplyOrder& order = stored.order;
  tx.execute(
      "INSERT INTO supply_order (supply_order_id, class_id, order_id, seller_id, buyer_id, "
      "supplier_id, state, hold, goods_fen, freight_fen, paid_fen, refunded_fen, automatic, "
      "attempts, courier, waybill, created_at, captured_at, shipped_at, closed_at, due_class_at, "
      "received_class_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, '', '', ?, 0, 0, 0, 0, "
      "0)",
      order.supply_order_id(), class_id, order.order_id(), order.seller_id(), stored.buyer_id,
      order.supplier_id(), static_cast<int>(order.state()), static_cast<int>(order.hold()),
      order.goods_fen(), order.freight_fen(), order.automatic() ? 1 : 0, order.created_at());
  for (const v1::SupplyOrderLine& line : order.lines()) {
    tx.execute(
        "INSERT INTO supply_line (supply_order_id, product_id, sku_id, class_id, good_id, "
        "good_sku_id, title, specification, picture, quantity, supply_price_fen, income_fen, "
        "income_back_fen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        order.supply_order_id(), line.product_id(), line.sku_id(), class_id, line.good_id(),
        line.good_sku_id(), line.title(), line.specification(), line.picture(), line.quantity(),
        line.supply_price_fen(), line.income_fen());
  }
}

std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id,
                           std::int64_t supply_order_id) {
  std::vector<Stored> found = read_all(
      tx, tx.query(select_order + " AND o.supply_order_id = ?", class_id, supply_order_id));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<Stored> of_order(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  return read_all(tx, tx.query(select_order + " AND o.order_id = ? ORDER BY o.supply_order_id",
                               class_id, order_id));
}

std::vector<Stored> list(db::Transaction& tx, const Page& page) {
  const std::int64_t before = page.before_supply_order_id == 0
                                  ? std::numeric_limits<std::int64_t>::max()
                                  : page.before_supply_order_id;
  const int state = static_cast<int>(page.state);
  return read_all(
      tx, tx.query(select_order + " AND o.seller_id = ? AND o.supply_order_id < ? AND (? = 0 OR "
                                  "o.state = ?) AND (? = 0 OR o.order_id = ?) ORDER BY "
                                  "o.supply_order_id DESC LIMIT ?",
                   page.class_id, page.seller_id, before, state, state, page.order_id,
                   page.order_id, page.limit));
}

std::map<int, int> count_by_state(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t seller_id) {
  std::map<int, int> counts;
  for (const db::Row row :
       tx.query("SELECT state, COUNT(*) FROM supply_order WHERE class_id = ? AND seller_id = ? "
                "GROUP BY state",
                class_id, seller_id)) {
    counts[static_cast<int>(row.integer(0))] = static_cast<int>(row.integer(1));
  }
  return counts;
}

bool move(db::Transaction& tx, std::int64_t supply_order_id, v1::SupplyOrderState from,
          v1::SupplyOrderState to) {
  return tx.execute(
             "UPDATE supply_order SET state = ?, hold = 0 WHERE supply_order_id = ? AND state = ?",
             static_cast<int>(to), supply_order_id, static_cast<int>(from)) == 1;
}

void set_hold(db::Transaction& tx, std::int64_t supply_order_id, v1::Hold hold) {
  tx.execute("UPDATE supply_order SET hold = ? WHERE supply_order_id = ?", static_cast<int>(hold),
             supply_order_id);
}

void set_captured(db::Transaction& tx, const v1::SupplyOrder& order) {
  tx.execute(
      "UPDATE supply_order SET goods_fen = ?, freight_fen = ?, paid_fen = paid_fen + ?, automatic "
      "= ?, captured_at = ?, due_class_at = ?, attempts = attempts + 1 WHERE supply_order_id = ?",
      order.goods_fen(), order.freight_fen(), order.goods_fen() + order.freight_fen(),
      order.automatic() ? 1 : 0, tx.now(), order.due_class_at(), order.supply_order_id());
  for (const v1::SupplyOrderLine& line : order.lines()) {
    tx.execute(
        "UPDATE supply_line SET supply_price_fen = ? WHERE supply_order_id = ? AND product_id = ? "
        "AND sku_id = ?",
        line.supply_price_fen(), order.supply_order_id(), line.product_id(), line.sku_id());
  }
}

void set_parcel(db::Transaction& tx, std::int64_t supply_order_id, std::string_view courier,
                std::string_view waybill) {
  tx.execute(
      "UPDATE supply_order SET courier = ?, waybill = ?, shipped_at = ? WHERE supply_order_id = ?",
      courier, waybill, tx.now(), supply_order_id);
}

void set_received(db::Transaction& tx, std::int64_t supply_order_id, std::int64_t class_at) {
  tx.execute(
      "UPDATE supply_order SET closed_at = ?, received_class_at = ? WHERE supply_order_id = ?",
      tx.now(), class_at, supply_order_id);
}

void set_closed(db::Transaction& tx, std::int64_t supply_order_id) {
  tx.execute("UPDATE supply_order SET closed_at = ? WHERE supply_order_id = ?", tx.now(),
             supply_order_id);
}

void add_refund(db::Transaction& tx, std::int64_t supply_order_id, std::int64_t fen) {
  tx.execute("UPDATE supply_order SET refunded_fen = refunded_fen + ? WHERE supply_order_id = ?",
             fen, supply_order_id);
}

void drop_pieces(db::Transaction& tx, std::int64_t supply_order_id, const v1::SupplyOrderLine& line,
                 std::int64_t pieces, std::int64_t fen) {
  tx.execute(
      "UPDATE supply_line SET quantity = quantity - ? WHERE supply_order_id = ? AND product_id = ? "
      "AND sku_id = ?",
      pieces, supply_order_id, line.product_id(), line.sku_id());
  tx.execute("UPDATE supply_order SET goods_fen = goods_fen - ? WHERE supply_order_id = ?", fen,
             supply_order_id);
}

void add_income_back(db::Transaction& tx, std::int64_t supply_order_id,
                     const v1::SupplyOrderLine& line, std::int64_t fen) {
  tx.execute(
      "UPDATE supply_line SET income_back_fen = income_back_fen + ? WHERE supply_order_id = ? AND "
      "product_id = ? AND sku_id = ?",
      fen, supply_order_id, line.product_id(), line.sku_id());
}

void insert(db::Transaction& tx, std::int64_t class_id, const v1::SupplyReturn& back) {
  tx.execute(
      "INSERT INTO supply_return (return_id, class_id, supply_order_id, kind, state, reason, "
      "courier, waybill, resent_courier, resent_waybill, asked_at, sent_at, closed_at, "
      "after_sale_id) VALUES (?, ?, ?, ?, ?, ?, '', '', '', '', ?, 0, 0, ?)",
      back.return_id(), class_id, back.supply_order_id(), static_cast<int>(back.kind()),
      static_cast<int>(back.state()), back.reason(), back.asked_at(), back.after_sale_id());
  for (const v1::ReturnLine& line : back.lines()) {
    tx.execute(
        "INSERT INTO supply_back_line (return_id, product_id, sku_id, class_id, quantity, "
        "refund_fen) VALUES (?, ?, ?, ?, ?, ?)",
        back.return_id(), line.product_id(), line.sku_id(), class_id, line.quantity(),
        line.refund_fen());
  }
}

std::optional<v1::SupplyReturn> find_return(db::Transaction& tx, std::int64_t class_id,
                                            std::int64_t return_id) {
  const db::Rows rows =
      tx.query(select_return + "r.class_id = ? AND r.return_id = ?", class_id, return_id);
  if (rows.empty()) return std::nullopt;
  v1::SupplyReturn back = read_return(rows.front());
  fill_lines(tx, back);
  return back;
}

std::vector<v1::SupplyReturn> returns_of(db::Transaction& tx,
                                         const std::vector<std::int64_t>& supply_order_ids) {
  std::vector<v1::SupplyReturn> returns;
  if (supply_order_ids.empty()) return returns;
  std::vector<db::Param> ids;
  for (const std::int64_t id : supply_order_ids) ids.push_back(db::param(id));
  for (const db::Row row : tx.query_list(select_return + "r.supply_order_id IN (" +
                                             db::marks(ids.size()) + ") ORDER BY r.return_id",
                                         ids)) {
    fill_lines(tx, returns.emplace_back(read_return(row)));
  }
  return returns;
}

bool move(db::Transaction& tx, std::int64_t return_id, v1::ReturnState from, v1::ReturnState to) {
  const bool ends = to != v1::RETURN_STATE_SENT;
  return tx.execute(
             "UPDATE supply_return SET state = ?, closed_at = ? WHERE return_id = ? AND state = ?",
             static_cast<int>(to), ends ? tx.now() : 0, return_id, static_cast<int>(from)) == 1;
}

void set_sent(db::Transaction& tx, std::int64_t return_id, std::string_view courier,
              std::string_view waybill) {
  tx.execute("UPDATE supply_return SET courier = ?, waybill = ?, sent_at = ? WHERE return_id = ?",
             courier, waybill, tx.now(), return_id);
}

void set_resent(db::Transaction& tx, std::int64_t return_id, std::string_view courier,
                std::string_view waybill) {
  tx.execute("UPDATE supply_return SET resent_courier = ?, resent_waybill = ? WHERE return_id = ?",
             courier, waybill, return_id);
}

std::vector<std::int64_t> wrong_money(db::Transaction& tx) {
  // States 2 to 5 are captured, preparing, shipped and received; a return of state 3 is refunded.
  return db::ids(tx.query(
      "SELECT o.supply_order_id FROM supply_order o LEFT JOIN (SELECT supply_order_id, "
      "SUM(supply_price_fen * quantity) AS goods FROM supply_line GROUP BY supply_order_id) "
      "l ON l.supply_order_id = o.supply_order_id LEFT JOIN (SELECT r.supply_order_id AS "
      "supply_order_id, SUM(n.refund_fen) AS fen FROM supply_return r JOIN supply_back_line n ON "
      "n.return_id = r.return_id WHERE r.state = 3 GROUP BY r.supply_order_id) b ON "
      "b.supply_order_id = o.supply_order_id WHERE o.goods_fen <> COALESCE(l.goods, 0) OR "
      "o.paid_fen - o.refunded_fen <> CASE WHEN o.state BETWEEN 2 AND 5 THEN o.goods_fen + "
      "o.freight_fen - COALESCE(b.fen, 0) ELSE 0 END"));
}

std::int64_t paid_in_all(db::Transaction& tx) {
  return tx.query("SELECT COALESCE(SUM(paid_fen - refunded_fen), 0) FROM supply_order")
      .front()
      .integer(0);
}

std::vector<std::int64_t> cancelled_with_pieces(db::Transaction& tx) {
  // State 6 is cancelled.
  return db::ids(tx.query(
      "SELECT o.supply_order_id FROM supply_order o JOIN supply_line l ON l.supply_order_id = "
      "o.supply_order_id JOIN supply_piece t ON t.holder_id = o.order_id AND t.product_id = "
      "l.product_id AND t.sku_id = l.sku_id WHERE o.state = 6"));
}

}  // namespace kaibo::supply::order_records
