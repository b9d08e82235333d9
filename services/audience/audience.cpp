#include "services/audience/audience.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/audience/performance.h"
#include "services/audience/rules.h"
#include "services/audience/timers.h"
#include "services/classroom/happened.h"

namespace kaibo::audience {

namespace {

using base::Code;
using base::Error;
using base::Millis;

template <typename Said>
void describe(const v1::Setup& setup, Said& said) {
  said.set_scenario(setup.scenario());
  said.set_size(setup.size());
  said.set_difficulty(static_cast<int>(setup.difficulty()));
  said.set_seed(setup.seed());
}

}  // namespace

Audience::Audience(const Parts& parts, std::size_t rooms_kept)
    : parts_(parts), scenes_(rooms_kept) {
  parts_.live.parts.mall.orders.on_arrived(
      [this](db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order) {
        arrived(tx, class_id, order);
      });
}

std::vector<v1::Assignment> Audience::assignments(db::Transaction& tx, std::int64_t class_id) {
  return records::assignments(tx, class_id);
}

std::vector<v1::Assignment> Audience::assign(db::Transaction& tx, std::int64_t actor,
                                             const v1::AssignAudienceRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  if (wish.trainee_id() != 0) {
    const identity::Member member =
        parts_.classroom.require_member(tx, class_id, wish.trainee_id());
    base::require(member.role == access::v1::ROLE_TRAINEE, "trainee_id",
                  {"只能给学员安排观众", "An audience is laid down for trainees only"});
  }
  event::v1::Event event;
  event.mutable_audience_assigned()->set_trainee_id(wish.trainee_id());
  if (wish.has_setup()) {
    rules::check_setup(script_, wish.setup());
    v1::Assignment assignment;
    assignment.set_trainee_id(wish.trainee_id());
    *assignment.mutable_setup() = wish.setup();
    records::put_assignment(tx, class_id, assignment);
    describe(wish.setup(), *event.mutable_audience_assigned());
  } else {
    records::remove_assignment(tx, class_id, wish.trainee_id());
  }
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  return assignments(tx, class_id);
}

std::optional<v1::Setup> Audience::laid_down(db::Transaction& tx, std::int64_t class_id,
                                             std::int64_t trainee_id) {
  std::optional<v1::Setup> own = records::assignment(tx, class_id, trainee_id);
  return own ? own : records::assignment(tx, class_id, 0);
}

Scene Audience::scene(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  return scenes_.look(tx, class_id, classroom::room_topic(room_id),
                      [](const Scene& scene, std::int64_t) { return scene; });
}

v1::GetAudienceResponse Audience::show(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t room_id) {
  const live::v1::Room room = parts_.live.rooms.show(tx, class_id, room_id);
  v1::GetAudienceResponse response;
  *response.mutable_audience() = shown(tx, class_id, room);
  for (v1::Advice& point : rules::advice(scene(tx, class_id, room_id))) {
    *response.add_advice() = std::move(point);
  }
  return response;
}

v1::Audience Audience::shown(db::Transaction& tx, std::int64_t class_id,
                             const live::v1::Room& room) {
  v1::Audience audience;
  const std::optional<v1::Setup> assigned = laid_down(tx, class_id, room.host_id());
  const std::optional<records::RoomRow> row = records::find(tx, room.room_id());
  const bool waits =
      room.state() != live::v1::ROOM_STATE_LIVE && room.state() != live::v1::ROOM_STATE_ENDED;
  audience.set_assigned(assigned.has_value());
  if (row && !(waits && assigned)) {
    audience.set_state(row->state);
    *audience.mutable_setup() = row->setup;
    audience.set_started_at(row->started_at);
  } else if (assigned && room.state() != live::v1::ROOM_STATE_ENDED) {
    audience.set_state(v1::AUDIENCE_STATE_CHOSEN);
    *audience.mutable_setup() = *assigned;
  }
  const Scene seen = scene(tx, class_id, room.room_id());
  if (room.state() != live::v1::ROOM_STATE_LIVE && audience.state() == v1::AUDIENCE_STATE_RUNNING) {
    audience.set_state(v1::AUDIENCE_STATE_STOPPED);
  }
  const bool running = audience.state() == v1::AUDIENCE_STATE_RUNNING;
  audience.set_present(running ? seen.present() : 0);
  audience.set_come(seen.come());
  audience.set_bored(seen.who_left_bored().count);
  audience.set_comments(seen.share().comments);
  audience.set_likes(seen.share().likes);
  audience.set_orders(seen.share().orders);
  audience.set_sales_fen(seen.share().sales_fen);
  for (const v1::Question& question : seen.questions()) *audience.add_questions() = question;
  return audience;
}

v1::Audience Audience::set(db::Transaction& tx, std::int64_t host_id,
                           const v1::SetAudienceRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const live::v1::Room room =
      require(tx, {.class_id = class_id, .room_id = wish.room_id(), .actor = host_id});
  if (room.state() == live::v1::ROOM_STATE_ENDED) {
    throw Error(Code::failed_precondition, {"这场直播已经结束", "This broadcast has ended"});
  }
  const std::optional<records::RoomRow> before = records::find(tx, wish.room_id());
  if (before && before->state == v1::AUDIENCE_STATE_RUNNING) {
    throw Error(Code::failed_precondition,
                {"模拟观众正在直播间里，请先让他们离开",
                 "The simulated audience is in the room; send it away first"});
  }
  if (wish.has_setup()) {
    rules::check_setup(script_, wish.setup());
    records::put(tx, {.room_id = wish.room_id(),
                      .class_id = class_id,
                      .setup = wish.setup(),
                      .state = v1::AUDIENCE_STATE_CHOSEN});
  } else {
    records::remove(tx, wish.room_id());
  }
  return shown(tx, class_id, room);
}

live::v1::Room Audience::require(db::Transaction& tx, const Order& order) {
  live::v1::Room room = parts_.live.rooms.show(tx, order.class_id, order.room_id);
  if (order.by_instructor) return room;
  if (room.host_id() != order.actor) {
    throw Error(Code::permission_denied,
                {"只有主播和讲师能安排这个直播间的模拟观众",
                 "Only its host and instructors decide on a room's simulated audience"});
  }
  if (laid_down(tx, order.class_id, order.actor)) {
    throw Error(Code::failed_precondition,
                {"老师已经为您安排了模拟观众，不能自己更改",
                 "Your instructor has laid down your simulated audience"});
  }
  return room;
}

v1::Audience Audience::start(db::Transaction& tx, const Order& order) {
  const live::v1::Room room = require(tx, order);
  if (room.state() != live::v1::ROOM_STATE_LIVE) {
    throw Error(Code::failed_precondition,
                {"开播以后模拟观众才能进来", "The audience can come in only while you are live"});
  }
  const std::optional<records::RoomRow> row = records::find(tx, order.room_id);
  const std::optional<v1::Setup> assigned = laid_down(tx, order.class_id, room.host_id());
  if (!row && !assigned) {
    throw Error(Code::failed_precondition,
                {"请先选择模拟观众的场景", "Choose the audience's scenario first"});
  }
  if (!row || row->state != v1::AUDIENCE_STATE_RUNNING) {
    begin(tx, order.class_id, order.room_id, assigned ? *assigned : row->setup);
  }
  return shown(tx, order.class_id, room);
}

v1::Audience Audience::stop(db::Transaction& tx, const Order& order) {
  const live::v1::Room room = require(tx, order);
  if (records::stop(tx, order.room_id)) {
    agenda::cancel(tx, order.class_id, tick_timer, order.room_id);
    event::v1::Event event;
    event.mutable_audience_stopped()->set_room_id(order.room_id);
    classroom::happened(tx, order.class_id, order.actor, {classroom::room_topic(order.room_id), {}},
                        event);
  }
  return shown(tx, order.class_id, room);
}

void Audience::room_started(db::Transaction& tx, std::int64_t class_id,
                            const live::v1::Room& room) {
  std::optional<v1::Setup> setup = laid_down(tx, class_id, room.host_id());
  if (!setup) {
    const std::optional<records::RoomRow> row = records::find(tx, room.room_id());
    if (row) setup = row->setup;
  }
  if (setup) begin(tx, class_id, room.room_id(), *setup);
}

void Audience::begin(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                     const v1::Setup& setup) {
  records::put(tx, {.room_id = room_id,
                    .class_id = class_id,
                    .setup = setup,
                    .state = v1::AUDIENCE_STATE_RUNNING,
                    .started_at = tx.now()});
  event::v1::Event event;
  event.mutable_audience_started()->set_room_id(room_id);
  describe(setup, *event.mutable_audience_started());
  classroom::happened(tx, class_id, 0, {classroom::room_topic(room_id), {}}, event);
  agenda::cancel(tx, class_id, tick_timer, room_id);
  plan_tick(tx, class_id, room_id);
}

Good Audience::good_of(db::Transaction& tx, std::int64_t room_id, const live::v1::ShelfItem& item) {
  const mall::v1::Product& product = item.product();
  Good good;
  good.product_id = product.product_id();
  good.title = product.title();
  good.per_person = item.per_person();
  for (const live::rules::Offered& offered : parts_.live.rooms.offered(tx, room_id, item)) {
    good.rows.push_back(
        {.sku_id = offered.sku_id, .price_fen = offered.price_fen, .stock = offered.stock});
    good.stock += offered.stock;
    if (good.price_fen == 0 || offered.price_fen < good.price_fen) {
      good.price_fen = offered.price_fen;
      good.shop_price_fen = offered.shop_price_fen;
    }
    if (offered.per_person == 0) continue;
    good.per_person =
        good.per_person == 0 ? offered.per_person : std::min(good.per_person, offered.per_person);
  }
  // A supplier may have less than its specifications seem to have together.
  good.stock = std::min<std::int64_t>(good.stock, product.stock());
  return good;
}

std::vector<Good> Audience::goods_of(db::Transaction& tx, std::int64_t class_id,
                                     const live::v1::Room& room) {
  const auto shop = parts_.live.parts.mall.shops.of_owner(tx, class_id, room.host_id());
  const std::string of_shop = shop ? shop->category() : std::string();
  const std::string& otherwise = room.category().empty() ? of_shop : room.category();
  std::vector<Good> goods;
  for (const live::v1::ShelfItem& item : room.shelf()) {
    if (!item.product().listed() || item.product().shop_closed()) continue;
    Good& good = goods.emplace_back(good_of(tx, room.room_id(), item));
    good.category = script_.category_of(good.title, otherwise);
  }
  return goods;
}

void Audience::plan_tick(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  agenda::at_real_time(tx, parts_.ids, class_id, tx.now() + base::second, tick_timer, room_id);
}

void Audience::tick(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  const std::optional<records::RoomRow> row = records::find(tx, room_id);
  if (!row || row->state != v1::AUDIENCE_STATE_RUNNING) return;
  const live::v1::Room room = parts_.live.rooms.show(tx, class_id, room_id);
  if (room.state() != live::v1::ROOM_STATE_LIVE) {
    records::stop(tx, room_id);
    return;
  }
  plan_tick(tx, class_id, room_id);
  const Scene seen = scene(tx, class_id, room_id);
  const std::int64_t second = (tx.now() - row->started_at) / base::second;
  if (second <= row->second_done || !seen.running()) return;
  if (!records::advance(tx, *row, second)) return;
  const std::int64_t from = std::max(row->second_done, second - script_.habits().catch_up_s);
  const engine::Plan plan = engine::plan_of(script_, row->setup);
  const engine::Doings doings = engine::act(plan, seen, goods_of(tx, class_id, room), from, second);
  Performance(tx, parts_.live, class_id, room).perform(plan, doings, seen.present());
}

void Audience::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(tick_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    tick(tx, timer.stream, timer.subject);
  });
  agenda.on(std::string(confirm_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    confirm(tx, timer.stream, timer.subject);
  });
  agenda.on(std::string(review_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    review(tx, timer.stream, timer.subject);
  });
}

}  // namespace kaibo::audience
