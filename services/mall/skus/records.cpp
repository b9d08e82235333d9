#include "services/mall/skus/records.h"

namespace kaibo::mall::sku_records {

const SkuTable& of_products() {
  static const SkuTable table("mall_sku", "product_id");
  return table;
}

std::vector<std::int64_t> wrong_stock(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT k.product_id FROM mall_sku k LEFT JOIN (SELECT sku_id, SUM(quantity - restocked) AS "
      "pieces FROM mall_order_line GROUP BY sku_id) t ON t.sku_id = k.sku_id WHERE k.stock < 0 OR "
      "k.stock <> "
      "k.stocked - COALESCE(t.pieces, 0) OR (k.active = 0 AND k.stock <> 0) UNION SELECT "
      "p.product_id FROM mall_product p JOIN (SELECT product_id, SUM(stock) AS stock FROM mall_sku "
      "WHERE active = 1 GROUP BY product_id) s ON s.product_id = p.product_id WHERE p.stock <> "
      "s.stock");
  std::vector<std::int64_t> products;
  for (const db::Row row : rows) products.push_back(row.integer(0));
  return products;
}

}  // namespace kaibo::mall::sku_records
