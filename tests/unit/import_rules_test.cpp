#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/mall/imports/rules.h"

namespace kaibo::mall {
namespace {

using google::protobuf::RepeatedPtrField;

const classroom::Profile& import_course() {
  static const classroom::Profiles profiles;
  return *profiles.find("live-hunan-2021");
}

v1::ProductRow import_row(int number, const std::string& code) {
  v1::ProductRow row;
  row.set_row(number);
  row.set_code(code);
  row.set_title("永州脐橙 现摘现发 5斤装");
  row.set_price_fen(2990);
  row.set_stock(10);
  row.set_stock_seen(-1);
  return row;
}

v1::ProductRow specified_row(int number, const std::string& value) {
  v1::ProductRow row = import_row(number, "B-01");
  v1::Attribute& one = *row.add_specification();
  one.set_name("重量");
  one.set_value(value);
  return row;
}

v1::Product stored_product(std::int64_t id, const std::string& code, int stock) {
  v1::Product product;
  product.set_product_id(id);
  product.set_version(3);
  product.set_code(code);
  product.set_stock(stock);
  product.add_pictures("a");
  product.set_video("v.mp4");
  product.set_freight_template_id(9);
  return product;
}

/// "row field" of each fault.
std::vector<std::string> import_faults(const import_rules::Group& rows,
                                       const std::vector<const v1::Product*>& same = {}) {
  std::vector<std::string> places;
  const classroom::Profile& course = import_course();
  for (const v1::RowFault& fault :
       import_rules::faults_of(course.mall, course.shop.catalog, rows, same)) {
    EXPECT_FALSE(fault.zh().empty() || fault.en().empty());
    places.push_back(std::to_string(fault.row()) + " " + fault.field());
  }
  return places;
}

using FaultPlaces = std::vector<std::string>;

TEST(ImportRules, RowsOfOneCodeAreOneProductAndRowsWithoutAreEachTheirOwn) {
  RepeatedPtrField<v1::ProductRow> rows;
  for (const auto& [number, code] :
       {std::pair{2, "A"}, {3, "B"}, {4, " A "}, {5, ""}, {6, ""}, {7, "a"}}) {
    *rows.Add() = import_row(number, code);
  }
  std::vector<std::vector<int>> numbers;
  for (const import_rules::Group& group : import_rules::grouped(rows)) {
    numbers.emplace_back();
    for (const v1::ProductRow& row : group) numbers.back().push_back(row.row());
  }
  EXPECT_EQ(numbers, (std::vector<std::vector<int>>{{2, 4}, {3}, {5}, {6}, {7}}));
}

TEST(ImportRules, AProductWithoutACodeIsKnownByItsNumberAndKeepsNone) {
  const v1::Product stored = stored_product(77, "", 5);
  EXPECT_EQ(import_rules::code_of(stored), "P77");
  const v1::SaveProductRequest wish = import_rules::wish_of({import_row(2, "P77")}, &stored);
  EXPECT_EQ(wish.product_id(), 77);
  EXPECT_EQ(wish.version(), 3);
  EXPECT_EQ(wish.code(), "");
  EXPECT_EQ(wish.pictures_size(), 1) << "pictures stay";
  EXPECT_EQ(wish.video(), "v.mp4");
  EXPECT_EQ(wish.freight_template_id(), 9);
}

TEST(ImportRules, AGoodRowHasNoFaultAndANewProductIsADraft) {
  EXPECT_EQ(import_faults({import_row(2, "A-01")}), FaultPlaces{});
  const v1::SaveProductRequest wish = import_rules::wish_of({import_row(2, "A-01")}, nullptr);
  EXPECT_TRUE(wish.draft());
  EXPECT_EQ(wish.code(), "A-01");
  EXPECT_EQ(wish.stock(), 10);
}

TEST(ImportRules, EachFaultIsNamedByRowAndField) {
  EXPECT_EQ(import_faults({import_row(2, "")}), FaultPlaces{"2 code"});
  v1::ProductRow row = import_row(3, "A-01");
  row.set_title("橙");
  row.set_price_fen(0);
  row.set_listed(true);
  EXPECT_EQ(import_faults({row}), (FaultPlaces{"3 title", "3 listed", "3 price_fen"}));
  row = import_row(4, "A-01");
  row.set_list_price_fen(100);
  EXPECT_EQ(import_faults({row}), FaultPlaces{"4 list_price_fen"});
  row = import_row(5, "A-01");
  row.set_category("汽车");
  EXPECT_EQ(import_faults({row}), FaultPlaces{"5 category"});
  row = import_row(6, "A-01");
  row.set_weight_grams(-1);
  EXPECT_EQ(import_faults({row}), FaultPlaces{"6 weight_grams"});
  EXPECT_EQ(import_faults({import_row(7, "A-01"), import_row(9, "A-01")}), FaultPlaces{"9 code"});
}

TEST(ImportRules, ACodeOfSeveralProductsIsRefused) {
  const v1::Product one = stored_product(1, "A-01", 5);
  const v1::Product other = stored_product(2, "A-01", 5);
  EXPECT_EQ(import_faults({import_row(2, "A-01")}, {&one, &other}), FaultPlaces{"2 code"});
}

TEST(ImportRules, RowsWithSpecificationsMakeOneProductOfAllCombinations) {
  const import_rules::Group rows{specified_row(2, "5斤"), specified_row(3, "10斤")};
  EXPECT_EQ(import_faults(rows), FaultPlaces{});
  const v1::SaveProductRequest wish = import_rules::wish_of(rows, nullptr);
  ASSERT_EQ(wish.axes_size(), 1);
  EXPECT_EQ(wish.axes(0).values_size(), 2);
  ASSERT_EQ(wish.skus_size(), 2);
  EXPECT_EQ(wish.skus(1).values(0), "10斤");
  EXPECT_EQ(wish.stock(), 20);

  EXPECT_EQ(import_faults({specified_row(2, "5斤"), specified_row(3, "5斤")}),
            FaultPlaces{"2 specification"});
  EXPECT_EQ(import_faults({specified_row(2, "5斤"), import_row(3, "B-01")}),
            FaultPlaces{"3 specification"});
  v1::ProductRow dear = specified_row(3, "10斤");
  dear.set_price_fen(0);
  EXPECT_EQ(import_faults({specified_row(2, "5斤"), dear}), FaultPlaces{"3 price_fen"})
      << "in the row it stands in";
}

TEST(ImportRules, SpecificationsAreNotLostByARowWithoutAny) {
  v1::Product stored = stored_product(1, "B-01", 5);
  stored.add_skus()->add_values("5斤");
  EXPECT_EQ(import_faults({import_row(2, "B-01")}, {&stored}), FaultPlaces{"2 specification"});
}

TEST(ImportRules, StockChangesByWhatWasChangedSinceTheExport) {
  const v1::Product stored = stored_product(1, "A-01", 4);
  v1::ProductRow row = import_row(2, "A-01");
  EXPECT_EQ(import_rules::wish_of({row}, &stored).stock_seen(), 4) << "not exported: as it is now";
  row.set_stock_seen(10);
  EXPECT_EQ(import_rules::wish_of({row}, &stored).stock_seen(), 10);
  EXPECT_EQ(import_faults({row}, {&stored}), FaultPlaces{}) << "six were sold, nothing was changed";
  row.set_stock(6);
  EXPECT_EQ(import_faults({row}, {&stored}), FaultPlaces{}) << "the last four are taken out";
  row.set_stock(5);
  EXPECT_EQ(import_faults({row}, {&stored}), FaultPlaces{"2 stock"}) << "five are not there";
}

}  // namespace
}  // namespace kaibo::mall
