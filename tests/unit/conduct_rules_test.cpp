#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/classroom/profile.h"
#include "services/classroom/scenario/scenario.h"
#include "services/mall/conduct/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using classroom::ConductRule;
using classroom::Detector;
using test::refusal_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const classroom::MallRules& live_mall() {
  static const classroom::Profiles profiles;
  return profiles.find("live-hunan-2021")->mall;
}

std::vector<std::string> found_by(std::string_view key, std::string_view text) {
  return conduct_rules::found_in(*live_mall().conduct.rule(key), live_mall().banned_words, text);
}

TEST(ConductRules, OfBothCoursesExplainThemselvesAndBlockNothing) {
  const classroom::Profiles profiles;
  for (const std::string& key : profiles.keys()) {
    const classroom::ConductRules& conduct = profiles.find(key)->mall.conduct;
    EXPECT_EQ(conduct.rules.size(), 8U) << key;
    for (const ConductRule& rule : conduct.rules) {
      EXPECT_TRUE(rule.on) << rule.key;
      EXPECT_FALSE(rule.block) << rule.key;
      EXPECT_GT(rule.points, 0) << rule.key;
      EXPECT_FALSE(rule.text.zh.empty() || rule.text.en.empty()) << rule.key;
      EXPECT_FALSE(rule.punishment.zh.empty() || rule.punishment.en.empty()) << rule.key;
    }
  }
}

TEST(ConductRules, AreSwitchedByTheClassEachOneAndBlockOnlyWhatSomebodyDoes) {
  std::set<std::string> keys;
  for (const classroom::Setting& setting : classroom::scenario_settings()) keys.insert(setting.key);
  for (const ConductRule& rule : live_mall().conduct.rules) {
    const std::string place = "mall.conduct.rules." + rule.key;
    const bool of_time =
        rule.detector == Detector::late_shipping || rule.detector == Detector::not_collected;
    EXPECT_TRUE(keys.contains(place + ".on")) << rule.key;
    EXPECT_EQ(keys.contains(place + ".block"), !of_time) << rule.key;
  }
}

TEST(ConductRules, FindTheWordsOfTheAdvertisingLaw) {
  EXPECT_THAT(found_by("absolute_words", "全网最低，国家级品质"),
              ElementsAre("国家级", "全网最低"));
  EXPECT_THAT(found_by("absolute_words", "早上摘、下午发，皮薄好剥"), IsEmpty());
}

TEST(ConductRules, FindHintsAtTradeOffThePlatformHoweverTheyAreTyped) {
  EXPECT_THAT(found_by("off_platform", "加v聊，微信便宜"), ElementsAre("微信", "加V"));
  EXPECT_THAT(found_by("off_platform", "ＱＱ群里有券"), ElementsAre("QQ群"));
  EXPECT_THAT(found_by("off_platform", "QQ弹弹的软糖"), IsEmpty());
}

TEST(ConductRules, FindPhoneAndAccountNumbersButNoOthers) {
  EXPECT_THAT(found_by("off_platform", "打我电话 138 0013-8000"), ElementsAre("13800138000"));
  EXPECT_THAT(found_by("off_platform", "打我电话１３８００１３８０００"),
              ElementsAre("13800138000"));
  EXPECT_THAT(found_by("off_platform", "卡号6222021234567890123"),
              ElementsAre("6222021234567890123"));
  EXPECT_THAT(found_by("off_platform", "运单 775512345678，5 斤装 12-15 个，23800138000"),
              IsEmpty())
      << "a waybill, weights, and eleven digits that are no phone number";
}

TEST(ConductRules, TellTheSameNumberOnce) {
  const std::vector<std::string> patterns{"1##"};
  EXPECT_THAT(conduct_rules::numbers_in(patterns, "123 或 123, 199-"), ElementsAre("123", "199"));
  EXPECT_THAT(conduct_rules::numbers_in(patterns, ""), IsEmpty());
}

TEST(ConductRules, ARingHasTwoDirections) {
  const ConductRule& rule = *live_mall().conduct.rule("buying_ring");
  EXPECT_TRUE(conduct_rules::is_ring(rule, rule.limit + 1, rule.limit + 1));
  EXPECT_FALSE(conduct_rules::is_ring(rule, rule.limit + 9, rule.limit));
  EXPECT_FALSE(conduct_rules::is_ring(rule, rule.limit, rule.limit + 9));
}

TEST(ConductRules, ARuleThatBlocksSaysItsTextAndWhatBrokeIt) {
  const base::Error refused =
      conduct_rules::refusal(*live_mall().conduct.rule("absolute_words"), "最佳");
  EXPECT_EQ(refused.code(), base::Code::failed_precondition);
  EXPECT_NE(refused.text().zh.find("最佳"), std::string::npos);
  EXPECT_NE(refused.text().zh.find("广告法"), std::string::npos);
}

TEST(ConductRules, OneAppealOneDecisionEachWithReasons) {
  const classroom::ConductRules& rules = live_mall().conduct;
  v1::Violation violation;
  violation.set_state(v1::VIOLATION_STATE_STANDING);
  EXPECT_NO_THROW(conduct_rules::check_appeal(rules, violation, "这是商标"));
  EXPECT_EQ(refusal_of([&] { conduct_rules::check_appeal(rules, violation, ""); }).field(), "text");
  EXPECT_EQ(refusal_of([&] { conduct_rules::check_decision(rules, violation, "有理"); }).code(),
            base::Code::failed_precondition);
  violation.set_state(v1::VIOLATION_STATE_APPEALED);
  EXPECT_NO_THROW(conduct_rules::check_decision(rules, violation, "有理"));
  EXPECT_EQ(refusal_of([&] {
              conduct_rules::check_decision(rules, violation, std::string(301, 'x'));
            }).field(),
            "reason");
  for (const auto state :
       {v1::VIOLATION_STATE_APPEALED, v1::VIOLATION_STATE_KEPT, v1::VIOLATION_STATE_LIFTED}) {
    violation.set_state(state);
    EXPECT_EQ(refusal_of([&] { conduct_rules::check_appeal(rules, violation, "再来"); }).code(),
              base::Code::failed_precondition);
  }
}

}  // namespace
}  // namespace kaibo::mall
