#include "services/live/offers/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using test::refusal_of;

classroom::OfferRules rules() { return classroom::Profiles().find("live-hunan-2021")->live.offers; }

v1::OfferFlashSaleRequest flash() {
  v1::OfferFlashSaleRequest wish;
  wish.set_price_fen(990);
  wish.set_pieces(5);
  wish.set_per_person(1);
  wish.set_lead_seconds(10);
  wish.set_seconds(60);
  return wish;
}

std::string flash_field_refused(const v1::OfferFlashSaleRequest& wish) {
  return refusal_of([&] { offer_rules::check_flash(rules(), wish, 1990, 10); }).field();
}

TEST(FlashRules, AFlashSaleIsCheaperShortAndWithinTheStock) {
  EXPECT_NO_THROW(offer_rules::check_flash(rules(), flash(), 1990, 10));
  v1::OfferFlashSaleRequest wish = flash();
  wish.set_price_fen(1990);
  EXPECT_EQ(flash_field_refused(wish), "price_fen");
  wish = flash();
  wish.set_pieces(11);
  EXPECT_EQ(flash_field_refused(wish), "pieces");
  wish = flash();
  wish.set_per_person(6);
  EXPECT_EQ(flash_field_refused(wish), "per_person");
  wish = flash();
  wish.set_lead_seconds(601);
  EXPECT_EQ(flash_field_refused(wish), "lead_seconds");
  wish = flash();
  wish.set_seconds(5);
  EXPECT_EQ(flash_field_refused(wish), "seconds");
}

TEST(BagRules, ABagAsksForAPhraseAPrizeAndTime) {
  v1::IssueBagRequest wish;
  wish.set_condition(v1::BAG_CONDITION_PHRASE);
  wish.set_phrase("脐橙真甜");
  wish.set_prize(v1::BAG_PRIZE_MONEY);
  wish.set_prize_fen(500);
  wish.set_winners(2);
  wish.set_seconds(60);
  EXPECT_NO_THROW(offer_rules::check_bag(rules(), wish));
  const auto refused = [](v1::IssueBagRequest changed) {
    return refusal_of([&] { offer_rules::check_bag(rules(), changed); }).field();
  };
  v1::IssueBagRequest changed = wish;
  changed.set_phrase("");
  EXPECT_EQ(refused(changed), "phrase");
  changed.set_condition(v1::BAG_CONDITION_FOLLOW);
  EXPECT_NO_THROW(offer_rules::check_bag(rules(), changed));
  changed.set_condition(v1::BAG_CONDITION_UNSPECIFIED);
  EXPECT_EQ(refused(changed), "condition");
  changed = wish;
  changed.set_prize_fen(0);
  EXPECT_EQ(refused(changed), "prize_fen");
  changed = wish;
  changed.set_winners(0);
  EXPECT_EQ(refused(changed), "winners");
  changed = wish;
  changed.set_prize(v1::BAG_PRIZE_UNSPECIFIED);
  EXPECT_EQ(refused(changed), "prize");
}

/// The same values stand in web-client/tests/draw.test.ts: both sides draw alike.
TEST(Draw, IsTheSameEverywhere) {
  EXPECT_EQ(offer_rules::seed_hash("kaibo"),
            "e78d7bd1b6cd24df60a2fe0ac761e5733aca9e838a48b80adeda79da56fc2560");
  EXPECT_EQ(offer_rules::draw("kaibo", {11, 12, 13, 14, 15, -3}, 3),
            (std::vector<std::int64_t>{11, 14, 12}));
}

RC_GTEST_PROP(Draw, WinnersAreEntrantsOnceEachAndDoNotDependOnTheirOrder, ()) {
  const auto seed = *rc::gen::string<std::string>();
  const auto some = *rc::gen::arbitrary<std::set<std::int64_t>>();
  const auto winners = *rc::gen::inRange<std::int64_t>(0, 60);
  std::vector<std::int64_t> people(some.begin(), some.end());
  const std::vector<std::int64_t> drawn = offer_rules::draw(seed, people, winners);
  RC_ASSERT(std::ssize(drawn) == std::min<std::int64_t>(winners, std::ssize(people)));
  RC_ASSERT(std::set(drawn.begin(), drawn.end()).size() == drawn.size());
  for (const std::int64_t winner : drawn) RC_ASSERT(some.contains(winner));
  std::ranges::reverse(people);
  RC_ASSERT(offer_rules::draw(seed, people, winners) == drawn);
}

TEST(Draw, GivesEverybodyAboutTheSameChance) {
  std::vector<std::int64_t> people;
  for (std::int64_t user_id = 1; user_id <= 10; ++user_id) people.push_back(user_id);
  std::vector<int> wins(11, 0);
  for (int i = 0; i < 2000; ++i) {
    for (const std::int64_t winner : offer_rules::draw(std::to_string(i), people, 3)) {
      ++wins[static_cast<std::size_t>(winner)];
    }
  }
  // 600 each; four standard deviations are 82.
  for (std::int64_t user_id = 1; user_id <= 10; ++user_id) {
    EXPECT_NEAR(wins[static_cast<std::size_t>(user_id)], 600, 82) << user_id;
  }
}

}  // namespace
}  // namespace kaibo::live
