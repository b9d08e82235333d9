#include "services/mall/dashboard/records.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace kaibo::mall::dashboard_records {

void load(db::Transaction& tx, Looks& looks) {
  const db::Rows rows = tx.query(
      "SELECT looks, looked_at FROM mall_product_view WHERE product_id = ? AND visitor_id = ?",
      looks.product_id, looks.visitor_id);
  if (rows.empty()) return;
  looks.looks = rows.front().integer(0);
  looks.looked_at = rows.front().integer(1);
}

void store(db::Transaction& tx, const Looks& looks) {
  constexpr std::array<std::string_view, 2> keys{"product_id", "visitor_id"};
  constexpr std::array<std::string_view, 4> columns{"class_id", "seller_id", "looks", "looked_at"};
  const std::array<db::Param, 6> params{db::param(looks.product_id), db::param(looks.visitor_id),
                                        db::param(looks.class_id),   db::param(looks.seller_id),
                                        db::param(looks.looks),      db::param(looks.looked_at)};
  tx.upsert("mall_product_view", keys, columns, params);
}

std::vector<Sums> sums(db::Transaction& tx) {
  std::map<std::pair<std::int64_t, std::int64_t>, Sums> by_seller;
  const db::Rows orders = tx.query(
      "SELECT s.class_id, s.owner_id, s.shop_id, COUNT(o.order_id), COALESCE(SUM(o.amount_fen), "
      "0), COALESCE(SUM(CASE WHEN o.paid_at > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN "
      "o.paid_at > 0 THEN o.amount_fen ELSE 0 END), 0), COALESCE(SUM(o.refunded_fen), 0) FROM "
      "mall_shop s LEFT JOIN mall_order o ON o.class_id = s.class_id AND o.seller_id = s.owner_id "
      "GROUP BY s.class_id, s.owner_id, s.shop_id");
  for (const db::Row row : orders) {
    by_seller[{row.integer(0), row.integer(1)}] = {.class_id = row.integer(0),
                                                   .seller_id = row.integer(1),
                                                   .shop_id = row.integer(2),
                                                   .orders = row.integer(3),
                                                   .fen = row.integer(4),
                                                   .paid_orders = row.integer(5),
                                                   .paid_fen = row.integer(6),
                                                   .refunded_fen = row.integer(7)};
  }
  const db::Rows views = tx.query(
      "SELECT class_id, seller_id, SUM(looks), COUNT(DISTINCT visitor_id) FROM mall_product_view "
      "GROUP BY class_id, seller_id");
  for (const db::Row row : views) {
    Sums& seller = by_seller[{row.integer(0), row.integer(1)}];
    seller.class_id = row.integer(0);
    seller.seller_id = row.integer(1);
    seller.views = row.integer(2);
    seller.visitors = row.integer(3);
  }
  std::vector<Sums> all;
  for (const auto& [seller, found] : by_seller) all.push_back(found);
  return all;
}

}  // namespace kaibo::mall::dashboard_records
