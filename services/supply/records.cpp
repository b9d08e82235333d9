#include "services/supply/records.h"

#include "common/db/sql_text.h"

namespace kaibo::supply::records {

namespace {

const std::string select_good =
    "SELECT good_id, title, category, description, origin, pictures, supply_price_fen, "
    "suggested_price_fen, stock, unit, min_quantity FROM supply_good WHERE class_id = ?";

v1::Good read_good(const db::Row& row) {
  v1::Good good;
  good.set_good_id(row.integer(0));
  good.set_title(row.text(1));
  good.set_category(row.text(2));
  good.set_description(row.text(3));
  good.set_origin(row.text(4));
  for (const std::string& picture : db::split_list(row.text(5))) good.add_pictures(picture);
  good.set_supply_price_fen(row.integer(6));
  good.set_suggested_price_fen(row.integer(7));
  good.set_stock(static_cast<std::int32_t>(row.integer(8)));
  good.set_unit(row.text(9));
  good.set_min_quantity(static_cast<std::int32_t>(row.integer(10)));
  return good;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Good& good) {
  tx.execute(
      "INSERT INTO supply_good (good_id, class_id, title, category, description, origin, pictures, "
      "supply_price_fen, suggested_price_fen, stock, unit, min_quantity) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      good.good_id(), class_id, good.title(), good.category(), good.description(), good.origin(),
      db::join_list({good.pictures().begin(), good.pictures().end()}), good.supply_price_fen(),
      good.suggested_price_fen(), good.stock(), good.unit(), good.min_quantity());
}

std::optional<v1::Good> find(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id) {
  const db::Rows rows = tx.query(select_good + " AND good_id = ?", class_id, good_id);
  if (rows.empty()) return std::nullopt;
  return read_good(rows.front());
}

std::vector<v1::Good> search(db::Transaction& tx, std::int64_t class_id, std::string_view words,
                             std::string_view category) {
  const std::string pattern = db::like_pattern(words);
  const db::Rows rows =
      tx.query(select_good +
                   " AND (? = '' OR category = ?) AND (LOWER(title) LIKE LOWER(?) ESCAPE '!' OR "
                   "LOWER(origin) LIKE LOWER(?) ESCAPE '!') ORDER BY good_id",
               class_id, category, category, pattern, pattern);
  std::vector<v1::Good> goods;
  goods.reserve(rows.size());
  for (const db::Row row : rows) goods.push_back(read_good(row));
  return goods;
}

std::vector<std::string> categories(db::Transaction& tx, std::int64_t class_id) {
  std::vector<std::string> names;
  for (const db::Row row :
       tx.query("SELECT DISTINCT category FROM supply_good WHERE class_id = ? ORDER BY category",
                class_id)) {
    names.push_back(row.text(0));
  }
  return names;
}

}  // namespace kaibo::supply::records
