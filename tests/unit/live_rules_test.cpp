#include <gtest/gtest.h>

#include <map>
#include <tuple>
#include <vector>

#include "services/live/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using test::refusal_of;

std::vector<std::int64_t> products_of(const std::vector<records::ShelfRow>& shelf) {
  std::vector<std::int64_t> products;
  int place = 0;
  for (const records::ShelfRow& row : shelf) {
    EXPECT_EQ(row.place, ++place);
    products.push_back(row.product_id);
  }
  return products;
}

class Shelf : public ::testing::Test {
 protected:
  Shelf() { numbers_.shelf_max = 3; }

  void put(std::int64_t product, int place) {
    shelf_ = rules::shelf_with(
        numbers_, shelf_,
        {.product_id = product, .place = place, .live_price_fen = 0, .sku_prices_fen = {}});
  }

  classroom::LiveRules numbers_;
  std::vector<records::ShelfRow> shelf_;
};

TEST_F(Shelf, NewProductsComeLastUnlessAPlaceIsNamed) {
  put(1, 0);
  put(2, 0);
  put(3, 1);
  EXPECT_EQ(products_of(shelf_), (std::vector<std::int64_t>{3, 1, 2}));
}

TEST_F(Shelf, AProductMovesAndIsNeverOnTheShelfTwice) {
  put(1, 0);
  put(2, 0);
  put(3, 0);
  put(3, 1);
  EXPECT_EQ(products_of(shelf_), (std::vector<std::int64_t>{3, 1, 2}));
  put(3, 0);
  EXPECT_EQ(products_of(shelf_), (std::vector<std::int64_t>{3, 1, 2}));
  put(3, 99);
  EXPECT_EQ(products_of(shelf_), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_F(Shelf, AFullShelfRefusesAnotherProductButNotAMove) {
  put(1, 0);
  put(2, 0);
  put(3, 0);
  EXPECT_EQ(test::refusal_of([&] { put(4, 0); }).code(), base::Code::failed_precondition);
  put(1, 3);
  EXPECT_EQ(products_of(shelf_), (std::vector<std::int64_t>{2, 3, 1}));
}

TEST_F(Shelf, WhatIsTakenOffLeavesNoHole) {
  put(1, 0);
  put(2, 0);
  put(3, 0);
  EXPECT_EQ(products_of(rules::shelf_without(shelf_, 2)), (std::vector<std::int64_t>{1, 3}));
}

v1::ShelfItem oranges_in_two_weights() {
  v1::ShelfItem item;
  item.mutable_product()->set_price_fen(2990);
  for (const auto& [sku_id, own, live] : {std::tuple{1, 2990, 1990}, {2, 5590, 0}}) {
    mall::v1::Sku& sku = *item.mutable_product()->add_skus();
    sku.set_sku_id(sku_id);
    sku.set_price_fen(own);
    sku.set_stock(7);
    v1::ShelfSku& row = *item.add_skus();
    row.set_sku_id(sku_id);
    row.set_live_price_fen(live);
  }
  return item;
}

TEST(ShelfSpecs, WhatCanBeBoughtIsEachSpecificationOrTheProductWithoutAny) {
  const std::vector<rules::Offered> rows = rules::offered(oranges_in_two_weights());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].price_fen, 1990);
  EXPECT_EQ(rows[0].shop_price_fen, 2990);
  EXPECT_EQ(rows[1].price_fen, 5590) << "its own";
  EXPECT_EQ(rows[1].stock, 7);
  v1::ShelfItem plain;
  plain.mutable_product()->set_price_fen(900);
  plain.mutable_product()->set_stock(4);
  const std::vector<rules::Offered> one = rules::offered(plain);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].sku_id, 0);
  EXPECT_EQ(one[0].price_fen, 900);
}

TEST(ShelfSpecs, PricesAreOfTheProductsSpecificationsEachOnceAndOwnPricesAreLeftOut) {
  const mall::v1::Product product = oranges_in_two_weights().product();
  classroom::MallRules numbers;
  numbers.price_fen = {.min = 1, .max = 100'000};
  v1::PutOnShelfRequest wish;
  const auto add = [&](std::int64_t sku_id, std::int64_t fen) {
    v1::ShelfSku& row = *wish.add_skus();
    row.set_sku_id(sku_id);
    row.set_live_price_fen(fen);
  };
  const auto field = [&] {
    return refusal_of([&] { rules::sku_prices(numbers, product, wish); }).field();
  };
  add(1, 1990);
  add(2, 5590);
  EXPECT_EQ(rules::sku_prices(numbers, product, wish),
            (std::map<std::int64_t, std::int64_t>{{1, 1990}}));
  add(1, 1000);
  EXPECT_EQ(field(), "skus");
  wish.clear_skus();
  add(2, 200'000);
  EXPECT_EQ(field(), "skus");
  wish.clear_skus();
  wish.set_live_price_fen(1000);
  EXPECT_EQ(field(), "live_price_fen");
}

}  // namespace
}  // namespace kaibo::live
