#include "services/live/prepare/rules.h"

#include <gtest/gtest.h>

#include "services/live/prepare/scripts.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using base::Code;
using test::refusal_of;

constexpr base::Millis minute = 60'000;
constexpr base::Millis now = 1'900'000'000'000;

class Prepare : public ::testing::Test {
 protected:
  Prepare() {
    rules_.announce_ahead_minutes = {.min = 10, .max = 2 * 24 * 60};
    rules_.script_minutes = {.min = 5, .max = 60};
    rules_.script_rows = 6;
    rules_.script_words = 10;
    rules_.script_who = 4;
    rules_.selling_points = {.min = 3, .max = 5};
    rules_.selling_point = 8;
    rules_.shelf_least = 2;
  }

  void row(int from, int to, v1::ScriptSection section, std::int64_t product = 0,
           const std::string& words = "说") {
    v1::ScriptRow& added = *script_.add_rows();
    added.set_from_seconds(from);
    added.set_to_seconds(to);
    added.set_section(section);
    added.set_product_id(product);
    added.set_words(words);
  }

  /// Five minutes in which everything is right.
  void write_good() {
    row(0, 60, v1::SCRIPT_SECTION_OPENING);
    row(60, 150, v1::SCRIPT_SECTION_PRODUCT, 7);
    row(150, 200, v1::SCRIPT_SECTION_INTERACTION);
    row(200, 260, v1::SCRIPT_SECTION_CLOSING_SALE);
    row(260, 300, v1::SCRIPT_SECTION_ENDING);
  }

  v1::ScriptCheck check(int planned_minutes = 5) const {
    return prepare_rules::check_script(rules_, planned_minutes, script_.rows(), {7, 8});
  }

  /// The only problem there is.
  v1::ScriptProblem only_problem(int planned_minutes = 5) const {
    const v1::ScriptCheck checked = check(planned_minutes);
    EXPECT_EQ(checked.problems_size(), 1) << checked.DebugString();
    return checked.problems_size() == 1 ? checked.problems(0) : v1::ScriptProblem();
  }

  classroom::PrepareRules rules_;
  v1::Script script_;
};

TEST_F(Prepare, AScriptThatAddsUpHasNoProblem) {
  write_good();
  const v1::ScriptCheck checked = check();
  EXPECT_TRUE(checked.problems().empty()) << checked.DebugString();
  EXPECT_TRUE(checked.adds_up());
  EXPECT_EQ(checked.total_seconds(), 300);
  EXPECT_EQ(checked.planned_seconds(), 300);
  EXPECT_EQ(checked.sections_size(), 5);
}

TEST_F(Prepare, AnEmptyScriptLacksEverySectionAndAllItsTime) {
  const v1::ScriptCheck checked = check();
  EXPECT_FALSE(checked.adds_up());
  EXPECT_EQ(checked.sections_size(), 0);
  ASSERT_EQ(checked.problems_size(), 6);
  EXPECT_EQ(checked.problems(0).section(), v1::SCRIPT_SECTION_OPENING);
  EXPECT_EQ(checked.problems(5).kind(), v1::SCRIPT_PROBLEM_KIND_TOO_SHORT);
  EXPECT_EQ(checked.problems(5).seconds(), 300);
}

TEST_F(Prepare, AGapAndAnOverlapAreNamedWithTheirRowAndLength) {
  write_good();
  script_.mutable_rows(2)->set_from_seconds(165);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_GAP);
  EXPECT_EQ(only_problem().row(), 2);
  EXPECT_EQ(only_problem().seconds(), 15);
  EXPECT_FALSE(check().adds_up());
  script_.mutable_rows(2)->set_from_seconds(140);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_OVERLAP);
  EXPECT_EQ(only_problem().seconds(), 10);
}

TEST_F(Prepare, AScriptThatStartsLateHasAGapBeforeItsFirstRow) {
  write_good();
  script_.mutable_rows(0)->set_from_seconds(20);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_GAP);
  EXPECT_EQ(only_problem().row(), 0);
  EXPECT_EQ(check().total_seconds(), 280);
}

TEST_F(Prepare, ALengthOtherThanPlannedIsNamed) {
  write_good();
  EXPECT_EQ(only_problem(6).kind(), v1::SCRIPT_PROBLEM_KIND_TOO_SHORT);
  EXPECT_EQ(only_problem(6).seconds(), 60);
  script_.mutable_rows(4)->set_to_seconds(310);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_TOO_LONG);
  EXPECT_EQ(only_problem().seconds(), 10);
}

TEST_F(Prepare, APlanShorterThanTheCourseAsksForDoesNotAddUp) {
  write_good();
  script_.mutable_rows(4)->set_to_seconds(240);
  script_.mutable_rows(4)->set_from_seconds(200);
  script_.mutable_rows()->DeleteSubrange(3, 1);
  const v1::ScriptCheck checked = check(4);
  EXPECT_FALSE(checked.adds_up());
  ASSERT_EQ(checked.problems_size(), 2);
  EXPECT_EQ(checked.problems(0).section(), v1::SCRIPT_SECTION_CLOSING_SALE);
  EXPECT_EQ(checked.problems(1).kind(), v1::SCRIPT_PROBLEM_KIND_PLAN_TOO_SHORT);
  EXPECT_EQ(checked.problems(1).seconds(), 60);
}

TEST_F(Prepare, ARowOfProductsNamesOneThatIsOnTheShelfAndSaysSomething) {
  write_good();
  script_.mutable_rows(1)->set_product_id(0);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_NO_PRODUCT);
  script_.mutable_rows(1)->set_product_id(9);
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_NOT_ON_SHELF);
  script_.mutable_rows(1)->set_product_id(8);
  script_.mutable_rows(1)->clear_words();
  EXPECT_EQ(only_problem().kind(), v1::SCRIPT_PROBLEM_KIND_NO_WORDS);
  EXPECT_TRUE(check().adds_up());
}

TEST_F(Prepare, WhatCannotBeStoredIsRefusedByItsRow) {
  const auto refused = [this] {
    return refusal_of([this] { prepare_rules::require_storable(rules_, 5, script_.rows()); });
  };
  row(0, 61 * 60, v1::SCRIPT_SECTION_OPENING);
  EXPECT_EQ(refused().field(), "rows[0].to_seconds");
  script_.mutable_rows(0)->set_to_seconds(60);
  row(-1, 60, v1::SCRIPT_SECTION_OPENING);
  EXPECT_EQ(refused().field(), "rows[1].from_seconds");
  script_.mutable_rows(1)->set_from_seconds(0);
  script_.mutable_rows(1)->set_section(v1::SCRIPT_SECTION_UNSPECIFIED);
  EXPECT_EQ(refused().field(), "rows[1].section");
  script_.mutable_rows(1)->set_section(v1::SCRIPT_SECTION_ENDING);
  script_.mutable_rows(1)->set_words("一二三四五六七八九十甲");
  EXPECT_EQ(refused().field(), "rows[1].words");
  script_.mutable_rows(1)->set_words("好");
  script_.mutable_rows(1)->set_who("一二三四五");
  EXPECT_EQ(refused().field(), "rows[1].who");
  script_.mutable_rows(1)->set_who("小林");
  prepare_rules::require_storable(rules_, 5, script_.rows());
  for (int i = 0; i < 5; ++i) row(0, 1, v1::SCRIPT_SECTION_ENDING);
  EXPECT_EQ(refused().field(), "rows");
  script_.clear_rows();
  EXPECT_EQ(
      refusal_of([this] { prepare_rules::require_storable(rules_, 61, script_.rows()); }).field(),
      "planned_minutes");
}

TEST_F(Prepare, APreviewIsForATimeNeitherTooSoonNorTooFar) {
  const auto code = [this](base::Millis planned) {
    return refusal_of([&] { prepare_rules::check_planned(rules_, planned, now); }).field();
  };
  EXPECT_EQ(code(0), "planned_at");
  EXPECT_EQ(code(now + 10 * minute - 1), "planned_at");
  EXPECT_EQ(code(now + 2 * 24 * 60 * minute + 1), "planned_at");
  prepare_rules::check_planned(rules_, now + 10 * minute, now);
  prepare_rules::check_planned(rules_, now + 2 * 24 * 60 * minute, now);
}

TEST_F(Prepare, ACardOfSellingPointsHasThreeToFiveShortLinesOrNone) {
  v1::SetShelfDetailsRequest wish;
  const auto check = [&] { prepare_rules::check_shelf_details(rules_, 20, wish); };
  check();
  for (int i = 0; i < 2; ++i) wish.add_selling_points("皮薄");
  EXPECT_EQ(refusal_of(check).field(), "selling_points");
  wish.add_selling_points("肉厚");
  check();
  wish.set_selling_points(2, "一二三四五六七八九");
  EXPECT_EQ(refusal_of(check).field(), "selling_points");
  wish.set_selling_points(2, "");
  EXPECT_EQ(refusal_of(check).field(), "selling_points");
  wish.clear_selling_points();
  wish.set_per_person(21);
  EXPECT_EQ(refusal_of(check).field(), "per_person");
  wish.set_per_person(20);
  wish.set_stock(-1);
  EXPECT_EQ(refusal_of(check).field(), "stock");
}

TEST_F(Prepare, TheChecklistKnowsWhatTheServerCanSee) {
  v1::Room room;
  const auto done = [&](std::string_view item) {
    return prepare_rules::is_done(item, rules_, room, check());
  };
  for (const char* item : {"cover", "notice", "planned", "shelf", "priced", "stocked", "script"}) {
    EXPECT_FALSE(done(item)) << item;
  }
  room.set_cover("c");
  room.set_notice("n");
  room.set_planned_at(1);
  for (int i = 0; i < 2; ++i) {
    v1::ShelfItem& item = *room.add_shelf();
    item.set_live_price_fen(990);
    item.mutable_product()->set_stock(1);
  }
  write_good();
  for (const char* item : {"cover", "notice", "planned", "shelf", "priced", "stocked", "script"}) {
    EXPECT_TRUE(done(item)) << item;
  }
  room.mutable_shelf(1)->set_live_price_fen(0);
  EXPECT_FALSE(done("priced"));
  room.mutable_shelf(1)->mutable_product()->set_stock(0);
  EXPECT_FALSE(done("stocked"));
  EXPECT_EQ(refusal_of([&] { done("luck"); }).code(), Code::failed_precondition);
}

std::int32_t seconds_of(const std::string& clock) {
  return std::stoi(clock.substr(0, 2)) * 60 + std::stoi(clock.substr(3, 2));
}

TEST(ScriptTemplates, AddUpOnceTheirProductsAreOnTheShelf) {
  const std::vector<v1::ScriptTemplate> templates = script_templates();
  ASSERT_GE(templates.size(), 3U);
  for (const v1::ScriptTemplate& one : templates) {
    classroom::PrepareRules rules;
    rules.script_minutes = {.min = one.minutes(), .max = one.minutes()};
    prepare_rules::ScriptRows rows;
    for (const v1::TemplateRow& row : one.rows()) {
      v1::ScriptRow& added = *rows.Add();
      added.set_from_seconds(seconds_of(row.from()));
      added.set_to_seconds(seconds_of(row.to()));
      added.set_section(row.section());
      added.set_product_id(row.product());
      added.set_words(row.words());
      EXPECT_FALSE(row.words_en().empty()) << one.key();
      EXPECT_FALSE(row.who_en().empty()) << one.key();
    }
    const v1::ScriptCheck checked =
        prepare_rules::check_script(rules, one.minutes(), rows, {1, 2, 3});
    EXPECT_TRUE(checked.problems().empty()) << one.key() << "\n" << checked.DebugString();
    EXPECT_TRUE(checked.adds_up()) << one.key();
  }
}

}  // namespace
}  // namespace kaibo::live
