#include "services/mall/skus/records.h"

#include <utility>

#include "common/db/sql_text.h"
#include "services/mall/products/rules.h"

namespace kaibo::mall {

namespace {

v1::Sku read_sku(const db::Row& row) {
  v1::Sku sku;
  sku.set_sku_id(row.integer(0));
  for (std::string& value : product_rules::values_of(row.text(1))) {
    sku.add_values(std::move(value));
  }
  sku.set_price_fen(row.integer(2));
  sku.set_list_price_fen(row.integer(3));
  sku.set_cost_fen(row.integer(4));
  sku.set_stock(static_cast<std::int32_t>(row.integer(5)));
  sku.set_code(row.text(6));
  return sku;
}

}  // namespace

struct SkuTable::Stored {
  std::int64_t sku_id = 0;
  std::int64_t stock = 0;
  bool active = false;
};

std::string SkuTable::select() const {
  return "SELECT sku_id, choice, price_fen, list_price_fen, cost_fen, stock, code, " + owner_ +
         " FROM " + table_ + " WHERE ";
}

std::vector<v1::Sku> SkuTable::of(db::Transaction& tx, std::int64_t owner_id) const {
  std::vector<v1::Sku> skus;
  for (const db::Row row :
       tx.query(select() + owner_ + " = ? AND active = 1 ORDER BY place", owner_id)) {
    skus.push_back(read_sku(row));
  }
  return skus;
}

std::map<std::int64_t, std::vector<v1::Sku>> SkuTable::of_all(
    db::Transaction& tx, const std::vector<std::int64_t>& owner_ids) const {
  if (owner_ids.empty()) return {};
  std::vector<db::Param> params;
  for (const std::int64_t id : owner_ids) params.push_back(db::param(id));
  std::map<std::int64_t, std::vector<v1::Sku>> all;
  for (const db::Row row : tx.query_list(select() + owner_ + " IN (" + db::marks(params.size()) +
                                             ") AND active = 1 ORDER BY place",
                                         params)) {
    all[row.integer(7)].push_back(read_sku(row));
  }
  return all;
}

std::optional<v1::Sku> SkuTable::find(db::Transaction& tx, std::int64_t sku_id) const {
  const db::Rows rows = tx.query(select() + "sku_id = ?", sku_id);
  if (rows.empty()) return std::nullopt;
  return read_sku(rows.front());
}

void SkuTable::insert(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, int place,
                      const v1::Sku& sku) const {
  tx.execute("INSERT INTO " + table_ + " (sku_id, class_id, " + owner_ +
                 ", place, choice, price_fen, list_price_fen, cost_fen, stock, stocked, code, "
                 "active) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
             sku.sku_id(), class_id, owner_id, place, product_rules::choice_of(sku),
             sku.price_fen(), sku.list_price_fen(), sku.cost_fen(), sku.stock(), sku.stock(),
             sku.code());
}

bool SkuTable::update(db::Transaction& tx, std::int64_t sku_id, int place, const v1::Sku& sku,
                      std::int64_t change) const {
  return tx.execute("UPDATE " + table_ +
                        " SET place = ?, price_fen = ?, list_price_fen = ?, cost_fen = ?, code = "
                        "?, active = 1, stock = stock + ?, stocked = stocked + ? WHERE sku_id = ? "
                        "AND stock + ? >= 0",
                    place, sku.price_fen(), sku.list_price_fen(), sku.cost_fen(), sku.code(),
                    change, change, sku_id, change) == 1;
}

/// Its pieces are taken away; those in open orders stay theirs.
void SkuTable::drop(db::Transaction& tx, std::int64_t sku_id) const {
  tx.execute(
      "UPDATE " + table_ + " SET active = 0, stocked = stocked - stock, stock = 0 WHERE sku_id = ?",
      sku_id);
}

std::optional<std::int64_t> SkuTable::replace(db::Transaction& tx, base::IdSource& ids,
                                              std::int64_t class_id, std::int64_t owner_id,
                                              const Wish& wish) const {
  std::map<std::string, Stored> stored;
  for (const db::Row row :
       tx.query("SELECT choice, sku_id, stock, active FROM " + table_ + " WHERE " + owner_ + " = ?",
                owner_id)) {
    stored[row.text(0)] = {
        .sku_id = row.integer(1), .stock = row.integer(2), .active = row.flag(3)};
  }
  std::int64_t all = 0;
  int place = 0;
  for (v1::Sku sku : wish) {
    const auto known = stored.find(product_rules::choice_of(sku));
    if (known == stored.end()) {
      sku.set_sku_id(ids.next());
      insert(tx, class_id, owner_id, place++, sku);
      all += sku.stock();
      continue;
    }
    // One that was gone starts anew: what was seen of it then does not count.
    const std::int64_t change = sku.stock() - (known->second.active ? sku.stock_seen() : 0);
    if (!update(tx, known->second.sku_id, place++, sku, change)) return std::nullopt;
    all += change;
    stored.erase(known);
  }
  for (const auto& [choice, gone] : stored) {
    if (!gone.active) continue;
    drop(tx, gone.sku_id);
    all -= gone.stock;
  }
  return all;
}

bool SkuTable::set_offer(db::Transaction& tx, std::int64_t sku_id, std::int64_t price_fen,
                         std::int64_t change) const {
  return tx.execute("UPDATE " + table_ +
                        " SET price_fen = ?, stock = stock + ?, stocked = stocked + ? WHERE sku_id "
                        "= ? AND stock + ? >= 0",
                    price_fen, change, change, sku_id, change) == 1;
}

bool SkuTable::take(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces) const {
  return tx.execute("UPDATE " + table_ +
                        " SET stock = stock - ? WHERE sku_id = ? AND active = 1 AND stock >= ?",
                    pieces, sku_id, pieces) == 1;
}

bool SkuTable::give_back(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces) const {
  if (tx.execute("UPDATE " + table_ + " SET stock = stock + ? WHERE sku_id = ? AND active = 1",
                 pieces, sku_id) == 1) {
    return true;
  }
  tx.execute("UPDATE " + table_ + " SET stocked = stocked - ? WHERE sku_id = ?", pieces, sku_id);
  return false;
}

}  // namespace kaibo::mall

namespace kaibo::mall::sku_records {

const SkuTable& of_products() {
  static const SkuTable table("mall_sku", "product_id");
  return table;
}

bool set_aside(db::Transaction& tx, std::int64_t class_id, const Held& held) {
  if (!of_products().take(tx, held.sku_id, held.pieces)) return false;
  if (tx.execute("UPDATE mall_held_sku SET pieces = pieces + ? WHERE room_id = ? AND sku_id = ? "
                 "AND pieces + ? >= 0",
                 held.pieces, held.room_id, held.sku_id, held.pieces) == 1) {
    return true;
  }
  if (held.pieces < 0 || held_by(tx, held.room_id).contains(held.sku_id)) return false;
  tx.execute(
      "INSERT INTO mall_held_sku (room_id, sku_id, product_id, class_id, pieces) VALUES "
      "(?, ?, ?, ?, ?)",
      held.room_id, held.sku_id, held.product_id, class_id, held.pieces);
  return true;
}

bool sell_held(db::Transaction& tx, std::int64_t room_id, std::int64_t sku_id,
               std::int64_t pieces) {
  return tx.execute(
             "UPDATE mall_held_sku SET pieces = pieces - ? WHERE room_id = ? AND sku_id = ? AND "
             "pieces >= ?",
             pieces, room_id, sku_id, pieces) == 1;
}

std::map<std::int64_t, std::int64_t> held_by(db::Transaction& tx, std::int64_t room_id) {
  std::map<std::int64_t, std::int64_t> pieces;
  for (const db::Row row :
       tx.query("SELECT sku_id, pieces FROM mall_held_sku WHERE room_id = ?", room_id)) {
    pieces[row.integer(0)] = row.integer(1);
  }
  return pieces;
}

std::optional<std::int64_t> end_held(db::Transaction& tx, std::int64_t room_id,
                                     std::int64_t product_id) {
  std::optional<std::int64_t> sold_again;
  for (const db::Row row :
       tx.query("SELECT sku_id, pieces FROM mall_held_sku WHERE room_id = ? AND product_id = ?",
                room_id, product_id)) {
    const bool back = of_products().give_back(tx, row.integer(0), row.integer(1));
    sold_again = sold_again.value_or(0) + (back ? row.integer(1) : 0);
  }
  tx.execute("DELETE FROM mall_held_sku WHERE room_id = ? AND product_id = ?", room_id, product_id);
  return sold_again;
}

std::vector<std::int64_t> wrong_stock(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT k.product_id FROM mall_sku k LEFT JOIN (SELECT sku_id, SUM(quantity - restocked) AS "
      "pieces FROM mall_order_line GROUP BY sku_id) t ON t.sku_id = k.sku_id LEFT JOIN (SELECT "
      "sku_id, SUM(pieces) AS pieces, MIN(pieces) AS fewest FROM mall_held_sku GROUP BY sku_id) h "
      "ON h.sku_id = k.sku_id WHERE k.stock < 0 OR h.fewest < 0 OR k.stock <> k.stocked - "
      "COALESCE(t.pieces, 0) - COALESCE(h.pieces, 0) OR (k.active = 0 AND k.stock <> 0) UNION "
      "SELECT h.product_id FROM (SELECT room_id, product_id, SUM(pieces) AS pieces FROM "
      "mall_held_sku GROUP BY room_id, product_id) h LEFT JOIN mall_held m ON m.room_id = "
      "h.room_id AND m.product_id = h.product_id WHERE h.pieces > COALESCE(m.pieces, 0) UNION "
      "SELECT "
      "p.product_id FROM mall_product p JOIN (SELECT product_id, SUM(stock) AS stock FROM mall_sku "
      "WHERE active = 1 GROUP BY product_id) s ON s.product_id = p.product_id WHERE p.stock <> "
      "s.stock");
  return db::ids(rows);
}

}  // namespace kaibo::mall::sku_records
