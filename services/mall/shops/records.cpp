#include "services/mall/shops/records.h"

#include <string>

namespace kaibo::mall::shop_records {

namespace {

const std::string select_shop =
    "SELECT s.shop_id, s.owner_id, s.name, s.category, s.introduction, s.logo, s.opened_at, "
    "(SELECT COUNT(*) FROM mall_product p WHERE p.class_id = s.class_id AND p.shop_id = s.shop_id "
    "AND p.listed = 1), "
    "(SELECT COUNT(*) FROM mall_order o WHERE o.class_id = s.class_id AND o.seller_id = s.owner_id "
    "AND o.state IN (2, 3, 4)) FROM mall_shop s WHERE s.class_id = ?";

v1::Shop read_shop(const db::Row& row) {
  v1::Shop shop;
  shop.set_shop_id(row.integer(0));
  shop.set_owner_id(row.integer(1));
  shop.set_name(row.text(2));
  shop.set_category(row.text(3));
  shop.set_introduction(row.text(4));
  shop.set_logo(row.text(5));
  shop.set_opened_at(row.integer(6));
  shop.set_listed_products(static_cast<std::int32_t>(row.integer(7)));
  shop.set_paid_orders(static_cast<std::int32_t>(row.integer(8)));
  return shop;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop) {
  tx.execute(
      "INSERT INTO mall_shop (shop_id, class_id, owner_id, name, category, introduction, logo, "
      "opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      shop.shop_id(), class_id, shop.owner_id(), shop.name(), shop.category(), shop.introduction(),
      shop.logo(), shop.opened_at());
}

void update(db::Transaction& tx, const v1::Shop& shop) {
  tx.execute(
      "UPDATE mall_shop SET name = ?, category = ?, introduction = ?, logo = ? WHERE shop_id = ?",
      shop.name(), shop.category(), shop.introduction(), shop.logo(), shop.shop_id());
}

std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id,
                                 std::int64_t owner_id) {
  const db::Rows rows = tx.query(select_shop + " AND s.owner_id = ?", class_id, owner_id);
  if (rows.empty()) return std::nullopt;
  return read_shop(rows.front());
}

std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Shop> shops;
  for (const db::Row row : tx.query(select_shop + " ORDER BY s.shop_id", class_id)) {
    shops.push_back(read_shop(row));
  }
  return shops;
}

bool name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                std::int64_t except_shop_id) {
  return !tx.query("SELECT shop_id FROM mall_shop WHERE class_id = ? AND name = ? AND shop_id <> ?",
                   class_id, name, except_shop_id)
              .empty();
}

}  // namespace kaibo::mall::shop_records
