#include "services/supply/market/records.h"

#include <algorithm>
#include <map>
#include <utility>
#include "common/base/text.h"

#include "common/db/sql_text.h"
#include "services/mall/products/rules.h"
#include "services/supply/stock/records.h"

namespace kaibo::supply::market_records {

namespace {

/// Its parameters are (viewer, class). State 1 is linked.
const std::string select_good =
    "SELECT g.good_id, g.title, g.category, g.description, g.origin, g.pictures, "
    "g.supply_price_fen, g.suggested_price_fen, g.stock, g.unit, g.min_quantity, g.supplier_id, "
    "g.specification, g.ships_from, g.stopped, g.version, COALESCE(s.name, ''), "
    "COALESCE(s.place, ''), COALESCE(s.freight_fen, 0), g.axis_names, "
    "(SELECT COUNT(DISTINCT l.seller_id) FROM supply_link l WHERE l.good_id = g.good_id AND "
    "l.state = 1), "
    "(SELECT MAX(l.product_id) FROM supply_link l WHERE l.good_id = g.good_id AND l.state = 1 AND "
    "l.seller_id = ?) "
    "FROM supply_good g LEFT JOIN supply_supplier s ON s.supplier_id = g.supplier_id WHERE "
    "g.class_id = ?";

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
  good.set_supplier_id(row.integer(11));
  good.set_specification(row.text(12));
  good.set_ships_from(row.text(13).empty() ? row.text(17) : row.text(13));
  good.set_stopped(row.flag(14));
  good.set_version(row.integer(15));
  good.set_supplier_name(row.text(16));
  good.set_freight_fen(row.integer(18));
  if (!row.text(19).empty()) {
    for (const std::string& name : mall::product_rules::values_of(row.text(19))) {
      good.add_axes()->set_name(name);
    }
  }
  good.set_shops(static_cast<std::int32_t>(row.integer(20)));
  good.set_own_product_id(row.integer(21));
  return good;
}

/// The values of an axis stand in the specifications, which are all combinations in their order.
void fill_skus(std::vector<mall::v1::Sku>& skus, v1::Good& good) {
  for (mall::v1::Sku& sku : skus) {
    for (int i = 0; i < good.axes_size(); ++i) {
      mall::v1::SpecAxis& axis = *good.mutable_axes(i);
      if (std::ranges::find(axis.values(), sku.values(i)) == axis.values().end()) {
        axis.add_values(sku.values(i));
      }
    }
    *good.add_skus() = std::move(sku);
  }
}

std::vector<v1::Good> read_all(db::Transaction& tx, const db::Rows& rows) {
  std::vector<v1::Good> goods;
  goods.reserve(rows.size());
  std::vector<std::int64_t> with_skus;
  for (const db::Row row : rows) {
    const v1::Good& good = goods.emplace_back(read_good(row));
    if (!good.axes().empty()) with_skus.push_back(good.good_id());
  }
  std::map<std::int64_t, std::vector<mall::v1::Sku>> skus =
      stock_records::skus().of_all(tx, with_skus);
  for (v1::Good& good : goods) fill_skus(skus[good.good_id()], good);
  return goods;
}

/// Written like the values of a specification.
std::string axis_names_of(const v1::Good& good) {
  mall::v1::Sku names;
  for (const mall::v1::SpecAxis& axis : good.axes()) names.add_values(axis.name());
  return mall::product_rules::choice_of(names);
}

const char* order_by(v1::GoodSort sort) {
  switch (sort) {
    case v1::GOOD_SORT_NEWEST:
      return " ORDER BY g.good_id DESC";
    case v1::GOOD_SORT_PRICE_UP:
      return " ORDER BY g.supply_price_fen, g.good_id";
    case v1::GOOD_SORT_PRICE_DOWN:
      return " ORDER BY g.supply_price_fen DESC, g.good_id";
    case v1::GOOD_SORT_MARGIN:
      return " ORDER BY g.suggested_price_fen - g.supply_price_fen DESC, g.good_id";
    case v1::GOOD_SORT_STOCK:
      return " ORDER BY g.stock DESC, g.good_id";
    default:
      return " ORDER BY g.good_id";
  }
}

std::string pictures_of(const v1::Good& good) {
  return db::join_list({good.pictures().begin(), good.pictures().end()});
}

v1::Supplier read_supplier(const db::Row& row) {
  v1::Supplier supplier;
  supplier.set_supplier_id(row.integer(0));
  supplier.set_name(row.text(1));
  supplier.set_place(row.text(2));
  supplier.set_introduction(row.text(3));
  supplier.set_freight_fen(row.integer(4));
  v1::Behaviour& behaviour = *supplier.mutable_behaviour();
  behaviour.set_accept_minutes(static_cast<std::int32_t>(row.integer(5)));
  behaviour.set_prepare_minutes(static_cast<std::int32_t>(row.integer(6)));
  behaviour.set_late_percent(static_cast<std::int32_t>(row.integer(7)));
  behaviour.set_late_minutes(static_cast<std::int32_t>(row.integer(8)));
  behaviour.set_short_percent(static_cast<std::int32_t>(row.integer(9)));
  behaviour.set_inspect_minutes(static_cast<std::int32_t>(row.integer(10)));
  behaviour.set_reject_percent(static_cast<std::int32_t>(row.integer(11)));
  supplier.set_goods(static_cast<std::int32_t>(row.integer(12)));
  return supplier;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Good& good) {
  tx.execute(
      "INSERT INTO supply_good (good_id, class_id, title, category, description, origin, pictures, "
      "supply_price_fen, suggested_price_fen, stock, unit, min_quantity, supplier_id, "
      "specification, ships_from, stopped, version, stocked, axis_names) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?)",
      good.good_id(), class_id, good.title(), good.category(), good.description(), good.origin(),
      pictures_of(good), good.supply_price_fen(), good.suggested_price_fen(), good.stock(),
      good.unit(), good.min_quantity(), good.supplier_id(), good.specification(), good.ships_from(),
      good.stock(), axis_names_of(good));
}

bool update(db::Transaction& tx, const v1::Good& good) {
  return tx.execute(
             "UPDATE supply_good SET title = ?, category = ?, description = ?, origin = ?, "
             "pictures = ?, supply_price_fen = ?, suggested_price_fen = ?, unit = ?, "
             "min_quantity = ?, supplier_id = ?, specification = ?, ships_from = ?, axis_names = "
             "?, version = version + 1 WHERE good_id = ? AND version = ?",
             good.title(), good.category(), good.description(), good.origin(), pictures_of(good),
             good.supply_price_fen(), good.suggested_price_fen(), good.unit(), good.min_quantity(),
             good.supplier_id(), good.specification(), good.ships_from(), axis_names_of(good),
             good.good_id(), good.version()) == 1;
}

bool set_stopped(db::Transaction& tx, std::int64_t good_id, bool stopped) {
  return tx.execute(
             "UPDATE supply_good SET stopped = ?, version = version + 1 WHERE good_id = ? AND "
             "stopped <> ?",
             stopped ? 1 : 0, good_id, stopped ? 1 : 0) == 1;
}

std::optional<v1::Good> find(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id,
                             std::int64_t viewer_id) {
  const db::Rows rows = tx.query(select_good + " AND g.good_id = ?", viewer_id, class_id, good_id);
  if (rows.empty()) return std::nullopt;
  return std::move(read_all(tx, rows).front());
}

std::vector<v1::Good> search(db::Transaction& tx, const v1::SearchGoodsRequest& wish,
                             std::int64_t viewer_id) {
  const std::string pattern = db::like_pattern(base::tidy(wish.words()));
  const db::Rows rows = tx.query(
      select_good +
          " AND (? = '' OR g.category = ?) AND (? = 0 OR g.supplier_id = ?) AND "
          "g.supply_price_fen >= ? AND (? = 0 OR g.supply_price_fen <= ?) AND (? = 0 OR (g.stock > "
          "0 AND g.stopped = 0)) AND (? = 1 OR g.stopped = 0) AND (LOWER(g.title) LIKE LOWER(?) "
          "ESCAPE '!' OR LOWER(g.origin) LIKE LOWER(?) ESCAPE '!' OR LOWER(g.specification) LIKE "
          "LOWER(?) ESCAPE '!')" +
          order_by(wish.sort()),
      viewer_id, wish.class_id(), wish.category(), wish.category(), wish.supplier_id(),
      wish.supplier_id(), wish.from_fen(), wish.to_fen(), wish.to_fen(), wish.in_stock() ? 1 : 0,
      wish.with_stopped() ? 1 : 0, pattern, pattern, pattern);
  return read_all(tx, rows);
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

std::int64_t count(db::Transaction& tx, std::int64_t class_id) {
  return tx.query("SELECT COUNT(*) FROM supply_good WHERE class_id = ?", class_id)
      .front()
      .integer(0);
}

bool insert(db::Transaction& tx, std::int64_t class_id, const v1::Supplier& supplier) {
  const v1::Behaviour& behaviour = supplier.behaviour();
  try {
    tx.execute(
        "INSERT INTO supply_supplier (supplier_id, class_id, name, place, introduction, "
        "freight_fen, accept_minutes, prepare_minutes, late_percent, late_minutes, short_percent, "
        "inspect_minutes, reject_percent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        supplier.supplier_id(), class_id, supplier.name(), supplier.place(),
        supplier.introduction(), supplier.freight_fen(), behaviour.accept_minutes(),
        behaviour.prepare_minutes(), behaviour.late_percent(), behaviour.late_minutes(),
        behaviour.short_percent(), behaviour.inspect_minutes(), behaviour.reject_percent());
    return true;
  } catch (const db::DuplicateKey&) {
    return false;
  }
}

bool update(db::Transaction& tx, const v1::Supplier& supplier) {
  const v1::Behaviour& behaviour = supplier.behaviour();
  try {
    tx.execute(
        "UPDATE supply_supplier SET name = ?, place = ?, introduction = ?, freight_fen = ?, "
        "accept_minutes = ?, prepare_minutes = ?, late_percent = ?, late_minutes = ?, "
        "short_percent = ?, inspect_minutes = ?, reject_percent = ? WHERE supplier_id = ?",
        supplier.name(), supplier.place(), supplier.introduction(), supplier.freight_fen(),
        behaviour.accept_minutes(), behaviour.prepare_minutes(), behaviour.late_percent(),
        behaviour.late_minutes(), behaviour.short_percent(), behaviour.inspect_minutes(),
        behaviour.reject_percent(), supplier.supplier_id());
    return true;
  } catch (const db::DuplicateKey&) {
    return false;
  }
}

std::vector<v1::Supplier> suppliers(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Supplier> all;
  for (const db::Row row : tx.query(
           "SELECT s.supplier_id, s.name, s.place, s.introduction, s.freight_fen, "
           "s.accept_minutes, s.prepare_minutes, s.late_percent, s.late_minutes, s.short_percent, "
           "s.inspect_minutes, s.reject_percent, (SELECT COUNT(*) FROM supply_good g WHERE "
           "g.supplier_id = s.supplier_id) FROM supply_supplier s WHERE s.class_id = ? ORDER BY "
           "s.supplier_id",
           class_id)) {
    all.push_back(read_supplier(row));
  }
  return all;
}

}  // namespace kaibo::supply::market_records
