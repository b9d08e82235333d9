#include <gtest/gtest.h>

#include <string>

#include "generated/embedded/assessment_rubrics.h"
#include "services/assessment/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::assessment {
namespace {

using test::refusal_of;

TEST(Rubric, EveryShippedRubricSumsToItsTotal) {
  ASSERT_EQ(embedded::assessment_rubrics.size(), 3U);
  for (const base::Embedded& file : embedded::assessment_rubrics) {
    const Rubric rubric = parse_rubric(file.name, file.content);
    EXPECT_EQ(rubric.total_tenths, 1000) << file.name;
    EXPECT_EQ(rubric.pass_tenths, 600) << file.name;
  }
}

TEST(Rubric, TheEcommerceOneFillsItsAutomaticLinesWhole) {
  const Rubrics rubrics;
  for (const Section& section : rubrics.require("practical-ecommerce-default").sections) {
    for (const Item& item : section.items) {
      const bool automatic = item.mode == v1::ITEM_MODE_AUTO || item.mode == v1::ITEM_MODE_DEDUCT;
      if (automatic) EXPECT_EQ(item.auto_max_tenths(), item.max_tenths) << item.id;
    }
  }
}

std::string rubric_with(const std::string& item) {
  return R"({"id":"r","version":1,"status":"","course":"c","total":4,"pass":2,)"
         R"("params":{"minutes":30},"sections":[{"id":"A","name":"A","max":4,"items":[)" +
         item + "]}]}";
}

TEST(Rubric, ABrokenOneIsRefusedByName) {
  for (const std::string& item : {
           std::string(R"({"id":"A1","name":"n","max":5,"mode":"auto"})"),
           std::string(R"({"id":"A1","name":"n","max":4,"mode":"guess"})"),
           std::string(R"({"id":"A1","name":"n","max":4,"mode":"auto",)"
                       R"("auto":[{"measure":"luck","target":1,"points":4}]})"),
           std::string(R"({"id":"A1","name":"n","max":4,"mode":"auto",)"
                       R"("auto":[{"measure":"shop_opened","target":1,"points":5}]})"),
           std::string(R"({"id":"A1","name":"n","max":4,"mode":"auto",)"
                       R"("auto":[{"measure":"shop_opened","target":"hours","points":4}]})"),
       }) {
    const base::Error broken = refusal_of([&] { parse_rubric("r.json", rubric_with(item)); });
    EXPECT_NE(broken.text().en.find("r.json"), std::string::npos) << item;
  }
}

TEST(Rubric, NumbersOfARuleMayBeParamsOfTheRubric) {
  const Rubric rubric = parse_rubric(
      "r.json",
      rubric_with(R"({"id":"A1","name":"n","max":4,"mode":"auto","auto":[)"
                  R"({"measure":"live_seconds","target":"minutes","scale":60,"points":4}]})"));
  EXPECT_EQ(rubric.find("A1")->parts.at(0).target, 30);
  EXPECT_EQ(rubric.find("B7"), nullptr);
}

TEST(Points, RiseWithTheValueInWholeTenthsAndStopAtTheMaximum) {
  const AutoPart minutes{.measure = "live_seconds",
                         .argument = 0,
                         .target = 30,
                         .scale = 60,
                         .whole = false,
                         .max_tenths = 100,
                         .zh = {},
                         .en = {}};
  EXPECT_EQ(rules::points_of(minutes, 0), 0);
  EXPECT_EQ(rules::points_of(minutes, 900), 50);
  EXPECT_EQ(rules::points_of(minutes, 907), 50);
  EXPECT_EQ(rules::points_of(minutes, 1800), 100);
  EXPECT_EQ(rules::points_of(minutes, 100'000), 100);
}

TEST(Points, OfAPartThatIsWholeAreAllOrNothing) {
  const Rubric rubric = parse_rubric(
      "r.json",
      rubric_with(R"({"id":"A1","name":"n","max":4,"mode":"auto","auto":[)"
                  R"({"measure":"shelf_products","target":3,"whole":true,"points":4}]})"));
  const AutoPart& shelf = rubric.find("A1")->parts.at(0);
  EXPECT_EQ(rules::points_of(shelf, 2), 0);
  EXPECT_EQ(rules::points_of(shelf, 3), 40);
}

TEST(Marks, WithinTheInstructorsOwnPartNeedNoReason) {
  Item item{.id = "B2",
            .name = "排品",
            .name_en = {},
            .max_tenths = 40,
            .mode = v1::ITEM_MODE_AUTO,
            .rule = {},
            .rule_en = {},
            .source = {},
            .parts = {{.measure = "shelf_products",
                       .argument = 0,
                       .target = 3,
                       .scale = 1,
                       .whole = false,
                       .max_tenths = 30,
                       .zh = {},
                       .en = {}}}};
  const auto mark = [&](int points, const std::string& reason) {
    v1::NewMark wish;
    wish.set_item_id("B2");
    wish.set_points_tenths(points);
    wish.set_reason(reason);
    rules::check_mark(item, 20, wish);
  };
  mark(20, "");
  mark(30, "");
  EXPECT_EQ(refusal_of([&] { mark(31, ""); }).code(), base::Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { mark(19, " "); }).code(), base::Code::invalid_argument);
  mark(0, "截图是同学的");
  EXPECT_EQ(refusal_of([&] { mark(41, "加分"); }).code(), base::Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { mark(-1, "扣分"); }).code(), base::Code::invalid_argument);
}

}  // namespace
}  // namespace kaibo::assessment
