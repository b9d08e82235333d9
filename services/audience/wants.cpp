// What they like, follow, take, take part in and buy.
#include <algorithm>

#include "services/audience/stage.h"

namespace kaibo::audience::engine {

namespace {

using base::Millis;

/// One in so many buyers takes two pieces.
constexpr std::uint64_t buys_two = 5;

/// Nobody joins a lucky bag before they have read it.
constexpr std::int64_t reads_bag_s = 2;

/// The second in which the person joins the bag, one in each visit; -1 for never.
std::int64_t joins_at(const Stage& stage, const Scene::Bag& bag, std::int64_t person,
                      const Scene::Person& one) {
  const std::uint64_t chance = roll(stage.plan.seed, Draw::joins, person, bag.number);
  if (static_cast<std::int64_t>(chance % 100) >= stage.nature(person).joins_percent) return -1;
  const Millis from = std::max(bag.issued_at, one.entered_at) + reads_bag_s * base::second;
  const std::int64_t span = (bag.draws_at - from) / base::second;
  if (span <= 0) return -1;
  const auto more = static_cast<std::int64_t>(chance / 100 % static_cast<std::uint64_t>(span));
  return (from - stage.scene.started_at()) / base::second + more;
}

/// What is left of the specification that somebody picks; null when too few are left of all.
Row* pick_row(Stage& stage, Good& good, std::int64_t person, std::int32_t pieces) {
  std::vector<Row*> there;
  for (Row& row : good.rows) {
    if (row.stock - pieces >= stage.plan.scenario.leave_stock) there.push_back(&row);
  }
  return there.empty() ? nullptr : there[stage.roll_for(Draw::row, person) % there.size()];
}

bool is_won_for(const Stage& stage, std::int64_t person, const Good& good) {
  switch (stage.nature(person).buys_when) {
    case BuysWhen::always:
      return true;
    case BuysWhen::answered:
      return stage.scene.was_answered_about(good.product_id);
    case BuysWhen::cheaper:
      return good.price_fen < good.shop_price_fen || stage.scene.holds_coupon_for(person, good);
    case BuysWhen::never:
      return false;
  }
  return false;
}

}  // namespace

void like(Stage& stage) {
  if (!stage.lively()) return;
  const std::int64_t per_minute =
      stage.plan.scenario.likes_per_minute_per_100 * stage.scene.present() / 100;
  const std::int64_t likes =
      stage.times(Draw::likes, per_minute * static_cast<std::int64_t>(million) / 60);
  for (std::int64_t nth = 0; nth < likes; ++nth) {
    const std::int64_t person = stage.pick(
        Draw::liker, nth,
        [&](std::int64_t number, const Scene::Person&) { return stage.nature(number).likes; });
    if (person == 0) return;
    const auto known = std::ranges::find(stage.doings.likes, person,
                                         &std::pair<std::int64_t, std::int32_t>::first);
    if (known != stage.doings.likes.end()) {
      ++known->second;
    } else {
      stage.doings.likes.emplace_back(person, 1);
    }
  }
}

/// Each decides once a visit, some time after they came.
void follow(Stage& stage) {
  const auto span = static_cast<std::uint64_t>(stage.habits().follows_within_s -
                                               stage.habits().follows_after_s + 1);
  stage.each_here([&](std::int64_t person, const Scene::Person& one) {
    const std::uint64_t chance = roll(stage.plan.seed, Draw::follows, person);
    if (static_cast<std::int64_t>(chance % 100) >= stage.plan.scenario.follows_percent) return;
    const auto more = static_cast<std::int64_t>(chance / 100 % span);
    const bool now =
        (stage.now - one.entered_at) / base::second == stage.habits().follows_after_s + more;
    if (now) stage.doings.follows.push_back(person);
  });
}

void claim(Stage& stage) {
  if (!stage.lively()) return;
  const std::int64_t per_10min =
      stage.plan.scenario.claims_per_10min_per_100 * stage.scene.present() / 100;
  const std::vector<Scene::Coupon> coupons = stage.scene.coupons();
  std::int64_t index = 0;
  for (const Scene::Coupon& coupon : coupons) {
    ++index;
    const std::int64_t claims =
        stage.times(Draw::claims, per_10min * static_cast<std::int64_t>(million) / 600);
    for (std::int64_t nth = 0; nth < claims; ++nth) {
      if (coupon.left - nth <= stage.plan.scenario.leave_stock) break;
      // By their places: ids differ from one broadcast to the next.
      const std::int64_t person =
          stage.pick(Draw::claimer, 100 * index + nth, [&](std::int64_t number, const auto& one) {
            return one.coupons.contains(coupon.coupon_id) ? 0 : stage.nature(number).buys;
          });
      if (person == 0) break;
      stage.scene.claim(person, coupon.coupon_id, 0);
      stage.doings.claims.emplace_back(person, coupon.coupon_id);
    }
  }
}

void join(Stage& stage) {
  std::int64_t places = stage.habits().join_at_once;
  for (const Scene::Bag& bag : stage.scene.bags()) {
    if (bag.draws_at <= stage.now) continue;
    stage.each_here([&](std::int64_t person, const Scene::Person& one) {
      if (places == 0 || bag.joined.contains(person)) return;
      if (joins_at(stage, bag, person, one) != stage.second) return;
      --places;
      stage.doings.joins.push_back({person, bag.bag_id, bag.phrase});
    });
  }
}

void buy(Stage& stage) {
  Good* good = stage.explained();
  if (good == nullptr) return;
  const std::int64_t per_10min = stage.plan.scenario.orders_per_10min_per_100 *
                                 stage.plan.demand.orders * stage.scene.present() / 100;
  std::int64_t orders =
      stage.times(Draw::buys, per_10min * static_cast<std::int64_t>(million) / 600 / 100);
  for (; orders > 0; --orders) {
    const std::int64_t person =
        stage.pick(Draw::buyer, orders, [&](std::int64_t number, const Scene::Person& one) {
          const bool ready =
              stage.now - one.entered_at >= stage.habits().looks_around_s * base::second &&
              !one.bought.contains(good->product_id);
          return ready && is_won_for(stage, number, *good) ? stage.nature(number).buys : 0;
        });
    if (person == 0) return;
    const bool may_take_two = good->per_person != 1;
    const std::int32_t pieces =
        may_take_two && stage.roll_for(Draw::pieces, person) % buys_two == 0 ? 2 : 1;
    if (good->stock - pieces < stage.plan.scenario.leave_stock) return;
    Row* row = pick_row(stage, *good, person, pieces);
    if (row == nullptr) return;
    row->stock -= pieces;
    good->stock -= pieces;
    stage.scene.buy(person, good->product_id, 0, stage.now);
    stage.doings.purchases.push_back(
        {person, good->product_id, row->sku_id, pieces, row->price_fen});
    if (stage.percent(Draw::tells, stage.habits().tells_purchase_percent, person)) {
      stage.chat(person, Kind::bought, Draw::tells, nullptr);
    }
  }
}

}  // namespace kaibo::audience::engine
