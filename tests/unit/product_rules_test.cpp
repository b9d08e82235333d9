#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/mall/products/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using test::refusal_of;

const classroom::Profile& live_course() {
  static const classroom::Profiles profiles;
  return *profiles.find("live-hunan-2021");
}

/// Two axes and all four combinations.
v1::SaveProductRequest shirt() {
  v1::SaveProductRequest product;
  for (const auto& [name, values] :
       {std::pair{"颜色", std::pair{"红", "蓝"}}, {"尺码", std::pair{"大", "小"}}}) {
    v1::SpecAxis& axis = *product.add_axes();
    axis.set_name(name);
    axis.add_values(values.first);
    axis.add_values(values.second);
  }
  std::int64_t price = 3000;
  for (const std::string& colour : product.axes(0).values()) {
    for (const std::string& size : product.axes(1).values()) {
      v1::Sku& sku = *product.add_skus();
      sku.add_values(colour);
      sku.add_values(size);
      sku.set_price_fen(price += 100);
      sku.set_stock(5);
    }
  }
  return product;
}

std::string field_of_refusal(const v1::SaveProductRequest& product) {
  return refusal_of([&] {
           product_rules::check_details(live_course().mall, live_course().shop.catalog, product);
         })
      .field();
}

TEST(ProductRules, EveryCombinationStandsThereOnce) {
  EXPECT_NO_THROW(
      product_rules::check_details(live_course().mall, live_course().shop.catalog, shirt()));
  v1::SaveProductRequest product = shirt();
  product.mutable_skus()->RemoveLast();
  EXPECT_EQ(field_of_refusal(product), "skus") << "one is missing";
  product = shirt();
  *product.mutable_skus(3) = product.skus(0);
  EXPECT_EQ(field_of_refusal(product), "skus") << "one stands there twice";
  product = shirt();
  product.mutable_skus(0)->set_values(0, "绿");
  EXPECT_EQ(field_of_refusal(product), "skus") << "a value that no axis has";
  product = shirt();
  product.mutable_skus(0)->set_price_fen(0);
  EXPECT_EQ(field_of_refusal(product), "skus");
  product = shirt();
  product.mutable_axes(0)->set_values(1, "红");
  EXPECT_EQ(field_of_refusal(product), "axes") << "a value twice";
}

TEST(ProductRules, ThereAreAtMostThreeAxesAndAHundredCombinations) {
  v1::SaveProductRequest product;
  for (int axis = 0; axis < 3; ++axis) {
    v1::SpecAxis& made = *product.add_axes();
    made.set_name("规格" + std::to_string(axis));
    for (int value = 0; value < 5; ++value) made.add_values(std::to_string(value));
  }
  EXPECT_EQ(field_of_refusal(product), "skus") << "125 combinations";
  *product.add_axes() = product.axes(0);
  EXPECT_EQ(field_of_refusal(product), "axes");
}

TEST(ProductRules, PriceAndStockFollowFromTheSpecifications) {
  v1::SaveProductRequest product = shirt();
  product_rules::sum_up(product);
  EXPECT_EQ(product.price_fen(), 3100);
  EXPECT_EQ(product.stock(), 20);
}

TEST(ProductRules, AttributesBelongToTheCategory) {
  v1::SaveProductRequest product;
  product.set_category("新鲜水果");
  v1::Attribute& attribute = *product.add_attributes();
  attribute.set_name("储存方式");
  attribute.set_value("冷藏");
  EXPECT_NO_THROW(
      product_rules::check_details(live_course().mall, live_course().shop.catalog, product));
  product.mutable_attributes(0)->set_value("埋在土里");
  EXPECT_EQ(field_of_refusal(product), "attributes");
  product.mutable_attributes(0)->set_name("马力");
  EXPECT_EQ(field_of_refusal(product), "attributes");
  product.set_category("飞机");
  EXPECT_EQ(field_of_refusal(product), "category");
}

TEST(ProductRules, MissingAttributesAreNamed) {
  v1::Product product;
  EXPECT_TRUE(product_rules::missing_attributes(live_course().shop.catalog, product).empty());
  product.set_category("新鲜水果");
  v1::Attribute& origin = *product.add_attributes();
  origin.set_name("产地");
  origin.set_value("湖南永州");
  const auto faults = product_rules::missing_attributes(live_course().shop.catalog, product);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].kind(), "missing_attribute");
  ASSERT_EQ(faults[0].words_size(), 2);
  EXPECT_EQ(faults[0].words(0), "净含量");
}

TEST(ProductRules, AChoiceIsReadBackAsItsValues) {
  const v1::Sku sku = shirt().skus(1);
  EXPECT_EQ(product_rules::values_of(product_rules::choice_of(sku)),
            (std::vector<std::string>{sku.values().begin(), sku.values().end()}));
  EXPECT_EQ(product_rules::values_of("红"), std::vector<std::string>{"红"});
}

TEST(ProductRules, WhoChangesAStockThatASupplierBoundsMeansTheNumberSeen) {
  v1::Product product;
  *product.mutable_skus() = shirt().skus();
  for (v1::Sku& sku : *product.mutable_skus()) sku.set_stock(30);
  v1::Product shown = product;
  for (v1::Sku& sku : *shown.mutable_skus()) sku.set_stock(5);
  product_rules::Skus wish = shown.skus();
  for (v1::Sku& sku : wish) sku.set_stock_seen(5);
  wish[1].set_stock(4);
  const product_rules::Skus meant = product_rules::unbounded(wish, product, shown);
  EXPECT_EQ(meant[0].stock_seen(), 5) << "left as it is";
  EXPECT_EQ(meant[1].stock_seen(), 30) << "4 of 30 stay";
}

TEST(ProductRules, AttributesAreCompleteInACategoryThatMissesNone) {
  v1::Product product;
  EXPECT_FALSE(product_rules::attributes_complete(product)) << "no category, no attributes";
  product.set_category("新鲜水果");
  EXPECT_TRUE(product_rules::attributes_complete(product));
  product.add_faults()->set_kind("few_pictures");
  EXPECT_TRUE(product_rules::attributes_complete(product));
  *product.add_faults() =
      product_rules::missing_attributes(live_course().shop.catalog, product).at(0);
  EXPECT_FALSE(product_rules::attributes_complete(product));
}

}  // namespace
}  // namespace kaibo::mall
