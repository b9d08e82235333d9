// What simulated buyers do after the broadcast: they confirm receipt and review, each by their
// character and by how their order went.
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/audience/audience.h"
#include "services/audience/rules.h"
#include "services/audience/stage.h"
#include "services/audience/timers.h"
#include "services/identity/simulated.h"

namespace kaibo::audience {

namespace {

using base::Millis;
using engine::Draw;

/// What one person decides by chance, the same at each of their orders.
struct Decision {
  bool does = false;
  Millis after = 0;
};
Decision decide(const engine::Plan& plan, Draw what, std::int64_t person, std::int64_t percent,
                std::int64_t within_h) {
  const std::uint64_t chance = engine::roll(plan.seed, what, person);
  const auto hours = chance / 100 % static_cast<std::uint64_t>(within_h);
  return {.does = static_cast<std::int64_t>(chance % 100) < percent,
          .after = (1 + static_cast<std::int64_t>(hours)) * base::hour};
}

}  // namespace

void Audience::arrived(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order) {
  if (!identity::is_simulated(order.buyer_id())) return;
  const std::optional<records::RoomRow> row = records::find(tx, order.room_id());
  if (!row) return;
  const engine::Plan plan = engine::plan_of(script_, row->setup);
  const std::int64_t person = -order.buyer_id();
  const Nature& nature = script_.nature(engine::character_of(plan, person));
  const Habits& habits = script_.habits();
  const Decision confirms =
      decide(plan, Draw::confirms, person, nature.confirms_percent, habits.confirms_within_h);
  const Decision reviews =
      decide(plan, Draw::reviews, person, nature.reviews_percent, habits.reviews_within_h);
  const Millis days = parts_.classroom.profile_of(tx, class_id).mall.confirm_days * base::day;
  const Millis received =
      parts_.classroom.class_now(tx, class_id) + (confirms.does ? confirms.after : days);
  // Parcels of an order may arrive again, after one was lost.
  agenda::cancel(tx, class_id, confirm_timer, order.order_id());
  agenda::cancel(tx, class_id, review_timer, order.order_id());
  if (confirms.does) {
    agenda::at(tx, parts_.ids, class_id, received, confirm_timer, order.order_id());
  }
  if (reviews.does) {
    agenda::at(tx, parts_.ids, class_id, received + reviews.after, review_timer, order.order_id());
  }
}

void Audience::confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  mall::Orders& orders = parts_.live.parts.mall.orders;
  try {
    orders.confirm(tx, class_id, orders.require(tx, class_id, order_id).buyer_id(), order_id);
  } catch (const base::Error&) {
    // It is finished already, or in after-sale: nothing was done yet.
  }
}

void Audience::review(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  mall::Mall& mall = parts_.live.parts.mall;
  const mall::v1::Order order = mall.orders.require(tx, class_id, order_id);
  const std::optional<records::RoomRow> row = records::find(tx, order.room_id());
  if (!row || order.state() != mall::v1::ORDER_STATE_FINISHED) return;
  const engine::Plan plan = engine::plan_of(script_, row->setup);
  const std::int64_t person = -order.buyer_id();
  const Character character = engine::character_of(plan, person);
  Scene seen = scene(tx, class_id, order.room_id());
  const Scene::Person& who = seen.person(person);
  const rules::Course course{
      .late = order.ship_late(), .answered = who.answered_at != 0, .missed = who.missed > 0};

  mall::v1::PostReviewRequest wish;
  wish.set_class_id(class_id);
  wish.set_order_id(order_id);
  wish.set_stars(rules::stars(script_.nature(character), script_.habits(), course));
  const mall::v1::OrderLine& line = order.lines(0);
  Good good;
  good.product_id = line.product_id();
  good.title = line.title();
  good.category = script_.category_of(line.title(), {});
  const Kind kind = rules::review_kind(wish.stars(), course);
  wish.set_text(engine::words_of(plan, Draw::review_line, person, kind, good));
  try {
    mall.reviews.post(tx, order.buyer_id(), wish);
  } catch (const base::Error&) {
    // All of it was given back: nothing was done yet.
  }
}

}  // namespace kaibo::audience
