#include "services/classroom/profile.h"

#include <gtest/gtest.h>

#include <array>

#include "generated/embedded/classroom_profiles.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using test::refusal_of;

std::string file_text() {
  for (const base::Embedded& file : embedded::classroom_profiles) {
    if (file.name == "live-hunan-2021.json") {
      return std::string(file.content);
    }
  }
  return {};
}

/// The live profile with one piece of its text replaced.
std::string changed(std::string_view what, std::string_view by) {
  std::string text = file_text();
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(Profiles, HoldTheNumbersOfBothCourses) {
  const Profiles profiles;
  const Profile* live = profiles.find("live-hunan-2021");
  ASSERT_NE(live, nullptr);
  EXPECT_EQ(live->classroom.max_trainees, 35);
  EXPECT_EQ(live->article("classroom.max_trainees"), "003 四1");
  EXPECT_EQ(live->classroom.class_hours, 56);
  EXPECT_EQ(live->rubric, "practical-live-default");
  EXPECT_TRUE(live->live.title.holds(3));
  EXPECT_FALSE(live->live.title.holds(18));
  EXPECT_EQ(live->mall.unpaid_minutes, 30);
  EXPECT_EQ(live->article("mall.title"), "") << "a rule of our own names no article";
  const Profile* mall = profiles.find("ecommerce-2020s");
  ASSERT_NE(mall, nullptr);
  EXPECT_EQ(mall->classroom.max_trainees, 30);
  EXPECT_TRUE(mall->shop.registration.review);
  EXPECT_FALSE(live->shop.registration.review);
  ASSERT_NE(live->shop.registration.kind("company"), nullptr);
  EXPECT_EQ(live->shop.registration.kind("company")->papers.size(), 4U);
  EXPECT_NE(live->shop.catalog.category("茶叶"), nullptr);
  EXPECT_EQ(profiles.find("no-such-course"), nullptr);
}

TEST(Profiles, RefuseABrokenFileNamingThePlaceInIt) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {changed(R"("max_trainees": 35,)", ""), "classroom.max_trainees"},
      {changed(R"("detector": "copied")", R"("detector": "guessed")"), "detector"},
      {changed(R"("limit": 85)", R"("limit": 101)"), "limit"},
      {changed(R"("late_shipping", "on": true, "block": false)",
               R"("late_shipping", "on": true, "block": true)"),
       "block"},
      {changed("\"max_trainees\": 35", "\"max_trainees\": \"35\""), "classroom.max_trainees"},
      {changed("\"max_trainees\": 35", "\"max_trainees\": -1"), "classroom.max_trainees"},
      {changed("\"class_hours\": 56", "\"class_hours\": 56, \"tea_breaks\": 2"),
       "classroom.tea_breaks"},
      {changed("\"lecturers\": [1, 2]", "\"lecturers\": [2, 1]"), "classroom.lecturers"},
      {changed("\"lecturers\": [1, 2]", "\"lecturers\": [2]"), "classroom.lecturers"},
      {changed(R"("categories": [)", R"("categories": ["茶", "茶", )"), "mall.categories"},
      {changed("\"burst\": 5", "\"burst\": 0"), "live.comment_rate.burst"},
      {changed("\"burst\": 5", "\"burst\": 5000000000"), "live.comment_rate.burst"},
      {changed(R"("review": false)", R"("review": 0)"), "shop.registration.review"},
      {changed(R"("deposit_fen": 50000,)", ""), "shop.registration.kinds[1].deposit_fen"},
      {changed(R"("order": ["limited_price",)", R"("order": ["lottery",)"),
       "mall.promotions.order"},
      {changed("\"rubric\": \"practical-live-default\"", "\"rubric\": \"\""), "rubric"},
      {"{", "broken.json"},
      {"[]", "broken.json"},
  };
  for (const auto& [text, place] : cases) {
    const base::Error error = refusal_of([&text] { parse_profile("broken.json", text); });
    EXPECT_EQ(error.code(), base::Code::failed_precondition);
    EXPECT_NE(error.text().en.find("broken.json"), std::string::npos) << error.text().en;
    EXPECT_NE(error.text().en.find(place), std::string::npos) << error.text().en;
  }
}

TEST(Profiles, RefuseTwoFilesOfOneKey) {
  const std::string text = file_text();
  const std::array<base::Embedded, 2> files{{{"one.json", text}, {"two.json", text}}};
  const base::Error error = refusal_of([&files] { Profiles{files}; });
  EXPECT_NE(error.text().en.find("two.json"), std::string::npos);
}

}  // namespace
}  // namespace kaibo::classroom
