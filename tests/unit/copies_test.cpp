#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/mall/products/copies.h"

namespace kaibo::mall {
namespace {

using copy_rules::likeness;
using copy_rules::Original;

constexpr std::int64_t first_shop = 1;
constexpr std::int64_t second_shop = 2;

const classroom::MallRules& mall_with_copies() {
  static const classroom::Profiles profiles;
  return profiles.find("live-hunan-2021")->mall;
}

v1::Product later_product(const std::string& title, const std::string& cover) {
  v1::Product product;
  product.set_product_id(20);
  product.set_seller_id(second_shop);
  product.set_title(title);
  product.add_pictures(cover);
  product.add_pictures("another");
  return product;
}

const Original original{.product_id = 10,
                        .seller_id = first_shop,
                        .shop_name = "橙心果园",
                        .title = "赣南脐橙 现摘现发 5斤装",
                        .cover = "orange"};

/// The kinds of what is found.
std::vector<std::string> kinds(const v1::Product& product, const Material& given = {},
                               const std::vector<Original>& listed = {original}) {
  std::vector<std::string> found;
  for (const v1::Fault& fault : copy_rules::copies(mall_with_copies(), product, given, listed)) {
    found.push_back(fault.kind());
  }
  return found;
}
using Kinds = std::vector<std::string>;

TEST(Copies, LikenessGoesByPairsOfLettersAndNotByHowTheyAreTyped) {
  EXPECT_EQ(likeness("赣南脐橙 现摘现发 5斤装", "【赣南脐橙】现摘现发，５斤装！"), 100);
  EXPECT_EQ(likeness("VC含量高 ABC", "vc含量高·abc"), 100);
  EXPECT_EQ(likeness("赣南脐橙", "永州香柚"), 0);
  EXPECT_EQ(likeness("ABCD", "ABCE"), 66) << "two of three pairs";
  EXPECT_EQ(likeness("AA", "AAAA"), 50) << "a pair counts as often as it is in both";
  EXPECT_EQ(likeness("", ""), 0);
  EXPECT_EQ(likeness("橙", "橙"), 0) << "no pair";
}

TEST(Copies, ATitleAndAMainPictureAreFoundEachAloneAndTheOtherShopIsNamed) {
  EXPECT_EQ(kinds(later_product("自家果园的脐橙 边摘边发货", "own")), Kinds{});
  EXPECT_EQ(kinds(later_product("赣南脐橙 现摘现发 5斤装!", "own")), Kinds{"copied_title"});
  EXPECT_EQ(kinds(later_product("自家果园的脐橙 边摘边发货", "orange")), Kinds{"copied_picture"});
  EXPECT_EQ(kinds(later_product(original.title, "orange")),
            (Kinds{"copied_title", "copied_picture"}));
  const auto faults = copy_rules::copies(mall_with_copies(), later_product(original.title, "own"),
                                         {}, std::vector{original});
  EXPECT_NE(faults.at(0).zh().find("橙心果园"), std::string::npos);
  EXPECT_EQ(faults.at(0).words(0), "橙心果园：赣南脐橙 现摘现发 5斤装 100%");
}

TEST(Copies, HowAlikeIsTooAlikeIsDataOfTheCourse) {
  classroom::MallRules rules = mall_with_copies();
  for (classroom::ConductRule& rule : rules.conduct.rules) {
    if (rule.detector == classroom::Detector::copied) rule.limit = 70;
  }
  const v1::Product product = later_product("赣南脐橙 现摘现发 10斤装", "own");
  const std::int64_t alike = likeness(original.title, product.title());
  ASSERT_GE(alike, 70);
  ASSERT_LT(alike, 85);
  EXPECT_EQ(kinds(product), Kinds{});
  EXPECT_EQ(copy_rules::copies(rules, product, {}, std::vector{original}).size(), 1U);
}

TEST(Copies, TheEarlierProductAndTheShopItselfCopyNothing) {
  v1::Product product = later_product(original.title, "orange");
  product.set_product_id(9);
  EXPECT_EQ(kinds(product), Kinds{}) << "it was there before";
  product = later_product(original.title, "orange");
  product.set_seller_id(first_shop);
  EXPECT_EQ(kinds(product), Kinds{});
}

TEST(Copies, ATitleTooShortToBeGoodIsNobodysOwn) {
  Original brief = original;
  brief.title = "信丰脐橙";
  EXPECT_EQ(kinds(later_product("信丰脐橙", "own"), {}, {brief}), Kinds{});
}

TEST(Copies, WhatASupplierGaveIsNoCopyButWhatAClassmateMadeOfItIs) {
  const Material given{.title = original.title, .pictures = {"orange", "box"}};
  EXPECT_EQ(kinds(later_product(original.title, "orange"), given), Kinds{});
  Original rewritten = original;
  rewritten.title = "我家后山的橙子 摘下来就给您寄";
  rewritten.cover = "photo";
  EXPECT_EQ(kinds(later_product(rewritten.title, "photo"), given, {rewritten}),
            (Kinds{"copied_title", "copied_picture"}));
}

TEST(Copies, OfSeveralTheTitleMostAlikeIsNamed) {
  Original near = original;
  near.shop_name = "桐桐山货";
  near.title = "赣南脐橙 现摘现发 5斤装 包邮";
  const auto faults = copy_rules::copies(mall_with_copies(), later_product(original.title, "own"),
                                         {}, std::vector{near, original});
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].zh().find("橙心果园"), std::string::npos);
}

}  // namespace
}  // namespace kaibo::mall
