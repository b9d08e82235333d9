#include "services/live/offers/rules.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/text.h"

namespace kaibo::live::offer_rules {

namespace {

void check_seconds(classroom::Range range, std::int32_t seconds, const std::string& zh,
                   const std::string& en) {
  base::require(range.holds(seconds), "seconds",
                {zh + "需要 " + range.text() + " 秒", en + " takes " + range.text() + " seconds"});
}

}  // namespace

void check_flash(const OfferRules& rules, const v1::OfferFlashSaleRequest& wish,
                 std::int64_t usual_price_fen, std::int64_t stock) {
  base::require(wish.price_fen() >= 1 && wish.price_fen() < usual_price_fen, "price_fen",
                {"秒杀价要低于现在的 ¥" + base::yuan(usual_price_fen),
                 "The price must be below the present ¥" + base::yuan(usual_price_fen)});
  base::require(wish.pieces() >= 1 && wish.pieces() <= stock, "pieces",
                {"秒杀件数需要在 1 到库存 " + std::to_string(stock) + " 之间",
                 "The pieces must lie between 1 and the stock of " + std::to_string(stock)});
  base::require(wish.per_person() >= 1 && wish.per_person() <= wish.pieces(), "per_person",
                {"每人限购需要在 1 到秒杀件数之间",
                 "The limit for each person lies between 1 and the pieces"});
  base::require(wish.lead_seconds() >= 0 && wish.lead_seconds() <= rules.max_flash_lead_seconds,
                "lead_seconds",
                {"开抢倒计时最多 " + std::to_string(rules.max_flash_lead_seconds) + " 秒",
                 "It starts within " + std::to_string(rules.max_flash_lead_seconds) + " seconds"});
  check_seconds(rules.flash_seconds, wish.seconds(), "秒杀", "A flash sale");
}

void check_bag(const OfferRules& rules, const v1::IssueBagRequest& wish) {
  base::require(
      wish.condition() == v1::BAG_CONDITION_PHRASE || wish.condition() == v1::BAG_CONDITION_FOLLOW,
      "condition", {"请选择参与条件", "Choose who takes part"});
  const std::int64_t length = base::utf8_length(wish.phrase());
  base::require(wish.condition() == v1::BAG_CONDITION_FOLLOW ||
                    (length >= 1 && length <= rules.bag_phrase_max),
                "phrase",
                {"口令需要 1–" + std::to_string(rules.bag_phrase_max) + " 个字",
                 "The phrase needs 1–" + std::to_string(rules.bag_phrase_max) + " characters"});
  base::require(wish.winners() >= 1 && wish.winners() <= rules.bag_winners_max, "winners",
                {"中奖人数需要在 1 到 " + std::to_string(rules.bag_winners_max) + " 之间",
                 "1 to " + std::to_string(rules.bag_winners_max) + " people can win"});
  check_seconds(rules.bag_seconds, wish.seconds(), "福袋倒计时", "A lucky bag");
  base::require(v1::BagPrize_IsValid(wish.prize()) && wish.prize() != v1::BAG_PRIZE_UNSPECIFIED,
                "prize", {"请选择奖品", "Choose the prize"});
  if (wish.prize() == v1::BAG_PRIZE_PRODUCT) return;
  base::require(rules.bag_prize_fen.holds(wish.prize_fen()), "prize_fen",
                {"每份奖品需要在 ¥" + base::yuan(rules.bag_prize_fen.min) + " 到 ¥" +
                     base::yuan(rules.bag_prize_fen.max) + " 之间",
                 "A prize is ¥" + base::yuan(rules.bag_prize_fen.min) + " to ¥" +
                     base::yuan(rules.bag_prize_fen.max)});
}

std::string seed_hash(std::string_view seed) { return base::sha256(seed); }

std::vector<std::int64_t> draw(std::string_view seed, std::vector<std::int64_t> people,
                               std::int64_t winners) {
  std::vector<std::pair<std::string, std::int64_t>> tickets;
  tickets.reserve(people.size());
  for (const std::int64_t user_id : people) {
    tickets.emplace_back(seed_hash(std::string(seed) + ":" + std::to_string(user_id)), user_id);
  }
  std::ranges::sort(tickets);
  people.clear();
  for (const auto& [ticket, user_id] : tickets) {
    if (std::ssize(people) == winners) break;
    people.push_back(user_id);
  }
  return people;
}

}  // namespace kaibo::live::offer_rules
