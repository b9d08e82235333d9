#include "services/mall/chat/rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/mall/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using chat_rules::Consultation;
using test::refusal_of;

const classroom::ChatRules& chat_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("ecommerce-2020s")->mall.chat;
}

v1::SayInChatRequest chat_text(const std::string& text) {
  v1::SayInChatRequest wish;
  wish.set_kind(v1::CHAT_KIND_TEXT);
  wish.set_text(text);
  return wish;
}

TEST(ChatRules, AnAnswerIsInTimeUpToTheLastMillisecond) {
  const base::Millis limit = chat_numbers().in_time_seconds * base::second;
  EXPECT_TRUE(chat_rules::in_time(chat_numbers(), limit));
  EXPECT_FALSE(chat_rules::in_time(chat_numbers(), limit + 1));
}

TEST(ChatRules, TheAutomaticAnswerComesFirstAndAfterALongSilence) {
  const base::Millis silence = chat_numbers().automatic_minutes * base::minute;
  EXPECT_TRUE(chat_rules::answers_itself(chat_numbers(), 0, 1000));
  EXPECT_FALSE(chat_rules::answers_itself(chat_numbers(), 1000, 1000 + silence - 1));
  EXPECT_TRUE(chat_rules::answers_itself(chat_numbers(), 1000, 1000 + silence));
}

TEST(ChatRules, OneThatStillMayBeAnsweredInTimeIsNotDue) {
  const base::Millis limit = chat_numbers().in_time_seconds * base::second;
  const base::Millis now = 10 * limit;
  const std::vector<Consultation> all{
      {.number = 1, .began_at = 1000, .answered_at = 1000 + limit, .answered_by = 7, .stars = 5},
      {.number = 2, .began_at = 1000, .answered_at = 1001 + limit, .answered_by = 7, .stars = 4},
      {.number = 3, .began_at = now - limit - 1},
      {.number = 4, .began_at = now - limit},
  };
  const v1::DeskFigures figures = chat_rules::figures(chat_numbers(), all, now);
  EXPECT_EQ(figures.consultations(), 4);
  EXPECT_EQ(figures.answered(), 2);
  EXPECT_EQ(figures.in_time(), 1);
  EXPECT_EQ(figures.due(), 3);
  EXPECT_EQ(figures.first_reply_ms(), limit);
  EXPECT_EQ(figures.ratings(), 2);
  EXPECT_EQ(figures.stars_hundredths(), 450);
}

TEST(ChatRules, AShopThatNobodyAskedHasNoFigures) {
  const v1::DeskFigures figures = chat_rules::figures(chat_numbers(), {}, 1000);
  EXPECT_EQ(figures.due(), 0);
  EXPECT_EQ(figures.first_reply_ms(), 0);
  EXPECT_EQ(figures.stars_hundredths(), 0);
}

TEST(ChatRules, AMessageHoldsWhatItsKindAsksFor) {
  chat_rules::check_message(chat_numbers(), chat_text("在吗"));
  EXPECT_EQ(refusal_of([] { chat_rules::check_message(chat_numbers(), chat_text("")); }).field(),
            "text");
  const std::string longest(static_cast<std::size_t>(chat_numbers().text_max), 'x');
  chat_rules::check_message(chat_numbers(), chat_text(longest));
  EXPECT_EQ(refusal_of([&] {
              chat_rules::check_message(chat_numbers(), chat_text(longest + "x"));
            }).field(),
            "text");
  v1::SayInChatRequest wish;
  wish.set_kind(v1::CHAT_KIND_PICTURE);
  EXPECT_EQ(refusal_of([&] { chat_rules::check_message(chat_numbers(), wish); }).field(),
            "picture");
  wish.set_kind(v1::CHAT_KIND_ORDER);
  EXPECT_EQ(refusal_of([&] { chat_rules::check_message(chat_numbers(), wish); }).field(),
            "subject_id");
  wish.set_kind(v1::CHAT_KIND_UNSPECIFIED);
  EXPECT_EQ(refusal_of([&] { chat_rules::check_message(chat_numbers(), wish); }).field(), "kind");
}

TEST(ChatRules, ADeskHasBounds) {
  v1::Desk desk;
  chat_rules::check_desk(chat_numbers(), desk);
  desk.add_quick_answers("");
  EXPECT_EQ(refusal_of([&] { chat_rules::check_desk(chat_numbers(), desk); }).field(),
            "quick_answers");
  desk.clear_quick_answers();
  for (std::int64_t i = 0; i <= chat_numbers().quick_answers_max; ++i) desk.add_quick_answers("好");
  EXPECT_EQ(refusal_of([&] { chat_rules::check_desk(chat_numbers(), desk); }).field(),
            "quick_answers");
}

TEST(Stars, AreFromOneToFiveAndAveragedInHundredths) {
  rules::check_stars(1);
  rules::check_stars(5);
  EXPECT_EQ(refusal_of([] { rules::check_stars(0); }).field(), "stars");
  EXPECT_EQ(refusal_of([] { rules::check_stars(6); }).field(), "stars");
  EXPECT_EQ(rules::average_hundredths(0, 0), 0);
  EXPECT_EQ(rules::average_hundredths(14, 3), 467);
  EXPECT_EQ(rules::average_hundredths(13, 3), 433);
}

}  // namespace
}  // namespace kaibo::mall
