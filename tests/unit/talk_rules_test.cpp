#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/classroom/profile.h"
#include "services/classroom/words.h"
#include "services/live/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

namespace words = classroom::words;
using rules::Duty;
using test::refusal_of;
using Words = std::vector<std::string>;

const classroom::TalkRules& lists() {
  static const classroom::TalkRules rules = [] {
    classroom::TalkRules made;
    made.crew_max = 2;
    made.questions = {"？", "?", "多少"};
    made.mask_words = {"妈的", "SB", "他妈的"};
    made.hold_words = {"加微信"};
    made.refuse_words = {"赌博"};
    return made;
  }();
  return rules;
}

TEST(Words, WhatIsMaskedIsStarredOutCharacterByCharacter) {
  const words::Found found = words::look(lists(), "这橙子他妈的好吃");
  EXPECT_EQ(found.text, "这橙子***好吃");
  EXPECT_EQ(found.caught, (Words{"妈的", "他妈的"}));
  EXPECT_FALSE(found.hold);
}

TEST(Words, SpacesAndCapitalsHideNothing) {
  EXPECT_EQ(words::look(lists(), "主播 s b 啊 sB").text, "主播 * * 啊 **");
  EXPECT_TRUE(words::look(lists(), "加　微 信聊").hold);
}

TEST(Words, CharactersAreNeverCutInHalf) {
  // The last byte of one character and the first of the next are no word.
  const words::Found found = words::look(lists(), "好吃🍊再来一箱");
  EXPECT_EQ(found.text, "好吃🍊再来一箱");
  EXPECT_TRUE(found.caught.empty());
}

TEST(Words, ARefusedWordSaysToPutItAnotherWay) {
  const base::Error error = refusal_of([] { words::look(lists(), "一起来赌 博吧"); });
  EXPECT_EQ(error.code(), base::Code::invalid_argument);
  EXPECT_EQ(error.field(), "text");
}

TEST(Words, QuestionsAreKnownByTheWordsOfTheCourse) {
  EXPECT_TRUE(words::asks(lists(), "几天到？"));
  EXPECT_TRUE(words::asks(lists(), "多 少钱"));
  EXPECT_FALSE(words::asks(lists(), "已经下单了"));
}

TEST(Crew, EachRoleMayDoItsOwnAndNoMore) {
  const auto allowed = [](v1::CrewRole role) {
    std::vector<bool> may;
    for (const Duty duty : {Duty::own, Duty::present, Duty::moderate, Duty::assist}) {
      may.push_back(rules::may(role, duty));
    }
    return may;
  };
  EXPECT_EQ(allowed(v1::CREW_ROLE_HOST), (std::vector<bool>{false, true, true, true}));
  EXPECT_EQ(allowed(v1::CREW_ROLE_MODERATOR), (std::vector<bool>{false, false, true, true}));
  EXPECT_EQ(allowed(v1::CREW_ROLE_ASSISTANT), (std::vector<bool>{false, false, false, true}));
  EXPECT_EQ(allowed(v1::CREW_ROLE_UNSPECIFIED), std::vector<bool>(4, false));
}

TEST(Crew, NobodyIsInvitedTwiceWithoutARoleOrBeyondTheRoom) {
  classroom::LiveRules numbers;
  numbers.talk = lists();
  const auto check = [&](const std::vector<std::pair<int, v1::CrewRole>>& people) {
    v1::SaveCrewRequest wish;
    for (const auto& [user_id, role] : people) {
      v1::CrewMember& member = *wish.add_crew();
      member.set_user_id(user_id);
      member.set_role(role);
    }
    rules::check_crew(numbers, 1, wish);
  };
  const v1::CrewRole role = v1::CREW_ROLE_MODERATOR;
  check({});
  check({{2, role}, {3, v1::CREW_ROLE_HOST}});
  for (const auto& people :
       std::vector<std::vector<std::pair<int, v1::CrewRole>>>{{{1, role}},
                                                              {{2, role}, {2, v1::CREW_ROLE_HOST}},
                                                              {{2, v1::CREW_ROLE_UNSPECIFIED}},
                                                              {{2, static_cast<v1::CrewRole>(9)}},
                                                              {{2, role}, {3, role}, {4, role}}}) {
    const base::Error error = refusal_of([&] { check(people); });
    EXPECT_EQ(error.code(), base::Code::invalid_argument);
    EXPECT_EQ(error.field(), "crew");
  }
}

}  // namespace
}  // namespace kaibo::live
