#include <gtest/gtest.h>

#include "services/classroom/profile.h"
#include "services/supply/market/seed.h"
#include "services/supply/orders/rules.h"
#include "services/supply/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::supply::rules {
namespace {

v1::Good good_at(std::int64_t supply_fen, std::int64_t suggested_fen) {
  v1::Good good;
  good.set_supply_price_fen(supply_fen);
  good.set_suggested_price_fen(suggested_fen);
  return good;
}

v1::MarkUp percent(int share, v1::Rounding rounding) {
  v1::MarkUp mark_up;
  mark_up.set_kind(v1::MARK_UP_KIND_PERCENT);
  mark_up.set_percent(share);
  mark_up.set_rounding(rounding);
  return mark_up;
}

TEST(SupplyPrices, RoundUpToTheNextPriceOfTheForm) {
  EXPECT_EQ(rounded_up(1234, v1::ROUNDING_NONE), 1234);
  EXPECT_EQ(rounded_up(1234, v1::ROUNDING_WHOLE), 1300);
  EXPECT_EQ(rounded_up(1200, v1::ROUNDING_WHOLE), 1200);
  EXPECT_EQ(rounded_up(1234, v1::ROUNDING_NINE), 1290);
  EXPECT_EQ(rounded_up(1291, v1::ROUNDING_NINE), 1390);
  EXPECT_EQ(rounded_up(1234, v1::ROUNDING_NINETY_NINE), 1299);
  EXPECT_EQ(rounded_up(1300, v1::ROUNDING_NINETY_NINE), 1399);
  EXPECT_EQ(rounded_up(1, v1::ROUNDING_NINE), 90);
  for (std::int64_t fen = 1; fen < 1000; ++fen) {
    for (const auto form : {v1::ROUNDING_WHOLE, v1::ROUNDING_NINE, v1::ROUNDING_NINETY_NINE}) {
      EXPECT_GE(rounded_up(fen, form), fen);
      EXPECT_LT(rounded_up(fen, form), fen + 100);
    }
  }
}

TEST(SupplyPrices, FollowTheMarkUpRule) {
  const v1::Good good = good_at(680, 1280);
  EXPECT_EQ(price_of(good, percent(50, v1::ROUNDING_NONE)), 1020);
  EXPECT_EQ(price_of(good, percent(50, v1::ROUNDING_NINE)), 1090);
  EXPECT_EQ(price_of(good_at(333, 500), percent(10, v1::ROUNDING_NONE)), 367) << "up to the fen";
  v1::MarkUp fixed;
  fixed.set_kind(v1::MARK_UP_KIND_FIXED);
  fixed.set_fixed_fen(500);
  EXPECT_EQ(price_of(good, fixed), 1180);
  v1::MarkUp suggested;
  suggested.set_kind(v1::MARK_UP_KIND_SUGGESTED);
  suggested.set_rounding(v1::ROUNDING_NINETY_NINE);
  EXPECT_EQ(price_of(good, suggested), 1299);
}

TEST(SupplyPrices, OfALinkSayWhatIsNew) {
  v1::Good good = good_at(1000, 2000);
  good.set_stock(3);
  v1::Link link;
  link.set_accepted_price_fen(1000);
  link.set_price_fen(1500);
  EXPECT_TRUE(news(good, link).empty());
  good.set_supply_price_fen(1600);
  EXPECT_EQ(news(good, link), (std::vector{v1::LINK_NEWS_PRICE_CHANGED, v1::LINK_NEWS_BELOW_COST}));
  link.set_accepted_price_fen(1600);
  link.set_price_fen(1700);
  good.set_stock(0);
  EXPECT_EQ(news(good, link), std::vector{v1::LINK_NEWS_OUT_OF_STOCK});
  good.set_stopped(true);
  EXPECT_EQ(news(good, link), std::vector{v1::LINK_NEWS_STOPPED});
}

TEST(SupplyOrderStates, EndWhereTheyEndAndNeverGoBack) {
  for (int to = v1::SupplyOrderState_MIN; to <= v1::SupplyOrderState_MAX; ++to) {
    for (const auto end : {v1::SUPPLY_ORDER_STATE_RECEIVED, v1::SUPPLY_ORDER_STATE_CANCELLED}) {
      EXPECT_FALSE(may_become(end, static_cast<v1::SupplyOrderState>(to)));
    }
  }
  EXPECT_TRUE(may_become(v1::SUPPLY_ORDER_STATE_UNFILLED, v1::SUPPLY_ORDER_STATE_CAPTURED));
  EXPECT_FALSE(may_become(v1::SUPPLY_ORDER_STATE_SHIPPED, v1::SUPPLY_ORDER_STATE_CANCELLED));
  EXPECT_FALSE(allowed(v1::SUPPLY_ORDER_STATE_WAITING, v1::SUPPLY_ORDER_ACTION_RETURN));
  EXPECT_TRUE(allowed(v1::SUPPLY_ORDER_STATE_RECEIVED, v1::SUPPLY_ORDER_ACTION_RETURN));
}

TEST(SupplyFate, StrikesItsShareAndTheSameOrderAlways) {
  int struck = 0;
  for (std::int64_t id = 1; id <= 10'000; ++id) {
    struck += strikes(id << 22, 1, "late", 10) ? 1 : 0;
    EXPECT_EQ(strikes(id, 1, "late", 10), strikes(id, 1, "late", 10));
    EXPECT_FALSE(strikes(id, 1, "late", 0));
    EXPECT_TRUE(strikes(id, 1, "late", 100));
  }
  EXPECT_NEAR(struck, 1000, 150);
}

v1::SupplyOrder order_of(std::vector<std::pair<std::int64_t, int>> prices_and_pieces,
                         std::int64_t freight_fen) {
  v1::SupplyOrder order;
  order.set_state(v1::SUPPLY_ORDER_STATE_SHIPPED);
  order.set_freight_fen(freight_fen);
  std::int64_t product = 1;
  for (const auto& [price, pieces] : prices_and_pieces) {
    v1::SupplyOrderLine& line = *order.add_lines();
    line.set_product_id(product++);
    line.set_quantity(pieces);
    line.set_supply_price_fen(price);
    line.set_income_fen(price * pieces * 2);
    order.set_goods_fen(order.goods_fen() + price * pieces);
  }
  return order;
}

TEST(SupplyProfit, AddsUpByOrderByProductAndInAllToTheFen) {
  v1::SupplyOrder first = order_of({{333, 1}, {1000, 2}}, 500);
  v1::SupplyReturn& back = *first.add_returns();
  back.set_state(v1::RETURN_STATE_REFUNDED);
  v1::ReturnLine& line = *back.add_lines();
  line.set_product_id(2);
  line.set_quantity(1);
  line.set_refund_fen(1000);
  v1::SupplyOrder cancelled = order_of({{700, 1}}, 500);
  cancelled.set_state(v1::SUPPLY_ORDER_STATE_CANCELLED);
  v1::SupplyOrder waiting = order_of({{700, 1}}, 500);
  waiting.set_state(v1::SUPPLY_ORDER_STATE_WAITING);

  const v1::GetProfitResponse report = profit({first, cancelled, waiting});
  EXPECT_EQ(report.orders_size(), 2);
  EXPECT_EQ(report.orders(0).profit().cost_fen(), 333 + 2000 + 500 - 1000);
  EXPECT_EQ(report.orders(1).profit().cost_fen(), 0) << "nothing is paid yet";
  EXPECT_EQ(report.shop().income_fen(), 4666 + 1400);
  std::int64_t of_products = 0;
  for (const v1::ProductProfit& product : report.products()) {
    of_products += product.profit().net_fen();
  }
  EXPECT_EQ(of_products, report.shop().net_fen());
  EXPECT_EQ(report.shop().net_fen(), report.shop().income_fen() - report.shop().cost_fen());
}

TEST(SupplyMarket, ThatComesWithTheProgramKeepsTheRulesOfEveryCourse) {
  const classroom::Profiles profiles;
  ASSERT_GE(seed().goods.size(), 60U);
  for (const std::string& key : profiles.keys()) {
    const classroom::Profile& profile = *profiles.find(key);
    for (v1::Good good : seed().goods) {
      good.add_pictures("one");
      EXPECT_NO_THROW(check_good(profile, good)) << good.title();
      EXPECT_EQ(std::ranges::count(profile.mall.categories, good.category()), 1) << good.category();
    }
    for (v1::Supplier supplier : seed().suppliers) {
      *supplier.mutable_behaviour() = usual_behaviour(profile.supply);
      EXPECT_NO_THROW(check_supplier(profile.supply, supplier)) << supplier.name();
    }
  }
}

TEST(SupplyMarket, RefusesWhatIsOutOfBoundsByItsField) {
  const classroom::Profiles profiles;
  const classroom::SupplyRules& numbers = profiles.find("live-hunan-2021")->supply;
  v1::Supplier supplier;
  supplier.set_name("湘果汇");
  supplier.set_place("湖南怀化");
  supplier.mutable_behaviour()->set_short_percent(101);
  EXPECT_EQ(test::refusal_of([&] { check_supplier(numbers, supplier); }).field(),
            "supplier.behaviour.short_percent");
  EXPECT_EQ(test::refusal_of([&] { check_mark_up(numbers, percent(-1, {})); }).field(),
            "mark_up.percent");
}

}  // namespace
}  // namespace kaibo::supply::rules
