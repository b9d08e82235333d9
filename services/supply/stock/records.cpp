#include "services/supply/stock/records.h"

#include <string>

#include "common/db/sql_text.h"

namespace kaibo::supply::stock_records {

namespace {

Taken read_taken(const db::Row& row) {
  return {.holder_id = row.integer(0),
          .product_id = row.integer(1),
          .class_id = row.integer(2),
          .good_id = row.integer(3),
          .pieces = row.integer(4)};
}

}  // namespace

bool take(db::Transaction& tx, std::int64_t good_id, std::int64_t pieces) {
  return tx.execute(
             "UPDATE supply_good SET stock = stock - ? WHERE good_id = ? AND stopped = 0 AND "
             "stock >= ?",
             pieces, good_id, pieces) == 1;
}

void give_back(db::Transaction& tx, std::int64_t good_id, std::int64_t pieces) {
  tx.execute("UPDATE supply_good SET stock = stock + ? WHERE good_id = ?", pieces, good_id);
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
  for (const db::Row row :
       tx.query("SELECT holder_id, product_id, class_id, good_id, pieces FROM supply_taken WHERE "
                "holder_id = ? ORDER BY product_id",
                holder_id)) {
    all.push_back(read_taken(row));
  }
  return all;
}

std::optional<Taken> find(db::Transaction& tx, std::int64_t holder_id, std::int64_t product_id) {
  const db::Rows rows = tx.query(
      "SELECT holder_id, product_id, class_id, good_id, pieces FROM supply_taken WHERE holder_id = "
      "? AND product_id = ?",
      holder_id, product_id);
  if (rows.empty()) return std::nullopt;
  return read_taken(rows.front());
}

void add(db::Transaction& tx, const Taken& taken) {
  if (tx.execute("UPDATE supply_taken SET pieces = pieces + ? WHERE holder_id = ? AND product_id = "
                 "?",
                 taken.pieces, taken.holder_id, taken.product_id) == 1) {
    tx.execute("DELETE FROM supply_taken WHERE holder_id = ? AND product_id = ? AND pieces = 0",
               taken.holder_id, taken.product_id);
    return;
  }
  tx.execute(
      "INSERT INTO supply_taken (holder_id, product_id, class_id, good_id, pieces) VALUES "
      "(?, ?, ?, ?, ?)",
      taken.holder_id, taken.product_id, taken.class_id, taken.good_id, taken.pieces);
}

std::vector<Linked> linked(db::Transaction& tx, const std::vector<std::int64_t>& product_ids) {
  if (product_ids.empty()) return {};
  std::vector<db::Param> params;
  for (const std::int64_t id : product_ids) params.push_back(db::param(id));
  std::vector<Linked> all;
  // State 1 is linked.
  for (const db::Row row : tx.query_list(
           "SELECT l.product_id, l.class_id, l.good_id, CASE g.stopped WHEN 0 THEN g.stock ELSE 0 "
           "END FROM supply_link l JOIN supply_good g ON g.good_id = l.good_id WHERE l.state = 1 "
           "AND l.product_id IN (" +
               db::marks(params.size()) + ") ORDER BY l.product_id",
           params)) {
    all.push_back({.product_id = row.integer(0),
                   .class_id = row.integer(1),
                   .good_id = row.integer(2),
                   .free = row.integer(3)});
  }
  return all;
}

std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id) {
  std::vector<std::int64_t> products;
  for (const db::Row row :
       tx.query("SELECT l.product_id FROM supply_link l JOIN supply_good g ON g.good_id = "
                "l.good_id WHERE l.class_id = ? AND l.state = 1 AND (g.stopped <> 0 OR g.stock <= "
                "0)",
                class_id)) {
    products.push_back(row.integer(0));
  }
  return products;
}

std::vector<std::int64_t> products_of(db::Transaction& tx, std::int64_t good_id) {
  std::vector<std::int64_t> products;
  for (const db::Row row :
       tx.query("SELECT product_id FROM supply_link WHERE good_id = ? AND state = 1 ORDER BY "
                "product_id",
                good_id)) {
    products.push_back(row.integer(0));
  }
  return products;
}

std::vector<std::int64_t> wrong_goods(db::Transaction& tx) {
  std::vector<std::int64_t> goods;
  for (const db::Row row : tx.query(
           "SELECT g.good_id FROM supply_good g LEFT JOIN (SELECT good_id, SUM(pieces) AS pieces, "
           "MIN(pieces) AS fewest FROM supply_taken GROUP BY good_id) t ON t.good_id = g.good_id "
           "WHERE g.stock < 0 OR t.fewest < 1 OR g.stock <> g.stocked - COALESCE(t.pieces, 0)")) {
    goods.push_back(row.integer(0));
  }
  return goods;
}

}  // namespace kaibo::supply::stock_records
