#include "services/audience/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "common/base/sha256.h"
#include "common/base/text.h"
#include "services/audience/rules.h"
#include "services/classroom/profile.h"
#include "services/classroom/words.h"
#include "services/identity/simulated.h"
#include "tests/support/refusal.h"
#include "tests/unit/audience_rehearsal.h"

namespace kaibo::audience {
namespace {

using test::refusal_of;

constexpr std::int64_t minute = 60;

const Script& script() {
  static const Script read;
  return read;
}

Good oranges(std::int64_t stock = 500) {
  return {.product_id = 11,
          .title = "赣南脐橙 现摘现发 5斤装",
          .category = "水果",
          .price_fen = 2990,
          .shop_price_fen = 3990,
          .stock = stock,
          .rows = {{.price_fen = 2990, .stock = stock}}};
}

Rehearsal rehearsal(const std::string& scenario, std::int32_t size = 50, std::int64_t seed = 1,
                    v1::Difficulty difficulty = v1::DIFFICULTY_NORMAL) {
  return {script(), scenario, size, difficulty, seed, {oranges()}};
}

/// A host who explains, and says something each half minute.
std::function<void(std::int64_t)> busy_host(Rehearsal& room) {
  return [&room](std::int64_t second) {
    if (second == 1) room.explain(11);
    if (second % 30 == 0) room.comment("欢迎新来的家人");
  };
}

std::string hash_of(const Rehearsal& room) { return base::sha256(room.told()); }

TEST(AudienceEngine, TheSameSeedAndTheSameHostGiveTheSameAudience) {
  const auto played = [](std::int64_t seed, bool explains) {
    Rehearsal room = rehearsal("incidents", 100, seed);
    room.run(10 * minute, explains ? busy_host(room) : std::function<void(std::int64_t)>());
    return hash_of(room);
  };
  EXPECT_EQ(played(7, true), played(7, true));
  EXPECT_NE(played(7, true), played(8, true));
  EXPECT_NE(played(7, true), played(7, false)) << "the audience answers what the host does";
}

TEST(AudienceEngine, SecondsMadeUpTogetherGiveWhatTheyWouldHaveGivenEachForItself) {
  Rehearsal room = rehearsal("questions", 80, 3);
  room.run(5, busy_host(room));
  const Scene before = room.scene();
  room.run(4);
  const engine::Doings together = engine::act(room.plan(), before, {oranges()}, 5, 9);
  std::vector<std::int64_t> entered;
  for (std::size_t i = 5; i < 9; ++i) {
    const auto& some = room.doings()[i].entered;
    entered.insert(entered.end(), some.begin(), some.end());
  }
  EXPECT_FALSE(entered.empty());
  EXPECT_EQ(together.entered, entered);
}

TEST(AudienceEngine, WhoIsShownNothingLeavesAndSaysWhy) {
  Rehearsal silent = rehearsal("steady");
  silent.run(10 * minute);
  Rehearsal lively = rehearsal("steady");
  lively.run(10 * minute, busy_host(lively));
  int bored_in_silence = 0;
  int bored_else = 0;
  for (const engine::Doings& done : silent.doings()) bored_in_silence += done.bored;
  for (const engine::Doings& done : lively.doings()) bored_else += done.bored;
  EXPECT_GT(bored_in_silence, 40);
  EXPECT_LT(bored_else, 5);
  EXPECT_LT(silent.scene().present(), 5);
  EXPECT_GT(lively.scene().present(), 30);
  EXPECT_FALSE(silent.scene().who_left_bored().text.empty());
}

TEST(AudienceEngine, WhoWasAnsweredStaysLonger) {
  const auto played = [](bool answers) {
    Rehearsal room = rehearsal("questions", 60, 5);
    room.run(4 * minute, [&](std::int64_t second) {
      if (second == 1) room.explain(11);
      if (!answers) return;
      for (const v1::Question& question : room.scene().questions()) {
        if (question.state() == v1::QUESTION_STATE_OPEN) room.comment(question.keywords(0));
      }
    });
    // Then the host falls silent.
    room.explain(0);
    room.run(3 * minute);
    return room.scene().present();
  };
  EXPECT_GT(played(true), played(false));
}

TEST(AudienceEngine, AQuestionIsClosedOnceAsAnsweredInItsWindowOrMissed) {
  Rehearsal room = rehearsal("questions", 60, 5);
  std::size_t answered = 0;
  room.run(8 * minute, [&](std::int64_t second) {
    if (second == 1) room.explain(11);
    if (second > 4 * minute) return;
    for (const v1::Question& question : room.scene().questions()) {
      if (question.state() != v1::QUESTION_STATE_OPEN) continue;
      if (room.scene().answer_to(question.question_id()) == nullptr) {
        room.comment("回答一下：" + question.keywords(0));
      }
    }
  });
  std::set<std::int64_t> closed;
  for (const engine::Doings& done : room.doings()) {
    for (const engine::Closing& closing : done.closings) {
      EXPECT_TRUE(closed.insert(closing.question.question_id()).second);
      if (!closing.answered) continue;
      ++answered;
      EXPECT_LE(closing.after, closing.question.window_s() * 1000);
      EXPECT_NE(closing.answer.seq, 0);
    }
  }
  EXPECT_GT(answered, 8U);
  EXPECT_GT(closed.size(), answered) << "those asked in silence are missed";
}

TEST(AudienceEngine, SizeAndRatesStayWithinTheNumbersOfTheScenario) {
  for (const Scenario& scenario : script().scenarios()) {
    std::int64_t asked = 0;
    for (const std::int64_t seed : {1, 2, 3, 4}) {
      Rehearsal room = rehearsal(scenario.id, 100, seed);
      room.run(10 * minute, busy_host(room));
      for (const engine::Saying& question : room.questions()) {
        asked += question.question.kind() == "question" ? 1 : 0;
      }
    }
    const std::int64_t expected = 4 * scenario.questions_per_10min;
    EXPECT_NEAR(asked, expected, expected * 0.4) << scenario.id;

    Rehearsal room = rehearsal(scenario.id, 200, 11);
    room.run(10 * minute, busy_host(room));
    EXPECT_LE(room.scene().come(), 200) << scenario.id;
    EXPECT_GT(room.scene().come(), 190) << scenario.id;
    std::int64_t likes = 0;
    for (const engine::Doings& done : room.doings()) {
      EXPECT_LE(static_cast<std::int64_t>(done.sayings.size()), script().habits().say_at_once + 1)
          << scenario.id;
      EXPECT_LE(static_cast<std::int64_t>(done.entered.size()), script().habits().enter_at_once);
      for (const auto& [person, count] : done.likes) likes += count;
    }
    EXPECT_LE(likes, scenario.likes_per_minute_per_100 * 2 * 10 * 1.2) << scenario.id;
    EXPECT_GT(likes, 0) << scenario.id;
  }
}

TEST(AudienceEngine, AHarderAudienceAsksMoreAndGivesLessTime) {
  Rehearsal easy = rehearsal("questions", 60, 5, v1::DIFFICULTY_EASY);
  Rehearsal hard = rehearsal("questions", 60, 5, v1::DIFFICULTY_HARD);
  easy.run(5 * minute, busy_host(easy));
  hard.run(5 * minute, busy_host(hard));
  EXPECT_GT(hard.questions().size(), easy.questions().size());
  EXPECT_GT(easy.questions().front().question.window_s(),
            hard.questions().front().question.window_s());
}

TEST(AudienceEngine, QuestionsFitTheProductBeingExplained) {
  const classroom::Profiles profiles;
  for (const std::string& category : profiles.find("live-hunan-2021")->mall.categories) {
    Good good = oranges();
    good.category = category;
    good.title = "自家好物 现货";
    Rehearsal room(script(), "questions", 100, v1::DIFFICULTY_HARD, 9, {good});
    room.run(10 * minute, busy_host(room));
    std::set<std::string> lines;
    for (const engine::Saying& said : room.questions()) {
      lines.insert(said.line);
      EXPECT_EQ(said.question.product_id(), good.product_id);
      EXPECT_EQ(said.text.find('{'), std::string::npos) << said.text;
      const auto line = std::ranges::find(script().lines(), said.line, &Line::id);
      EXPECT_TRUE(fits_good(*line, &good)) << category << ": " << said.text;
    }
    EXPECT_GE(lines.size(), 20U) << category;
  }
}

TEST(AudienceEngine, PriceAndStockAreThoseOfTheShelf) {
  int asked_price = 0;
  int few_left = 0;
  // Which of the lines that fit are asked is chance: one audience may do without either.
  for (const std::int64_t seed : {9, 10, 11, 12, 13, 14}) {
    Rehearsal room(script(), "questions", 100, v1::DIFFICULTY_HARD, seed, {oranges(12)});
    room.run(8 * minute, busy_host(room));
    for (const engine::Saying& said : room.questions()) {
      if (said.line == "price") {
        ++asked_price;
        EXPECT_EQ(said.text, "赣南脐橙多少钱呀？");
        EXPECT_EQ(said.question.keywords(0), "29.9");
      }
      if (said.line == "stock-few") ++few_left;
    }
  }
  EXPECT_GT(asked_price, 0);
  EXPECT_GT(few_left, 0);
}

TEST(AudienceEngine, WithoutAProductTheyAskWhatIsSold) {
  Rehearsal room = rehearsal("questions", 60, 2);
  room.run(2 * minute, [&](std::int64_t second) {
    if (second % 20 == 0) room.comment("马上开始");
  });
  ASSERT_FALSE(room.questions().empty());
  for (const engine::Saying& said : room.questions()) {
    EXPECT_TRUE(said.line.starts_with("room-")) << said.text;
  }
}

TEST(AudienceEngine, TrollsAndPassersByAskNothingThatCounts) {
  Rehearsal room = rehearsal("cold", 300, 4, v1::DIFFICULTY_HARD);
  room.run(10 * minute, busy_host(room));
  for (const engine::Saying& said : room.questions()) {
    if (said.question.kind() != "question") continue;
    const Character who = engine::character_of(room.plan(), said.person);
    EXPECT_NE(who, Character::troll);
    EXPECT_NE(who, Character::passer_by);
  }
}

TEST(AudienceEngine, IncidentsHappenAtTheirTimeWithALineThatWantsAnAnswer) {
  Rehearsal room = rehearsal("incidents", 60, 3);
  room.run(9 * minute, busy_host(room));
  const Scenario& scenario = *script().find("incidents");
  for (std::size_t i = 0; i < scenario.incidents.size(); ++i) {
    const Incident& incident = scenario.incidents[i];
    const auto& done = room.doings()[static_cast<std::size_t>(incident.at_s - 1)];
    EXPECT_EQ(done.incidents, std::vector<int>{static_cast<int>(i)});
    EXPECT_TRUE(std::ranges::any_of(done.sayings, [&](const engine::Saying& said) {
      return said.question.kind() == name_of(incident.kind);
    })) << i;
  }
}

TEST(AudienceEngine, NobodyBuysTwiceAndSomePiecesAreLeftToPeople) {
  Rehearsal room(script(), "steady", 500, v1::DIFFICULTY_EASY, 6, {oranges(20)});
  room.run(10 * minute, busy_host(room));
  std::int64_t sold = 0;
  std::set<std::int64_t> buyers;
  for (const engine::Doings& done : room.doings()) {
    for (const engine::Purchase& purchase : done.purchases) {
      EXPECT_TRUE(buyers.insert(purchase.person).second);
      EXPECT_EQ(purchase.price_fen, 2990);
      sold += purchase.quantity;
    }
  }
  EXPECT_GT(sold, 10);
  EXPECT_LE(sold, 20 - script().find("steady")->leave_stock);
}

TEST(AudienceEngine, WhoAsksForARefundInVainAsksForItInForm) {
  const auto asked_back = [](bool answers) {
    Rehearsal room = rehearsal("incidents", 200, 3, v1::DIFFICULTY_EASY);
    room.run(8 * minute, [&](std::int64_t second) {
      if (second == 1) room.explain(11);
      if (second % 30 == 0) room.comment("欢迎新来的家人");
      if (!answers) return;
      for (const v1::Question& question : room.scene().questions()) {
        if (question.state() == v1::QUESTION_STATE_OPEN) room.comment(question.keywords(0));
      }
    });
    std::set<std::int64_t> orders;
    for (const engine::Doings& done : room.doings()) {
      for (const engine::Closing& closing : done.closings) {
        if (closing.refund_of == 0) continue;
        EXPECT_EQ(closing.question.kind(), "refund");
        EXPECT_FALSE(closing.answered);
        EXPECT_TRUE(orders.insert(closing.refund_of).second);
      }
    }
    return orders.size();
  };
  EXPECT_GT(asked_back(false), 0U);
  EXPECT_EQ(asked_back(true), 0U);
}

std::vector<engine::Joining> joins_of(const Rehearsal& room) {
  std::vector<engine::Joining> all;
  for (const engine::Doings& done : room.doings()) {
    all.insert(all.end(), done.joins.begin(), done.joins.end());
  }
  return all;
}

TEST(AudienceEngine, SomeJoinALuckyBagInItsTimeEachOnceAndNotAllAtOnce) {
  Rehearsal room = rehearsal("steady", 300, 5);
  room.run(2 * minute, busy_host(room));
  room.issue_bag(77, "脐橙真甜", 60);
  room.run(59, busy_host(room));
  std::set<std::int64_t> joined;
  for (const engine::Joining& one : joins_of(room)) {
    EXPECT_TRUE(joined.insert(one.person).second) << one.person;
    EXPECT_EQ(one.phrase, "脐橙真甜");
    EXPECT_EQ(one.bag_id, 77);
  }
  const auto here = static_cast<std::size_t>(room.scene().present());
  EXPECT_GT(joined.size(), here / 5);
  EXPECT_LT(joined.size(), here);
  for (const engine::Doings& done : room.doings()) {
    EXPECT_LE(static_cast<std::int64_t>(done.joins.size()), script().habits().join_at_once);
  }
  EXPECT_TRUE(room.doings()[2 * minute].joins.empty()) << "nobody has read it yet";
  room.run(10, busy_host(room));
  EXPECT_EQ(joins_of(room).size(), joined.size()) << "its time is over";
}

TEST(AudienceEngine, WhoJoinsABagFollowsFromTheSeedAndNotFromItsId) {
  const auto joiners = [](std::int64_t bag_id) {
    Rehearsal room = rehearsal("bargain", 100, 8);
    room.run(minute, busy_host(room));
    room.issue_bag(bag_id, "", 30);
    room.run(30, busy_host(room));
    std::vector<std::int64_t> persons;
    for (const engine::Joining& one : joins_of(room)) persons.push_back(one.person);
    return persons;
  };
  EXPECT_FALSE(joiners(1).empty());
  EXPECT_EQ(joiners(1), joiners(9'000));
}

TEST(AudienceEngine, ACouponInHandWinsThoseWhoMindThePrice) {
  const auto bargain_hunters = [](bool with_coupon) {
    Good good = oranges();
    good.shop_price_fen = good.price_fen;
    Rehearsal room(script(), "bargain", 300, v1::DIFFICULTY_EASY, 4, {good});
    if (with_coupon) room.issue_coupon(5, 500, 300);
    room.run(6 * minute, busy_host(room));
    std::int64_t bought = 0;
    for (const engine::Doings& done : room.doings()) {
      for (const engine::Purchase& purchase : done.purchases) {
        const Character who = engine::character_of(room.plan(), purchase.person);
        bought += who == Character::price_sensitive ? 1 : 0;
      }
    }
    return bought;
  };
  EXPECT_EQ(bargain_hunters(false), 0);
  EXPECT_GT(bargain_hunters(true), 0);
}

TEST(AudienceEngine, BuyersPickASpecificationAndLeaveSomeOfEach) {
  Good good = oranges(60);
  good.rows = {{.sku_id = 1, .price_fen = 2990, .stock = 10},
               {.sku_id = 2, .price_fen = 5590, .stock = 50}};
  Rehearsal room(script(), "steady", 500, v1::DIFFICULTY_EASY, 6, {good});
  room.run(10 * minute, busy_host(room));
  std::map<std::int64_t, std::int64_t> sold;
  for (const engine::Doings& done : room.doings()) {
    for (const engine::Purchase& purchase : done.purchases) {
      EXPECT_EQ(purchase.price_fen, purchase.sku_id == 1 ? 2990 : 5590);
      sold[purchase.sku_id] += purchase.quantity;
    }
  }
  const std::int64_t left = script().find("steady")->leave_stock;
  EXPECT_LE(sold[1], 10 - left);
  EXPECT_GT(sold[1], 0);
  EXPECT_GT(sold[2], 0);
  EXPECT_LE(sold[2], 50 - left);
}

TEST(AudienceRules, StarsFollowFromTheCharacterAndHowTheOrderWent) {
  const Nature& curious = script().nature(Character::curious);
  const Nature& expert = script().nature(Character::expert);
  const Nature& troll = script().nature(Character::troll);
  const Habits& habits = script().habits();
  const rules::Course well{};
  const rules::Course late{.late = true};
  const rules::Course answered{.answered = true};
  const rules::Course worst{.late = true, .answered = false, .missed = true};
  EXPECT_EQ(rules::stars(curious, habits, well), 5);
  EXPECT_EQ(rules::stars(curious, habits, answered), 5) << "five are the most";
  EXPECT_EQ(rules::stars(curious, habits, late), 3);
  EXPECT_EQ(rules::stars(expert, habits, answered), rules::stars(expert, habits, well) + 1);
  EXPECT_EQ(rules::stars(troll, habits, worst), 1) << "one is the least";
  EXPECT_EQ(rules::review_kind(3, late), Kind::review_late);
  EXPECT_EQ(rules::review_kind(3, well), Kind::review_fair);
  EXPECT_EQ(rules::review_kind(2, well), Kind::review_poor);
  EXPECT_EQ(rules::review_kind(4, late), Kind::review_good);
}

TEST(AudienceScript, EveryCharacterHasWordsForEveryReview) {
  const Good good = oranges();
  for (const Kind kind :
       {Kind::review_good, Kind::review_fair, Kind::review_poor, Kind::review_late}) {
    for (std::size_t who = 0; who < character_count; ++who) {
      EXPECT_TRUE(std::ranges::any_of(script().lines(),
                                      [&](const Line& line) {
                                        return line.kind == kind &&
                                               fits(line, static_cast<Character>(who), &good);
                                      }))
          << name_of(kind) << who;
    }
  }
}

TEST(AudienceScript, HasEnoughScenariosAndLines) {
  EXPECT_GE(script().scenarios().size(), 4U);
  EXPECT_GE(script().lines().size(), 150U);
  const classroom::Profiles profiles;
  const classroom::LiveRules& rules = profiles.find("live-hunan-2021")->live;
  for (const Line& line : script().lines()) {
    EXPECT_LE(base::utf8_length(filled(line.zh, nullptr)), rules.comment_max) << line.id;
    EXPECT_TRUE(line.keywords.empty() || (line.window_s > 0 && line.points > 0)) << line.id;
  }
}

TEST(AudienceScript, NoLineIsHeldBackOrRefusedByTheWordsOfACourse) {
  const classroom::Profiles profiles;
  for (const std::string& key : profiles.keys()) {
    for (const Line& line : script().lines()) {
      const classroom::words::Found found =
          classroom::words::look(profiles.find(key)->live.talk, line.zh);
      EXPECT_FALSE(found.hold) << line.zh;
      EXPECT_TRUE(found.caught.empty()) << line.zh;
    }
  }
}

TEST(AudienceScript, WhatATitleSaysGoesBeforeTheCategoryOfTheShop) {
  EXPECT_EQ(script().category_of("信丰脐橙 自家果园现摘 5斤带箱", "其他"), "水果");
  EXPECT_EQ(script().category_of("蜂蜜柚子酱 冲水泡饮", "水果"), "水果制品");
  EXPECT_EQ(script().category_of("自家好物", "手工"), "手工");
}

TEST(AudienceScript, ABrokenScriptIsRefusedByName) {
  const std::vector<base::Embedded> scenarios = {
      {.name = "odd.json", .content = R"({"id": "odd", "order": 1})"}};
  const auto refusal = refusal_of([&] { const Script broken({}, scenarios); });
  EXPECT_NE(refusal.text().en.find("odd.json"), std::string::npos);
}

TEST(AudienceRules, ASetupOutOfBoundsIsRefusedBesideItsField) {
  v1::Setup setup;
  setup.set_scenario("steady");
  setup.set_size(10);
  setup.set_difficulty(v1::DIFFICULTY_EASY);
  rules::check_setup(script(), setup);
  setup.set_size(501);
  EXPECT_EQ(refusal_of([&] { rules::check_setup(script(), setup); }).field(), "setup.size");
  setup.set_size(9);
  EXPECT_EQ(refusal_of([&] { rules::check_setup(script(), setup); }).field(), "setup.size");
  setup.set_size(100);
  setup.set_scenario("none");
  EXPECT_EQ(refusal_of([&] { rules::check_setup(script(), setup); }).field(), "setup.scenario");
}

TEST(AudienceRules, AdviceIsAtMostTwoPointsTheGravestFirstEachWithItsMomentAndLine) {
  Rehearsal room = rehearsal("incidents", 80, 3, v1::DIFFICULTY_HARD);
  room.run(10 * minute);
  const std::vector<v1::Advice> nothing_said = rules::advice(room.scene());
  ASSERT_EQ(nothing_said.size(), 2U);
  EXPECT_EQ(nothing_said[0].kind(), v1::ADVICE_KIND_INCIDENT_MISSED);
  EXPECT_EQ(nothing_said[1].kind(), v1::ADVICE_KIND_SILENCE);
  for (const v1::Advice& point : nothing_said) {
    EXPECT_GT(point.at(), Rehearsal::start);
    EXPECT_FALSE(point.text().empty());
  }
  EXPECT_GT(nothing_said[0].keywords_size(), 0);

  Rehearsal good = rehearsal("questions", 80, 3);
  good.run(8 * minute, [&](std::int64_t second) {
    if (second == 1) good.explain(11);
    for (const v1::Question& question : good.scene().questions()) {
      if (question.state() == v1::QUESTION_STATE_OPEN) good.comment(question.keywords(0));
    }
  });
  EXPECT_TRUE(rules::advice(good.scene()).empty());
}

}  // namespace
}  // namespace kaibo::audience
