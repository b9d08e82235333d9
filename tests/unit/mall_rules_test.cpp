#include <gtest/gtest.h>

#include "services/mall/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using test::refusal_of;

classroom::MallRules numbers() {
  classroom::MallRules rules;
  rules.categories = {"水果"};
  rules.shop_name = {2, 20};
  rules.introduction_max = 10;
  rules.title = {5, 60};
  rules.pictures = {1, 5};
  rules.description_max = 100;
  rules.price_fen = {1, 10'000'000};
  rules.max_stock = 1000;
  rules.good_title = 10;
  rules.good_pictures = 2;
  rules.good_description = 8;
  rules.banned_words = {"第一品牌"};
  rules.couriers = {"中通快递"};
  rules.waybill = {8, 20};
  rules.max_lines = 3;
  rules.max_quantity = 50;
  return rules;
}

v1::SaveProductRequest good_product() {
  v1::SaveProductRequest product;
  product.set_title("赣南脐橙 现摘现发 5斤装");
  product.set_description("早上摘、下午发，皮薄好剥。");
  product.add_pictures("a");
  product.add_pictures("b");
  product.set_price_fen(2990);
  product.set_stock(10);
  return product;
}

TEST(MallRules, AShopNameIsCountedInCharactersNotBytes) {
  rules::check_shop(numbers(), "橙心", "水果", "");
  EXPECT_EQ(refusal_of([] { rules::check_shop(numbers(), "橙", "水果", ""); }).field(), "name");
  EXPECT_EQ(refusal_of([] { rules::check_shop(numbers(), "橙心", "汽车", ""); }).field(),
            "category");
}

TEST(MallRules, EachBadFieldOfAProductIsNamed) {
  const auto field_of = [](auto spoil) {
    v1::SaveProductRequest product = good_product();
    spoil(product);
    return refusal_of([&] { rules::check_product(numbers(), product); }).field();
  };
  rules::check_product(numbers(), good_product());
  EXPECT_EQ(field_of([](auto& p) { p.set_title("橙子"); }), "title");
  EXPECT_EQ(field_of([](auto& p) { p.clear_pictures(); }), "pictures");
  EXPECT_EQ(field_of([](auto& p) { p.set_price_fen(0); }), "price_fen");
  EXPECT_EQ(field_of([](auto& p) { p.set_price_fen(-1); }), "price_fen");
  EXPECT_EQ(field_of([](auto& p) { p.set_stock(-1); }), "stock");
  EXPECT_EQ(field_of([](auto& p) { p.set_stock(1001); }), "stock");
}

TEST(MallRules, AWeakProductIsToldWhatToMendAndNotRefused) {
  v1::Product product;
  product.set_title("第一品牌 脐橙");
  product.set_description("好吃");
  product.add_pictures("a");
  std::vector<std::string> kinds;
  for (const v1::Fault& fault : rules::product_faults(numbers(), product)) {
    kinds.push_back(fault.kind());
  }
  EXPECT_EQ(kinds, (std::vector<std::string>{"few_pictures", "short_title", "short_description",
                                             "banned_word"}));
}

TEST(MallRules, LinesOfOneProductAreAddedUpBeforeTheyAreChecked) {
  google::protobuf::RepeatedPtrField<v1::NewOrderLine> lines;
  for (const int quantity : {30, 20}) {
    v1::NewOrderLine& line = *lines.Add();
    line.set_product_id(7);
    line.set_quantity(quantity);
  }
  EXPECT_EQ(rules::merged_lines(numbers(), lines).at(0).quantity(), 50);
  lines.Mutable(0)->set_quantity(31);
  EXPECT_EQ(refusal_of([&] { rules::merged_lines(numbers(), lines); }).field(), "lines");
  lines.Clear();
  EXPECT_EQ(refusal_of([&] { rules::merged_lines(numbers(), lines); }).field(), "lines");
}

TEST(MallRules, AWaybillIsLettersAndDigitsOfAKnownCourier) {
  rules::check_waybill(numbers(), "中通快递", "ZT20260001");
  EXPECT_EQ(refusal_of([] { rules::check_waybill(numbers(), "飞鸽", "ZT20260001"); }).field(),
            "courier");
  for (const char* wrong : {"", "1234567", "ZT-2026-0001", "<script>alert"}) {
    EXPECT_EQ(refusal_of([&] { rules::check_waybill(numbers(), "中通快递", wrong); }).field(),
              "waybill");
  }
}

}  // namespace
}  // namespace kaibo::mall
