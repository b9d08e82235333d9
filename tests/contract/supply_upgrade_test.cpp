#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

#include "generated/embedded/supply_schema.h"
#include "services/supply/orders/records.h"
#include "services/supply/stock/records.h"
#include "tests/support/databases.h"

/// What a class had before goods had specifications is there afterwards, and its books agree.
namespace kaibo::supply {
namespace {

class SupplyUpgrade : public contract::DatabaseTest {};
KAIBO_ON_EVERY_DATABASE(SupplyUpgrade);

TEST_P(SupplyUpgrade, KeepsPiecesLinesAndReturnsOfGoodsWithoutSpecifications) {
  const std::unique_ptr<db::Database> db = open();
  std::vector<base::Embedded> before;
  std::ranges::copy_if(embedded::supply_schema, std::back_inserter(before),
                       [](const base::Embedded& one) { return one.name < "004"; });
  db->migrate("supply", before);
  db->write_now(1, [](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO supply_good (good_id, class_id, title, category, description, origin, "
        "pictures, supply_price_fen, suggested_price_fen, stock, unit, min_quantity, stocked) "
        "VALUES (7, 1, 'good', 'x', '', '', '', 1000, 2000, 8, 'x', 1, 10)");
    tx.execute(
        "INSERT INTO supply_taken (holder_id, product_id, class_id, good_id, pieces) VALUES "
        "(20, 30, 1, 7, 2)");
    tx.execute(
        "INSERT INTO supply_order (supply_order_id, class_id, order_id, seller_id, buyer_id, "
        "supplier_id, state, hold, goods_fen, freight_fen, paid_fen, refunded_fen, automatic, "
        "attempts, courier, waybill, created_at, captured_at, shipped_at, closed_at, due_class_at, "
        "received_class_at) VALUES (40, 1, 20, 2, 3, 4, 4, 0, 2000, 0, 2000, 1000, 0, 1, '', '', "
        "0, 0, 0, 0, 0, 0)");
    tx.execute(
        "INSERT INTO supply_order_line (supply_order_id, product_id, class_id, good_id, title, "
        "picture, quantity, supply_price_fen, income_fen, income_back_fen) VALUES (40, 30, 1, 7, "
        "'good', '', 2, 1000, 3180, 0)");
    tx.execute(
        "INSERT INTO supply_return (return_id, class_id, supply_order_id, kind, state, reason, "
        "courier, waybill, resent_courier, resent_waybill, asked_at, sent_at, closed_at, "
        "after_sale_id) VALUES (50, 1, 40, 1, 3, '', '', '', '', '', 0, 0, 0, 0)");
    tx.execute(
        "INSERT INTO supply_return_line (return_id, product_id, class_id, quantity, refund_fen) "
        "VALUES (50, 30, 1, 1, 1000)");
  });
  db->migrate("supply", embedded::supply_schema);
  db->read_now([](db::Transaction& tx) {
    EXPECT_EQ(stock_records::find(tx, 20, 30, 0)->pieces, 2);
    const v1::SupplyOrderLine line = order_records::find(tx, 1, 40)->order.lines(0);
    EXPECT_EQ(line.quantity(), 2);
    EXPECT_EQ(line.income_fen(), 3180);
    EXPECT_EQ(line.sku_id(), 0);
    EXPECT_EQ(order_records::find_return(tx, 1, 50)->refund_fen(), 1000);
    EXPECT_TRUE(stock_records::wrong_goods(tx).empty());
    EXPECT_TRUE(order_records::wrong_money(tx).empty());
    return 0;
  });
}

}  // namespace
}  // namespace kaibo::supply
