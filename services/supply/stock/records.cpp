#include "services/supply/stock/records.h"

#include <string>

#include "common/db/sql_text.h"

namespace kaibo::supply::stock_records {

namespace {

const std::string select_taken =
    "SELECT holder_id, product_id, sku_id, class_id, good_id, good_sku_id, pieces FROM "
    "supply_piece WHERE holder_id = ?";

Taken read_taken(const db::Row& row) {
  return {.holder_id = row.integer(0),
          .product_id = row.integer(1),
          .sku_id = row.integer(2),
          .class_id = row.integer(3),
          .good_id = row.integer(4),
          .good_sku_id = row.integer(5),
          .pieces = row.integer(6)};
}

}  // namespace

const mall::SkuTable& skus() {
  static const mall::SkuTable table("supply_sku", "good_id");
  return table;
}

bool take(db::Transaction& tx, const Taken& wish) {
  if (wish.good_sku_id != 0 && !skus().take(tx, wish.good_sku_id, wish.pieces)) return false;
  return tx.execute(
             "UPDATE supply_good SET stock = stock - ? WHERE good_id = ? AND stopped = 0 AND "
             "stock >= ? AND (? <> 0 OR axis_names = '')",
             wish.pieces, wish.good_id, wish.pieces, wish.good_sku_id) == 1;
}

void give_back(db::Transaction& tx, const Taken& back) {
  const bool is_sold_again = back.good_sku_id == 0
                                 ? skus().of(tx, back.good_id).empty()
                                 : skus().give_back(tx, back.good_sku_id, back.pieces);
  tx.execute(is_sold_again ? "UPDATE supply_good SET stock = stock + ? WHERE good_id = ?"
                           : "UPDATE supply_good SET stocked = stocked - ? WHERE good_id = ?",
             back.pieces, back.good_id);
}

bool restock(db::Transaction& tx, std::int64_t good_id, std::int64_t change) {
  return tx.execute(
             "UPDATE supply_good SET stock = stock + ?, stocked = stocked + ? WHERE good_id = ? "
             "AND stock + ? >= 0",
             change, change, good_id, change) == 1;
}

std::int64_t left(db::Transaction& tx, std::int64_t good_id) {
  const db::Rows rows = tx.query("SELECT stock FROM supply_good WHERE good_id = ?", good_id);
  return rows.empty() ? 0 : rows.front().integer(0);
}

std::vector<Taken> taken_by(db::Transaction& tx, std::int64_t holder_id) {
  std::vector<Taken> all;
  for (const db::Row row : tx.query(select_taken + " ORDER BY product_id, sku_id", holder_id)) {
    all.push_back(read_taken(row));
  }
  return all;
}

std::optional<Taken> find(db::Transaction& tx, std::int64_t holder_id, std::int64_t product_id,
                          std::int64_t sku_id) {
  const db::Rows rows =
      tx.query(select_taken + " AND product_id = ? AND sku_id = ?", holder_id, product_id, sku_id);
  if (rows.empty()) return std::nullopt;
  return read_taken(rows.front());
}

void add(db::Transaction& tx, const Taken& taken) {
  if (tx.execute("UPDATE supply_piece SET pieces = pieces + ? WHERE holder_id = ? AND product_id = "
                 "? AND sku_id = ?",
                 taken.pieces, taken.holder_id, taken.product_id, taken.sku_id) == 1) {
    tx.execute(
        "DELETE FROM supply_piece WHERE holder_id = ? AND product_id = ? AND sku_id = ? AND pieces "
        "= 0",
        taken.holder_id, taken.product_id, taken.sku_id);
    return;
  }
  tx.execute(
      "INSERT INTO supply_piece (holder_id, product_id, sku_id, class_id, good_id, good_sku_id, "
      "pieces) VALUES (?, ?, ?, ?, ?, ?, ?)",
      taken.holder_id, taken.product_id, taken.sku_id, taken.class_id, taken.good_id,
      taken.good_sku_id, taken.pieces);
}

std::vector<Linked> linked(db::Transaction& tx, const std::vector<std::int64_t>& product_ids) {
  if (product_ids.empty()) return {};
  std::vector<db::Param> params;
  for (const std::int64_t id : product_ids) params.push_back(db::param(id));
  std::vector<Linked> all;
  // State 1 is linked. A specification that is gone has no stock.
  for (const db::Row row : tx.query_list(
           "SELECT l.product_id, COALESCE(m.sku_id, 0), l.class_id, l.good_id, "
           "COALESCE(m.good_sku_id, 0), CASE WHEN g.stopped <> 0 THEN 0 WHEN m.good_sku_id IS NOT "
           "NULL THEN COALESCE(k.stock, 0) WHEN g.axis_names <> '' THEN 0 ELSE g.stock END, CASE "
           "WHEN g.axis_names <> '' OR m.good_sku_id IS NOT NULL THEN 1 ELSE 0 END FROM "
           "supply_link l JOIN supply_good g ON g.good_id = l.good_id LEFT JOIN supply_link_sku m "
           "ON m.product_id = l.product_id LEFT JOIN supply_sku k ON k.sku_id = m.good_sku_id "
           "WHERE l.state = 1 AND l.product_id IN (" +
               db::marks(params.size()) + ") ORDER BY l.product_id, COALESCE(m.sku_id, 0)",
           params)) {
    all.push_back({.product_id = row.integer(0),
                   .sku_id = row.integer(1),
                   .class_id = row.integer(2),
                   .good_id = row.integer(3),
                   .good_sku_id = row.integer(4),
                   .free = row.integer(5),
                   .by_sku = row.flag(6)});
  }
  return all;
}

std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id) {
  return db::ids(
      tx.query("SELECT l.product_id FROM supply_link l JOIN supply_good g ON g.good_id = "
               "l.good_id WHERE l.class_id = ? AND l.state = 1 AND (g.stopped <> 0 OR g.stock <= "
               "0)",
               class_id));
}

std::vector<std::int64_t> linked_by_sku(db::Transaction& tx, std::int64_t class_id) {
  return db::ids(
      tx.query("SELECT l.product_id FROM supply_link l JOIN supply_good g ON g.good_id = "
               "l.good_id WHERE l.class_id = ? AND l.state = 1 AND g.stopped = 0 AND g.stock > 0 "
               "AND (g.axis_names <> '' OR EXISTS (SELECT 1 FROM supply_link_sku m WHERE "
               "m.product_id = l.product_id))",
               class_id));
}

std::vector<std::int64_t> products_of(db::Transaction& tx, std::int64_t good_id) {
  return db::ids(
      tx.query("SELECT product_id FROM supply_link WHERE good_id = ? AND state = 1 ORDER BY "
               "product_id",
               good_id));
}

std::vector<std::int64_t> wrong_goods(db::Transaction& tx) {
  return db::ids(tx.query(
      "SELECT g.good_id FROM supply_good g LEFT JOIN (SELECT good_id, SUM(pieces) AS pieces, "
      "MIN(pieces) AS fewest FROM supply_piece GROUP BY good_id) t ON t.good_id = g.good_id WHERE "
      "g.stock < 0 OR t.fewest < 1 OR g.stock <> g.stocked - COALESCE(t.pieces, 0) UNION SELECT "
      "k.good_id FROM supply_sku k LEFT JOIN (SELECT good_sku_id, SUM(pieces) AS pieces FROM "
      "supply_piece GROUP BY good_sku_id) t ON t.good_sku_id = k.sku_id WHERE k.stock < 0 OR "
      "k.stock <> k.stocked - COALESCE(t.pieces, 0) OR (k.active = 0 AND k.stock <> 0) UNION "
      "SELECT g.good_id FROM supply_good g JOIN (SELECT good_id, SUM(stock) AS stock FROM "
      "supply_sku WHERE active = 1 GROUP BY good_id) s ON s.good_id = g.good_id WHERE g.stock <> "
      "s.stock"));
}

}  // namespace kaibo::supply::stock_records
