#include "services/mall/after_sale/records.h"

#include <limits>

#include "common/db/sql_text.h"

namespace kaibo::mall::after_sale_records {

namespace {

const db::Table after_sale_table("mall_after_sale",
                                 {"after_sale_id", "class_id",   "order_id", "line",
                                  "shop_id",       "seller_id",  "buyer_id", "product_id",
                                  "title",         "picture",    "kind",     "state",
                                  "quantity",      "refund_fen", "reason",   "before_shipping",
                                  "disputed",      "deadline",   "asked_at", "ended_at"});
const db::Table entry_table("mall_after_sale_entry",
                            {"after_sale_id", "entry", "class_id", "step", "party", "author_id",
                             "text", "pictures", "state", "at", "class_at"});

const std::string select_after_sale =
    "SELECT a.after_sale_id, a.order_id, a.line, a.shop_id, s.name, a.seller_id, a.buyer_id, "
    "a.product_id, a.title, a.picture, a.kind, a.state, a.quantity, a.refund_fen, a.reason, "
    "a.before_shipping, a.disputed, a.deadline, a.asked_at, a.ended_at, l.sku_id, l.specification "
    "FROM mall_after_sale a JOIN mall_shop s ON s.shop_id = a.shop_id JOIN mall_order_line l ON "
    "l.order_id = a.order_id AND l.line = a.line WHERE a.class_id = ?";

/// State 8 is the first of the end states.
const std::string is_open = "a.state < 8";

v1::AfterSale read_after_sale(const db::Row& row) {
  v1::AfterSale read;
  read.set_after_sale_id(row.integer(0));
  read.set_order_id(row.integer(1));
  read.set_line(static_cast<std::int32_t>(row.integer(2)));
  read.set_shop_id(row.integer(3));
  read.set_shop_name(row.text(4));
  read.set_seller_id(row.integer(5));
  read.set_buyer_id(row.integer(6));
  read.set_product_id(row.integer(7));
  read.set_title(row.text(8));
  read.set_picture(row.text(9));
  read.set_kind(static_cast<v1::AfterSaleKind>(row.integer(10)));
  read.set_state(static_cast<v1::AfterSaleState>(row.integer(11)));
  read.set_quantity(static_cast<std::int32_t>(row.integer(12)));
  read.set_refund_fen(row.integer(13));
  read.set_reason(row.text(14));
  read.set_before_shipping(row.flag(15));
  read.set_disputed(row.flag(16));
  read.set_deadline_class_at(row.integer(17));
  read.set_asked_at(row.integer(18));
  read.set_ended_at(row.integer(19));
  read.set_sku_id(row.integer(20));
  read.set_specification(row.text(21));
  return read;
}

std::vector<v1::AfterSale> read_all(const db::Rows& rows) {
  std::vector<v1::AfterSale> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_after_sale(row));
  return all;
}

std::string of_person(const Page& page) {
  return page.as_seller ? " AND a.seller_id = ?" : " AND a.buyer_id = ?";
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& made) {
  tx.insert(after_sale_table, made.after_sale_id(), class_id, made.order_id(), made.line(),
            made.shop_id(), made.seller_id(), made.buyer_id(), made.product_id(), made.title(),
            made.picture(), static_cast<int>(made.kind()), static_cast<int>(made.state()),
            made.quantity(), made.refund_fen(), made.reason(), made.before_shipping() ? 1 : 0, 0,
            made.deadline_class_at(), made.asked_at(), 0);
}

std::optional<v1::AfterSale> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t after_sale_id) {
  const db::Rows rows =
      tx.query(select_after_sale + " AND a.after_sale_id = ?", class_id, after_sale_id);
  if (rows.empty()) return std::nullopt;
  return read_after_sale(rows.front());
}

bool move(db::Transaction& tx, const v1::AfterSale& moved, v1::AfterSaleState before) {
  return tx.execute(
             "UPDATE mall_after_sale SET state = ?, deadline = ?, ended_at = ?, disputed = ? WHERE "
             "after_sale_id = ? AND state = ?",
             static_cast<int>(moved.state()), moved.deadline_class_at(), moved.ended_at(),
             moved.disputed() ? 1 : 0, moved.after_sale_id(), static_cast<int>(before)) == 1;
}

void set_refund(db::Transaction& tx, std::int64_t after_sale_id, std::int64_t fen) {
  tx.execute("UPDATE mall_after_sale SET refund_fen = ? WHERE after_sale_id = ?", fen,
             after_sale_id);
}

void add_entry(db::Transaction& tx, std::int64_t class_id, std::int64_t after_sale_id,
               const v1::AfterSaleEntry& entry) {
  const std::int64_t number =
      tx.query("SELECT COUNT(*) FROM mall_after_sale_entry WHERE after_sale_id = ?", after_sale_id)
          .front()
          .integer(0);
  tx.insert(entry_table, after_sale_id, number, class_id, static_cast<int>(entry.step()),
            static_cast<int>(entry.party()), entry.author_id(), entry.text(),
            db::join_list({entry.pictures().begin(), entry.pictures().end()}),
            static_cast<int>(entry.state()), entry.at(), entry.class_at());
}

std::vector<v1::AfterSaleEntry> entries(db::Transaction& tx, std::int64_t after_sale_id) {
  const db::Rows rows = tx.query(
      "SELECT step, party, author_id, text, pictures, state, at, class_at FROM "
      "mall_after_sale_entry WHERE after_sale_id = ? ORDER BY entry",
      after_sale_id);
  std::vector<v1::AfterSaleEntry> all;
  for (const db::Row row : rows) {
    v1::AfterSaleEntry& entry = all.emplace_back();
    entry.set_step(static_cast<v1::AfterSaleStep>(row.integer(0)));
    entry.set_party(static_cast<v1::AfterSaleParty>(row.integer(1)));
    entry.set_author_id(row.integer(2));
    entry.set_text(row.text(3));
    for (const std::string& picture : db::split_list(row.text(4))) entry.add_pictures(picture);
    entry.set_state(static_cast<v1::AfterSaleState>(row.integer(5)));
    entry.set_at(row.integer(6));
    entry.set_class_at(row.integer(7));
  }
  return all;
}

std::vector<v1::AfterSale> list(db::Transaction& tx, const Page& page) {
  const std::int64_t before =
      page.before_id == 0 ? std::numeric_limits<std::int64_t>::max() : page.before_id;
  return read_all(tx.query(
      select_after_sale + of_person(page) + (page.open ? " AND " + is_open : std::string()) +
          " AND a.after_sale_id < ? AND (? = 0 OR a.order_id = ?) ORDER BY a.after_sale_id DESC "
          "LIMIT ?",
      page.class_id, page.person_id, before, page.order_id, page.order_id, page.limit));
}

std::vector<Count> counts(db::Transaction& tx, const Page& page) {
  const db::Rows rows =
      tx.query("SELECT a.state, COUNT(*) FROM mall_after_sale a WHERE a.class_id = ?" +
                   of_person(page) + " GROUP BY a.state",
               page.class_id, page.person_id);
  std::vector<Count> all;
  for (const db::Row row : rows) {
    all.push_back({.state = static_cast<v1::AfterSaleState>(row.integer(0)),
                   .count = static_cast<std::int32_t>(row.integer(1))});
  }
  return all;
}

std::vector<v1::AfterSale> for_staff(db::Transaction& tx, std::int64_t class_id,
                                     base::Millis class_now, int limit) {
  return read_all(tx.query(select_after_sale + " AND (a.disputed = 1 OR (" + is_open +
                               " AND a.deadline > 0 AND a.deadline <= ?)) ORDER BY CASE WHEN " +
                               is_open + " THEN 0 ELSE 1 END, a.after_sale_id DESC LIMIT ?",
                           class_id, class_now, limit));
}

std::vector<std::int64_t> wrong_orders(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT o.order_id FROM mall_order o LEFT JOIN (SELECT order_id, SUM(refund_fen) AS fen FROM "
      "mall_after_sale WHERE state = ? GROUP BY order_id) r ON r.order_id = o.order_id WHERE "
      "o.refunded_fen <> COALESCE(r.fen, 0) UNION SELECT l.order_id FROM mall_order_line l LEFT "
      "JOIN mall_after_sale a ON a.after_sale_id = l.after_sale_id AND a.order_id = l.order_id AND "
      "a.line = l.line AND a.quantity = l.after_sale_pieces AND " +
          is_open +
          " WHERE l.after_sale_id <> 0 AND a.after_sale_id IS NULL UNION SELECT a.order_id FROM "
          "mall_after_sale a JOIN mall_order_line l ON l.order_id = a.order_id AND l.line = a.line "
          "WHERE " +
          is_open + " AND l.after_sale_id <> a.after_sale_id",
      static_cast<int>(v1::AFTER_SALE_STATE_REFUNDED));
  return db::ids(rows);
}

}  // namespace kaibo::mall::after_sale_records
