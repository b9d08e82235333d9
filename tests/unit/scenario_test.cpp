#include "services/classroom/scenario/scenario.h"

#include <gtest/gtest.h>

#include <set>

#include "services/supply/incidents/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using test::refusal_of;

constexpr const char* scenario_course = "live-hunan-2021";

TEST(Scenario, EverySettingIsANumberOfEveryCourseWithinItsRangeAndStandsThereOnce) {
  const Profiles profiles;
  std::set<std::string> keys;
  for (const Setting& setting : scenario_settings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    for (const std::string& course : profiles.keys()) {
      EXPECT_TRUE(setting.range.holds(number_at(profiles.text(course), setting.key)))
          << setting.key << " of " << course;
    }
  }
  EXPECT_GE(keys.size(), 20U);
}

TEST(Scenario, BothEndsOfEveryRangeMakeAProfile) {
  const Profiles profiles;
  for (const Setting& setting : scenario_settings()) {
    for (const std::int64_t value : {setting.range.min, setting.range.max}) {
      const std::string text =
          with_own_values(profiles.text(scenario_course), {{setting.key, value}});
      EXPECT_EQ(number_at(text, setting.key), value);
      EXPECT_NO_THROW(parse_profile(scenario_course, text)) << setting.key;
    }
  }
}

TEST(Scenario, OwnValuesStandInPlaceOfTheCoursesAndNothingElseChanges) {
  const Profiles profiles;
  const Profile changed = parse_profile(
      scenario_course,
      with_own_values(profiles.text(scenario_course), {{"mall.unpaid_minutes", 5},
                                                       {"mall.after_sale.ask_days", 3},
                                                       {"shop.registration.review", 1}}));
  const Profile& course = *profiles.find(scenario_course);
  EXPECT_EQ(changed.mall.unpaid_minutes, 5);
  EXPECT_EQ(changed.mall.after_sale.ask_days, 3);
  EXPECT_TRUE(changed.shop.registration.review);
  EXPECT_EQ(changed.mall.ship_hours, course.mall.ship_hours);
  EXPECT_EQ(changed.key, course.key);
  EXPECT_THROW(with_own_values(profiles.text(scenario_course), {{"mall.tea_breaks", 1}}),
               std::runtime_error);
}

class IncidentRules : public ::testing::Test {
 protected:
  static supply::v1::InjectIncidentRequest price_change(std::int32_t percent) {
    supply::v1::InjectIncidentRequest wish;
    wish.set_kind(supply::v1::INCIDENT_KIND_PRICE_CHANGE);
    wish.set_percent(percent);
    return wish;
  }
  static supply::v1::InjectIncidentRequest out_of_stock() {
    supply::v1::InjectIncidentRequest wish;
    wish.set_kind(supply::v1::INCIDENT_KIND_OUT_OF_STOCK);
    return wish;
  }

  Profiles profiles_;
  const Profile& course_ = *profiles_.find(scenario_course);
};

TEST_F(IncidentRules, APriceChangesInWholeFenAndStaysAPrice) {
  using supply::incident_rules::changed_price;
  EXPECT_EQ(changed_price(course_.mall, 1000, 20), 1200);
  EXPECT_EQ(changed_price(course_.mall, 1000, -20), 800);
  EXPECT_EQ(changed_price(course_.mall, 333, 10), 366);
  EXPECT_EQ(changed_price(course_.mall, 1, -90), 1);
  EXPECT_EQ(changed_price(course_.mall, course_.mall.price_fen.max, 90),
            course_.mall.price_fen.max);
}

TEST_F(IncidentRules, OnlyWhatWouldBeFeltIsStruck) {
  using supply::incident_rules::hits;
  using supply::incident_rules::struck;
  supply::v1::Good good;
  good.set_supply_price_fen(1000);
  good.set_suggested_price_fen(1100);
  good.set_stock(4);
  EXPECT_TRUE(hits(course_.mall, price_change(20), good));
  EXPECT_TRUE(hits(course_.mall, out_of_stock(), good));
  EXPECT_EQ(struck(course_.mall, price_change(20), good).supply_price_fen(), 1200);
  EXPECT_EQ(struck(course_.mall, price_change(20), good).suggested_price_fen(), 1200);
  EXPECT_EQ(struck(course_.mall, price_change(-20), good).suggested_price_fen(), 1100);
  EXPECT_EQ(struck(course_.mall, out_of_stock(), good).stock(), 0);
  good.set_stock(0);
  EXPECT_FALSE(hits(course_.mall, out_of_stock(), good));
  good.set_stopped(true);
  EXPECT_FALSE(hits(course_.mall, price_change(20), good));
}

TEST_F(IncidentRules, AWishSaysHowMuchAndWhat) {
  const auto field = [&](const supply::v1::InjectIncidentRequest& wish) {
    return refusal_of([&] { supply::incident_rules::check(course_, wish); }).field();
  };
  EXPECT_EQ(field({}), "kind");
  EXPECT_EQ(field(price_change(0)), "percent");
  EXPECT_EQ(field(price_change(91)), "percent");
  EXPECT_EQ(field(price_change(-91)), "percent");
  EXPECT_NO_THROW(supply::incident_rules::check(course_, price_change(-90)));
  supply::v1::InjectIncidentRequest customer;
  customer.set_kind(supply::v1::INCIDENT_KIND_DIFFICULT_REFUND);
  customer.set_text("  ");
  EXPECT_EQ(field(customer), "text");
  customer.set_text("马上退款");
  EXPECT_NO_THROW(supply::incident_rules::check(course_, customer));
}

TEST_F(IncidentRules, ACustomerTakesOnePieceOfWhatCanBeBought) {
  using supply::incident_rules::one_piece_of;
  mall::v1::Product product;
  product.set_product_id(7);
  product.set_stock(2);
  EXPECT_EQ(one_piece_of(product).quantity(), 0) << "not listed";
  product.set_listed(true);
  EXPECT_EQ(one_piece_of(product).quantity(), 1);
  product.add_skus()->set_sku_id(1);
  EXPECT_EQ(one_piece_of(product).quantity(), 0) << "no specification in stock";
  mall::v1::Sku& sku = *product.add_skus();
  sku.set_sku_id(2);
  sku.set_stock(2);
  EXPECT_EQ(one_piece_of(product).sku_id(), 2);
  product.set_shop_closed(true);
  EXPECT_EQ(one_piece_of(product).quantity(), 0) << "closed";
}

}  // namespace
}  // namespace kaibo::classroom
