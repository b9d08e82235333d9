#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "services/classroom/profile.h"
#include "services/mall/campaigns/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using campaign_rules::Running;
using test::refusal_of;
using Lines = google::protobuf::RepeatedPtrField<v1::OrderLine>;

constexpr base::Millis campaign_now = 1'000'000'000;
constexpr base::Millis campaign_day = 86'400'000;
constexpr std::int64_t plenty = 5'000'000;

const classroom::PromotionRules& campaign_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("live-hunan-2021")->mall.promotions;
}

v1::PromotionWish terms_of(v1::PromotionKind kind, const std::vector<std::int64_t>& products,
                           std::int64_t price_fen) {
  v1::PromotionWish terms;
  terms.set_name("尝鲜");
  terms.set_kind(kind);
  for (const std::int64_t product : products) terms.add_product_ids(product);
  terms.set_price_fen(price_fen);
  terms.set_per_person(2);
  terms.set_budget_fen(plenty);
  terms.set_valid_from_class_at(campaign_now);
  terms.set_valid_until_class_at(campaign_now + campaign_day);
  return terms;
}

/// In boxes of 5 and 10 pounds, at 10 and 18 yuan.
v1::Product boxes() {
  v1::Product product;
  product.set_price_fen(1000);
  for (const auto& [id, size, price] :
       {std::tuple{51, "5斤", 1000}, std::tuple{52, "10斤", 1800}}) {
    v1::Sku& sku = *product.add_skus();
    sku.set_sku_id(id);
    sku.add_values(size);
    sku.set_price_fen(price);
  }
  return product;
}

void set_price(v1::PromotionWish& terms, std::int64_t sku_id, std::int64_t price_fen) {
  v1::SkuPrice& price = *terms.add_sku_prices();
  price.set_sku_id(sku_id);
  price.set_price_fen(price_fen);
}

v1::PromotionWish limited(std::int64_t product, std::int64_t price_fen) {
  return terms_of(v1::PROMOTION_KIND_LIMITED_PRICE, {product}, price_fen);
}

v1::PromotionWish full(std::vector<std::pair<std::int64_t, std::int64_t>> steps) {
  v1::PromotionWish terms = terms_of(v1::PROMOTION_KIND_FULL, {}, 0);
  for (const auto& [threshold, off] : steps) {
    v1::PromotionStep& step = *terms.add_steps();
    step.set_threshold_fen(threshold);
    step.set_off_fen(off);
  }
  return terms;
}

Running runs(std::int64_t id, v1::PromotionWish terms) {
  return {.promotion_id = id, .terms = std::move(terms), .left_fen = plenty, .pieces_left = 2};
}

void add_line(Lines& lines, std::int64_t product, std::int64_t price_fen, int quantity,
              std::int64_t sku = 0) {
  v1::OrderLine& line = *lines.Add();
  line.set_line(lines.size() - 1);
  line.set_product_id(product);
  line.set_sku_id(sku);
  line.set_price_fen(price_fen);
  line.set_quantity(quantity);
}

std::vector<std::int64_t> offs(const Lines& lines) {
  std::vector<std::int64_t> offs;
  for (const v1::OrderLine& line : lines) offs.push_back(line.promotion_fen());
  return offs;
}

std::vector<std::int64_t> applied(const std::vector<Running>& running, Lines& lines) {
  campaign_rules::apply(campaign_numbers(), running, lines);
  return offs(lines);
}

std::string campaign_refused(const v1::PromotionWish& terms, std::vector<std::int64_t> prices) {
  std::vector<v1::Product> products;
  for (const std::int64_t price : prices) products.emplace_back().set_price_fen(price);
  return refusal_of(
             [&] { campaign_rules::check(campaign_numbers(), terms, products, campaign_now); })
      .field();
}

TEST(CampaignRules, ARefusalNamesTheFieldAtFault) {
  v1::Product product;
  product.set_price_fen(1000);
  const std::vector<v1::Product> one{product};
  EXPECT_NO_THROW(campaign_rules::check(campaign_numbers(), limited(1, 800), one, campaign_now));
  EXPECT_NO_THROW(campaign_rules::check(campaign_numbers(), full({{5000, 500}, {9000, 1200}}), {},
                                        campaign_now));
  EXPECT_EQ(campaign_refused(limited(1, 1000), {1000}), "price_fen") << "not below the list price";
  EXPECT_EQ(campaign_refused(limited(1, 199), {1000}), "price_fen") << "below a fifth of it";
  EXPECT_EQ(campaign_refused(terms_of(v1::PROMOTION_KIND_BUNDLE, {1}, 800), {1000}), "product_ids");
  EXPECT_EQ(campaign_refused(full({}), {}), "steps");
  EXPECT_EQ(campaign_refused(full({{5000, 500}, {4000, 600}}), {}), "steps") << "not ascending";
  EXPECT_EQ(campaign_refused(full({{500, 500}}), {}), "steps") << "nothing would be left to pay";
  v1::PromotionWish terms = full({{5000, 500}});
  terms.set_budget_fen(499);
  EXPECT_EQ(campaign_refused(terms, {}), "budget_fen") << "not enough for one order";
  terms = full({{5000, 500}});
  terms.set_valid_until_class_at(campaign_now);
  EXPECT_EQ(campaign_refused(terms, {}), "valid_until_class_at");
  terms = limited(1, 800);
  terms.set_per_person(0);
  EXPECT_EQ(campaign_refused(terms, {1000}), "per_person");
  terms.set_name("");
  EXPECT_EQ(campaign_refused(terms, {1000}), "name");
}

TEST(CampaignRules, ALimitedPriceIsForSoManyPiecesAPerson) {
  Lines lines;
  add_line(lines, 1, 1000, 3);
  add_line(lines, 2, 1000, 1);
  EXPECT_EQ(applied({runs(7, limited(1, 600))}, lines), (std::vector<std::int64_t>{800, 0}));
  EXPECT_EQ(lines[0].deductions(0).pieces(), 2);
  EXPECT_EQ(lines[0].deductions(0).promotion_id(), 7);
}

TEST(CampaignRules, ALimitedPriceIsTheSameReductionForAllSpecificationsButThoseThatHaveTheirOwn) {
  const std::vector<v1::Product> one{boxes()};
  v1::PromotionWish same = limited(1, 800);
  campaign_rules::fill_prices(same, one);
  ASSERT_EQ(same.sku_prices_size(), 2);
  EXPECT_EQ(same.sku_prices(0).price_fen(), 800);
  EXPECT_EQ(same.sku_prices(1).price_fen(), 1600);
  EXPECT_NO_THROW(campaign_rules::check(campaign_numbers(), same, one, campaign_now));

  v1::PromotionWish own = limited(1, 900);
  set_price(own, 52, 850);
  campaign_rules::fill_prices(own, one);
  EXPECT_EQ(own.sku_prices(0).price_fen(), 900);
  EXPECT_EQ(own.sku_prices(1).price_fen(), 850);
  EXPECT_EQ(own.price_fen(), 850) << "the lowest";

  for (const auto& [sku_id, price_fen] : {std::pair{52, 1800}, std::pair{52, 10}}) {
    v1::PromotionWish wrong = limited(1, 900);
    set_price(wrong, sku_id, price_fen);
    campaign_rules::fill_prices(wrong, one);
    const base::Error refused =
        refusal_of([&] { campaign_rules::check(campaign_numbers(), wrong, one, campaign_now); });
    EXPECT_EQ(refused.field(), "sku_prices");
    EXPECT_NE(refused.text().zh.find("10斤"), std::string::npos) << "it is named";
  }
  v1::PromotionWish strange = limited(1, 900);
  set_price(strange, 77, 900);
  EXPECT_EQ(refusal_of([&] { campaign_rules::fill_prices(strange, one); }).field(), "sku_prices");
}

TEST(CampaignRules, EachSpecificationHasItsPriceAndTheBudgetServesTheCheapestReduction) {
  v1::PromotionWish terms = limited(1, 900);
  set_price(terms, 51, 900);
  set_price(terms, 52, 1300);
  Lines lines;
  add_line(lines, 1, 1800, 1, 52);
  add_line(lines, 1, 1000, 2, 51);
  add_line(lines, 1, 2500, 1, 53);
  EXPECT_EQ(applied({runs(7, terms)}, lines), (std::vector<std::int64_t>{0, 200, 0}))
      << "two pieces a person, the first specification first; none for one that came later";
  Lines big;
  add_line(big, 1, 1800, 3, 52);
  EXPECT_EQ(applied({runs(7, terms)}, big), (std::vector<std::int64_t>{1000}));
  EXPECT_EQ(campaign_rules::least_off_fen(terms, {}, boxes()), 100);
  EXPECT_EQ(campaign_rules::least_off_fen(limited(1, 900), {}, boxes()), 100)
      << "one price for all, as it was laid down before";
}

TEST(CampaignRules, APromotionRunsFromItsStartUpToItsEnd) {
  v1::PromotionWish terms = limited(1, 800);
  terms.set_valid_from_class_at(campaign_now + 1);
  EXPECT_FALSE(campaign_rules::runs(terms, campaign_now));
  EXPECT_TRUE(campaign_rules::runs(terms, campaign_now + 1));
  EXPECT_TRUE(campaign_rules::runs(terms, campaign_now + campaign_day - 1));
  EXPECT_FALSE(campaign_rules::runs(terms, campaign_now + campaign_day));
}

TEST(CampaignRules, AStartAndAnEndThatDoNotFitAreRefused) {
  const std::int64_t most = campaign_numbers().max_days * campaign_day;
  const auto refused = [](base::Millis from, base::Millis until) {
    v1::PromotionWish terms = full({{5000, 500}});
    terms.set_valid_from_class_at(from);
    terms.set_valid_until_class_at(until);
    return campaign_refused(terms, {});
  };
  EXPECT_EQ(refused(campaign_now + most + 1, campaign_now + most + 2), "valid_from_class_at");
  EXPECT_EQ(refused(campaign_now + 5, campaign_now + 5), "valid_until_class_at");
  EXPECT_EQ(refused(campaign_now + 5, campaign_now + 6 + most), "valid_until_class_at");
  v1::PromotionWish late = full({{5000, 500}});
  late.set_valid_from_class_at(campaign_now + most);
  late.set_valid_until_class_at(campaign_now + 2 * most);
  EXPECT_NO_THROW(campaign_rules::check(campaign_numbers(), late, {}, campaign_now));
}

TEST(CampaignRules, ABundleTakesOffWhatItsSetsCostMore) {
  Lines lines;
  add_line(lines, 1, 1000, 3);
  add_line(lines, 2, 500, 2);
  const std::vector<Running> running{runs(7, terms_of(v1::PROMOTION_KIND_BUNDLE, {1, 2}, 1200))};
  EXPECT_EQ(applied(running, lines), (std::vector<std::int64_t>{400, 200}))
      << "two sets: 2 × 1500 become 2 × 1200";
  Lines alone;
  add_line(alone, 1, 1000, 3);
  EXPECT_EQ(applied(running, alone), (std::vector<std::int64_t>{0}));
}

TEST(CampaignRules, TheHighestStepReachedCountsOnce) {
  const std::vector<Running> running{runs(7, full({{5000, 500}, {9000, 1200}}))};
  for (const auto& [price, off] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {4999, 0}, {5000, 500}, {8999, 500}, {9000, 1200}, {90'000, 1200}}) {
    Lines lines;
    add_line(lines, 1, price, 1);
    EXPECT_EQ(applied(running, lines), (std::vector<std::int64_t>{off})) << price;
  }
}

TEST(CampaignRules, KindsComeOneAfterTheOtherOffWhatIsLeftWhereTheCourseAllowsIt) {
  Lines lines;
  add_line(lines, 1, 3000, 2);
  add_line(lines, 2, 1000, 2);
  const std::vector<Running> running{runs(1, full({{6000, 700}})), runs(2, limited(1, 2000)),
                                     runs(3, terms_of(v1::PROMOTION_KIND_BUNDLE, {1, 2}, 2500))};
  EXPECT_EQ(applied(running, lines), (std::vector<std::int64_t>{2000 + 466, 234}))
      << "no bundle with the limited-time price; 700 off 4000 + 2000";
  ASSERT_EQ(lines[0].deductions_size(), 2);
  EXPECT_EQ(lines[0].deductions(0).kind(), v1::PROMOTION_KIND_LIMITED_PRICE);
  EXPECT_EQ(lines[0].deductions(1).kind(), v1::PROMOTION_KIND_FULL);
  EXPECT_FALSE(campaign_rules::takes_coupon(campaign_numbers(), lines[0]));
  EXPECT_TRUE(campaign_rules::takes_coupon(campaign_numbers(), lines[1]));
}

TEST(CampaignRules, WhatWouldGoBeyondTheBudgetGivesNothing) {
  Running running = runs(7, full({{5000, 500}}));
  running.left_fen = 499;
  Lines lines;
  add_line(lines, 1, 6000, 1);
  EXPECT_EQ(applied({running}, lines), (std::vector<std::int64_t>{0}));
  running.left_fen = 500;
  EXPECT_EQ(applied({running}, lines), (std::vector<std::int64_t>{500}));
}

TEST(CampaignRules, PromotionsOfAKindOverlapWhereTheyShareAProduct) {
  EXPECT_TRUE(campaign_rules::overlap(limited(1, 100), limited(1, 200)));
  EXPECT_FALSE(campaign_rules::overlap(limited(1, 100), limited(2, 100)));
  EXPECT_TRUE(campaign_rules::overlap(full({}), terms_of(v1::PROMOTION_KIND_FULL, {3}, 0)));
  EXPECT_FALSE(campaign_rules::overlap(full({}), limited(1, 100)));
  v1::PromotionWish later = limited(1, 100);
  later.set_valid_from_class_at(campaign_now + campaign_day);
  later.set_valid_until_class_at(campaign_now + 2 * campaign_day);
  EXPECT_FALSE(campaign_rules::overlap(limited(1, 100), later)) << "one after the other";
  later.set_valid_from_class_at(campaign_now + campaign_day - 1);
  EXPECT_TRUE(campaign_rules::overlap(limited(1, 100), later));
}

/// A shop's promotions and an order at random.
struct AnyOrder {
  std::vector<Running> running;
  Lines lines;
};

AnyOrder any_order() {
  AnyOrder made;
  const int count = *rc::gen::inRange(1, 9);
  for (int i = 1; i <= count; ++i) {
    add_line(made.lines, *rc::gen::inRange(1, 6), *rc::gen::inRange<std::int64_t>(1, 200'000),
             *rc::gen::inRange(1, 20), i);
  }
  std::int64_t id = 0;
  const auto add = [&](v1::PromotionWish terms) {
    made.running.push_back({.promotion_id = ++id,
                            .terms = std::move(terms),
                            .left_fen = *rc::gen::inRange<std::int64_t>(0, plenty),
                            .pieces_left = *rc::gen::inRange<std::int64_t>(0, 9)});
  };
  add(limited(*rc::gen::inRange(1, 6), *rc::gen::inRange<std::int64_t>(1, 100'000)));
  for (int sku = 1; sku <= count; ++sku) {
    if (*rc::gen::inRange(0, 3) != 0) continue;
    set_price(made.running.back().terms, sku, *rc::gen::inRange<std::int64_t>(1, 100'000));
  }
  add(terms_of(v1::PROMOTION_KIND_BUNDLE, {1, 2}, *rc::gen::inRange<std::int64_t>(1, 100'000)));
  const auto off = *rc::gen::inRange<std::int64_t>(1, 5000);
  add(full({{off + 1, off}, {off * 9 + 2, off * 3}}));
  return made;
}

RC_GTEST_PROP(CampaignRules, EveryFenFallsOnOneLineAndNoLineBelowZero, ()) {
  AnyOrder order = any_order();
  campaign_rules::apply(campaign_numbers(), order.running, order.lines);
  std::map<std::int64_t, std::int64_t> given;
  for (const v1::OrderLine& line : order.lines) {
    std::int64_t sum = 0;
    for (const v1::Deduction& deduction : line.deductions()) {
      RC_ASSERT(deduction.off_fen() >= 0);
      RC_ASSERT(deduction.pieces() >= 1 && deduction.pieces() <= line.quantity());
      sum += deduction.off_fen();
      given[deduction.promotion_id()] += deduction.off_fen();
    }
    RC_ASSERT(sum == line.promotion_fen());
    RC_ASSERT(sum <= line.price_fen() * line.quantity());
  }
  for (const Running& running : order.running) {
    RC_ASSERT(given[running.promotion_id] <= running.left_fen);
    if (running.terms.kind() != v1::PROMOTION_KIND_FULL) continue;
    const std::int64_t fen = given[running.promotion_id];
    RC_ASSERT(fen == 0 || fen == running.terms.steps(0).off_fen() ||
              fen == running.terms.steps(1).off_fen());
  }
}

RC_GTEST_PROP(CampaignRules, TheOrderOfTheLinesDoesNotMatter, ()) {
  AnyOrder order = any_order();
  Lines turned;
  for (int i = order.lines.size() - 1; i >= 0; --i) *turned.Add() = order.lines[i];
  campaign_rules::apply(campaign_numbers(), order.running, order.lines);
  std::ranges::reverse(order.running);
  campaign_rules::apply(campaign_numbers(), order.running, turned);
  for (int i = 0; i < turned.size(); ++i) {
    const v1::OrderLine& line = order.lines[order.lines.size() - 1 - i];
    RC_ASSERT(turned[i].SerializeAsString() == line.SerializeAsString());
  }
}

RC_GTEST_PROP(CampaignRules, AppliedAgainItComesToTheSame, ()) {
  AnyOrder order = any_order();
  campaign_rules::apply(campaign_numbers(), order.running, order.lines);
  const std::vector<std::int64_t> first = offs(order.lines);
  campaign_rules::apply(campaign_numbers(), order.running, order.lines);
  RC_ASSERT(offs(order.lines) == first);
}

}  // namespace
}  // namespace kaibo::mall
