#include <gtest/gtest.h>

#include <vector>

#include "services/live/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

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
    shelf_ = rules::shelf_with(numbers_, shelf_,
                               {.product_id = product, .place = place, .live_price_fen = 0});
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

}  // namespace
}  // namespace kaibo::live
