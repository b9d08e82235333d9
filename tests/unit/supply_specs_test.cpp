#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "services/classroom/profile.h"
#include "services/supply/incidents/rules.h"
#include "services/supply/links/rules.h"
#include "services/supply/orders/rules.h"
#include "services/supply/rules.h"
#include "services/supply/stock/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::supply {
namespace {

/// Two weights by two sizes; ids 1 to 4, at ¥10.00, ¥12.00, ¥18.00 and ¥20.00, suggested for twice.
v1::Good good_with_skus() {
  v1::Good good;
  good.set_title("麻阳冰糖橙 皮薄汁多 多规格可选");
  good.set_category("水果");
  good.add_pictures("one");
  good.set_min_quantity(1);
  good.add_axes()->set_name("重量");
  good.add_axes()->set_name("果径");
  std::int64_t id = 0;
  for (const auto& [weight, price] : {std::pair{"5斤", 1000}, {"10斤", 1800}}) {
    good.mutable_axes(0)->add_values(weight);
    for (const auto& [size, more] : {std::pair{"中果", 0}, {"大果", 200}}) {
      if (id < 2) good.mutable_axes(1)->add_values(size);
      mall::v1::Sku& sku = *good.add_skus();
      sku.set_sku_id(++id);
      sku.add_values(weight);
      sku.add_values(size);
      sku.set_price_fen(price + more);
      sku.set_list_price_fen(2 * (price + more));
      sku.set_stock(10);
    }
  }
  rules::sum_up(good);
  return good;
}

v1::CopyGoodRequest wish_of_skus(const std::vector<std::int64_t>& sku_ids) {
  v1::CopyGoodRequest wish;
  wish.set_own_cap(7);
  wish.mutable_mark_up()->set_kind(v1::MARK_UP_KIND_PERCENT);
  wish.mutable_mark_up()->set_percent(50);
  for (const std::int64_t id : sku_ids) {
    v1::CopySku& chosen = *wish.add_skus();
    chosen.set_sku_id(id);
    chosen.set_price_fen(100 * id);
    chosen.set_own_cap(static_cast<std::int32_t>(id));
  }
  return wish;
}

TEST(SupplySpecifications, MakeTheFiguresOfTheirGoodAndKeepTheMallsRules) {
  const classroom::Profiles profiles;
  const classroom::Profile& profile = *profiles.find("live-hunan-2021");
  v1::Good good = good_with_skus();
  EXPECT_EQ(good.supply_price_fen(), 1000);
  EXPECT_EQ(good.suggested_price_fen(), 2000);
  EXPECT_EQ(good.stock(), 40);
  EXPECT_NO_THROW(rules::check_good(profile, good));
  good.mutable_skus(3)->set_list_price_fen(1999);
  EXPECT_EQ(test::refusal_of([&] { rules::check_good(profile, good); }).field(), "good.skus");
  good.mutable_skus()->RemoveLast();
  EXPECT_EQ(test::refusal_of([&] { rules::check_good(profile, good); }).field(), "good.skus");
}

TEST(SupplySpecifications, ThatDifferAreTold) {
  const v1::Good good = good_with_skus();
  v1::Good changed = good;
  changed.mutable_skus(0)->set_stock(1);
  EXPECT_FALSE(rules::skus_differ(good, changed)) << "stock is told by itself";
  changed.mutable_skus(0)->set_price_fen(1);
  EXPECT_TRUE(rules::skus_differ(good, changed));
  changed = good;
  changed.mutable_skus()->RemoveLast();
  EXPECT_TRUE(rules::skus_differ(good, changed));
}

TEST(SupplyListing, LeftToTheRuleHasAllSpecifications) {
  const v1::Good good = good_with_skus();
  const v1::CopyGoodRequest wish = link_rules::completed(good, wish_of_skus({}));
  ASSERT_EQ(wish.skus_size(), 4);
  EXPECT_EQ(wish.skus(2).price_fen(), 2700);
  EXPECT_EQ(wish.skus(2).own_cap(), 7);
  EXPECT_EQ(link_rules::completed(good, wish_of_skus({2})).skus_size(), 1);
}

TEST(SupplyListing, HasTheChosenSpecificationsAndHolesWithoutStock) {
  const v1::Good good = good_with_skus();
  const mall::v1::SaveProductRequest product =
      link_rules::product_of(good, wish_of_skus({1, 2, 4}));
  ASSERT_EQ(product.skus_size(), 4);
  EXPECT_EQ(product.skus(3).price_fen(), 400);
  EXPECT_EQ(product.skus(3).stock(), 4);
  EXPECT_EQ(product.skus(2).price_fen(), 2700) << "the hole, by the rule";
  EXPECT_EQ(product.skus(2).stock(), 0);
  const mall::v1::SaveProductRequest large = link_rules::product_of(good, wish_of_skus({2, 4}));
  EXPECT_EQ(large.skus_size(), 2);
  EXPECT_EQ(large.axes(1).values_size(), 1);

  const mall::v1::SaveProductRequest single = link_rules::product_of(good, wish_of_skus({3}));
  EXPECT_TRUE(single.axes().empty());
  EXPECT_EQ(single.price_fen(), 300);
  EXPECT_EQ(single.stock(), 3);
  EXPECT_NE(single.description().find("10斤 / 中果"), std::string::npos);
}

TEST(SupplyListing, MapsTheProductsSpecificationsByTheirValues) {
  const v1::Good good = good_with_skus();
  mall::v1::Product product;
  for (const int at : {3, 1}) {
    mall::v1::Sku& sku = *product.add_skus();
    *sku.mutable_values() = good.skus(at).values();
    sku.set_sku_id(100 + at);
  }
  v1::Link link;
  link_rules::map(good, wish_of_skus({2, 4}), product, link);
  ASSERT_EQ(link.skus_size(), 2);
  EXPECT_EQ(link.skus(0).sku_id(), 101);
  EXPECT_EQ(link.skus(0).good_sku_id(), 2);
  EXPECT_EQ(link.skus(0).accepted_price_fen(), 1200);
  v1::Link single;
  link_rules::map(good, wish_of_skus({4}), {}, single);
  ASSERT_EQ(single.skus_size(), 1);
  EXPECT_EQ(single.skus(0).sku_id(), 0);
  EXPECT_EQ(single.skus(0).good_sku_id(), 4);
}

TEST(SupplyLink, TellsOfEachSpecification) {
  v1::Good good = good_with_skus();
  mall::v1::Product own;
  for (int at = 0; at < 3; ++at) {
    mall::v1::Sku& sku = *own.add_skus();
    sku.set_sku_id(100 + at);
    sku.set_price_fen(1500);
    sku.set_stock(50);
  }
  v1::Link link;
  for (const auto& [sku_id, good_sku_id] : {std::pair{100, 1}, {101, 9}}) {
    v1::LinkSku& sku = *link.add_skus();
    sku.set_sku_id(sku_id);
    sku.set_good_sku_id(good_sku_id);
    sku.set_accepted_price_fen(1000);
  }
  link_rules::complete_skus(good, own, own, link);
  ASSERT_EQ(link.skus_size(), 3);
  EXPECT_EQ(link.skus(0).good_specification(), "5斤 / 中果");
  EXPECT_EQ(link.skus(0).supply_stock(), 10);
  EXPECT_TRUE(rules::news(good, link.skus(0)).empty());
  EXPECT_EQ(rules::news(good, link.skus(1)), std::vector{v1::LINK_NEWS_UNMAPPED}) << "gone";
  EXPECT_EQ(rules::news(good, link.skus(2)), std::vector{v1::LINK_NEWS_UNMAPPED}) << "never was";
  good.mutable_skus(0)->set_price_fen(1600);
  v1::Link again = link;
  link_rules::complete_skus(good, own, own, again);
  EXPECT_EQ(
      rules::news(good, again),
      (std::vector{v1::LINK_NEWS_PRICE_CHANGED, v1::LINK_NEWS_BELOW_COST, v1::LINK_NEWS_UNMAPPED}));

  v1::Good plain;
  v1::Link without;
  link_rules::complete_skus(plain, own, own, without);
  EXPECT_TRUE(without.skus().empty());
}

TEST(SupplyCap, IsTheSmallerOfBothStocksOfEachSpecification) {
  mall::v1::Product product;
  product.set_stock(60);
  for (int at = 0; at < 3; ++at) {
    mall::v1::Sku& sku = *product.add_skus();
    sku.set_sku_id(1 + at);
    sku.set_stock(20);
  }
  mall::v1::Product by_sku = product;
  rules::cap({.by_sku = true, .pieces = {{1, 5}, {2, 50}}}, by_sku);
  EXPECT_EQ(by_sku.skus(0).stock(), 5);
  EXPECT_EQ(by_sku.skus(1).stock(), 20);
  EXPECT_EQ(by_sku.skus(2).stock(), 0) << "not mapped";
  EXPECT_EQ(by_sku.stock(), 25);
  mall::v1::Product as_a_whole = product;
  rules::cap({.by_sku = false, .pieces = {{0, 30}}}, as_a_whole);
  EXPECT_EQ(as_a_whole.skus(0).stock(), 20);
  EXPECT_EQ(as_a_whole.stock(), 30);
  mall::v1::Product plain;
  plain.set_stock(9);
  rules::cap({.by_sku = true, .pieces = {}}, plain);
  EXPECT_EQ(plain.stock(), 0);
}

TEST(SupplySpecProfit, IsCountedByProductAndSpecification) {
  v1::SupplyOrder order;
  order.set_state(v1::SUPPLY_ORDER_STATE_SHIPPED);
  order.set_goods_fen(5000);
  order.set_freight_fen(101);
  for (const auto& [sku_id, price] : {std::pair{1, 1000}, {2, 1500}}) {
    v1::SupplyOrderLine& line = *order.add_lines();
    line.set_product_id(7);
    line.set_sku_id(sku_id);
    line.set_quantity(2);
    line.set_supply_price_fen(price);
    line.set_income_fen(price * 4);
  }
  v1::SupplyReturn& back = *order.add_returns();
  back.set_state(v1::RETURN_STATE_REFUNDED);
  v1::ReturnLine& line = *back.add_lines();
  line.set_product_id(7);
  line.set_sku_id(2);
  line.set_quantity(1);
  line.set_refund_fen(1500);
  EXPECT_EQ(rules::returned(order, order.lines(0)), 0);
  EXPECT_EQ(rules::returned(order, order.lines(1)), 1);
  const v1::GetProfitResponse report = rules::profit({order});
  ASSERT_EQ(report.products_size(), 2);
  EXPECT_EQ(report.products(0).profit().cost_fen(), 2000 + 41) << "the rest of the freight";
  EXPECT_EQ(report.products(1).profit().cost_fen(), 3000 + 60 - 1500);
  EXPECT_EQ(report.shop().cost_fen(), 5000 + 101 - 1500);
}

TEST(SupplySpecIncident, StrikesEverySpecification) {
  const classroom::Profiles profiles;
  const classroom::MallRules& numbers = profiles.find("live-hunan-2021")->mall;
  v1::InjectIncidentRequest dearer;
  dearer.set_kind(v1::INCIDENT_KIND_PRICE_CHANGE);
  dearer.set_percent(50);
  const v1::Good good = good_with_skus();
  EXPECT_TRUE(incident_rules::hits(numbers, dearer, good));
  const v1::Good struck = incident_rules::struck(numbers, dearer, good);
  EXPECT_EQ(struck.skus(0).price_fen(), 1500);
  EXPECT_EQ(struck.skus(3).price_fen(), 3000);
  EXPECT_EQ(struck.skus(3).stock_seen(), struck.skus(3).stock());
  v1::InjectIncidentRequest out;
  out.set_kind(v1::INCIDENT_KIND_OUT_OF_STOCK);
  const v1::Good empty = incident_rules::struck(numbers, out, good);
  EXPECT_EQ(empty.skus(1).stock(), 0);
  EXPECT_EQ(empty.skus(1).stock_seen(), 10);
}

}  // namespace
}  // namespace kaibo::supply
