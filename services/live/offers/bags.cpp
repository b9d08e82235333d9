#include "services/live/offers/bags.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/security/secrets.h"
#include "services/identity/simulated.h"
#include "services/live/offers/rules.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;
using mall::Account;

constexpr std::string_view draw_timer = "live.bag_draw";

void tell_issued(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 const v1::Bag& bag) {
  event::v1::Event event;
  event::v1::BagIssued& said = *event.mutable_bag_issued();
  said.set_room_id(bag.room_id());
  said.set_bag_id(bag.bag_id());
  said.set_phrase(bag.phrase());
  said.set_prize(static_cast<int>(bag.prize()));
  said.set_prize_fen(bag.prize_fen());
  said.set_product_id(bag.product_id());
  said.set_product_title(bag.product_title());
  said.set_winners(bag.winners());
  said.set_draws_at(bag.draws_at());
  said.set_seed_hash(bag.seed_hash());
  said.set_condition(static_cast<int>(bag.condition()));
  tell_room(tx, class_id, actor, bag.room_id(), event);
}

/// What the room may know of a bag before the draw.
v1::Bag shown(v1::Bag bag) {
  bag.set_seed_hash(offer_rules::seed_hash(bag.seed()));
  if (bag.state() != v1::BAG_STATE_DRAWN) bag.clear_seed();
  return bag;
}

Error over() {
  return {Code::failed_precondition,
          {"这个福袋已经开奖或作废了", "This lucky bag is drawn or void already"}};
}

bool is_open(const v1::Bag& bag) {
  return bag.state() == v1::BAG_STATE_ISSUED || bag.state() == v1::BAG_STATE_JOINING;
}

}  // namespace

v1::Bag Bags::issue(db::Transaction& tx, std::int64_t actor, std::int64_t host_id,
                    const v1::IssueBagRequest& given) {
  const std::int64_t class_id = given.class_id();
  v1::IssueBagRequest wish = given;
  wish.set_phrase(base::tidy(given.phrase()));
  offer_rules::check_bag(classroom_.profile_of(tx, class_id).live.offers, wish);

  offer_records::Bag stored{.bag = {}, .host_id = host_id, .coupon_id = 0};
  v1::Bag& bag = stored.bag;
  bag.set_bag_id(ids_.next());
  bag.set_room_id(wish.room_id());
  bag.set_condition(wish.condition());
  if (wish.condition() == v1::BAG_CONDITION_PHRASE) bag.set_phrase(wish.phrase());
  bag.set_prize(wish.prize());
  bag.set_prize_fen(wish.prize_fen());
  bag.set_product_id(wish.product_id());
  bag.set_winners(wish.winners());
  bag.set_state(v1::BAG_STATE_ISSUED);
  bag.set_draws_at(tx.now() + wish.seconds() * base::second);
  bag.set_seed(security::random_token());
  set_prizes_aside(tx, class_id, stored);
  offer_records::insert(tx, class_id, stored);
  agenda::at_real_time(tx, ids_, class_id, bag.draws_at(), draw_timer, bag.bag_id());
  const v1::Bag told = shown(bag);
  tell_issued(tx, class_id, actor, told);
  return told;
}

void Bags::set_prizes_aside(db::Transaction& tx, std::int64_t class_id,
                            offer_records::Bag& stored) {
  v1::Bag& bag = stored.bag;
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  if (bag.prize() == v1::BAG_PRIZE_MONEY) {
    mall_.ledger.pay(tx,
                     {.class_id = class_id,
                      .from = {.owner_id = stored.host_id, .account = Account::wallet},
                      .to = {.owner_id = stored.host_id, .account = Account::prize},
                      .fen = bag.prize_fen() * bag.winners(),
                      .cause = "prize",
                      .order_id = 0},
                     profile.mall.initial_money_fen);
    return;
  }
  mall::v1::CouponWish terms;
  terms.set_total(bag.winners());
  terms.set_per_person(1);
  terms.set_valid_until_class_at(classroom_.class_now(tx, class_id) +
                                 profile.live.offers.bag_coupon_days * base::day);
  if (bag.prize() == v1::BAG_PRIZE_PRODUCT) {
    const mall::v1::Product product = mall_.products.require(tx, class_id, bag.product_id());
    base::require(product.seller_id() == stored.host_id && product.listed(), "product_id",
                  {"请选择自己店里在售的宝贝", "Choose a listed product of your own shop"});
    bag.set_product_title(product.title());
    bag.set_prize_fen(product.price_fen());
    terms.set_kind(mall::v1::COUPON_KIND_PIECE);
    terms.set_name("福袋兑换券");
    terms.add_product_ids(bag.product_id());
  } else {
    terms.set_kind(mall::v1::COUPON_KIND_FIXED);
    terms.set_name("福袋券");
    terms.set_off_fen(bag.prize_fen());
  }
  stored.coupon_id =
      mall_.coupons
          .create(tx, class_id, stored.host_id, terms, {.room_id = bag.room_id(), .drawn = true})
          .coupon_id();
}

void Bags::heard(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                 const Comment& comment) {
  v1::BagPerson person;
  person.set_user_id(comment.user_id);
  person.set_name(std::string(comment.name));
  for (const offer_records::Bag& stored : offer_records::bags(tx, room_id)) {
    const v1::Bag& bag = stored.bag;
    const bool says_it = bag.condition() == v1::BAG_CONDITION_PHRASE &&
                         comment.text.find(bag.phrase()) != std::string_view::npos;
    if (says_it && is_open(bag) && comment.user_id != stored.host_id) {
      enter(tx, class_id, bag, person);
    }
  }
}

void Bags::join(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                std::int64_t bag_id, const v1::BagPerson& person) {
  const offer_records::Bag stored = require(tx, class_id, room_id, bag_id);
  if (stored.bag.condition() != v1::BAG_CONDITION_FOLLOW) {
    throw Error(Code::failed_precondition,
                {"在评论里发口令就能参与", "Say the phrase in a comment to take part"});
  }
  if (stored.host_id == person.user_id()) {
    throw Error(Code::failed_precondition,
                {"主播不能参与自己的福袋", "A host cannot take part in their own lucky bag"});
  }
  if (!is_open(stored.bag)) throw over();
  enter(tx, class_id, stored.bag, person);
}

void Bags::enter(db::Transaction& tx, std::int64_t class_id, const v1::Bag& bag,
                 const v1::BagPerson& person) {
  if (offer_records::has_entrant(tx, bag.bag_id(), person.user_id())) return;
  offer_records::insert_entrant(tx, bag.bag_id(), person);
  if (bag.state() == v1::BAG_STATE_ISSUED) {
    offer_records::set_state(tx, bag, v1::BAG_STATE_JOINING);
  }
  event::v1::Event event;
  event::v1::BagJoined& said = *event.mutable_bag_joined();
  said.set_room_id(bag.room_id());
  said.set_bag_id(bag.bag_id());
  said.set_user_id(person.user_id());
  said.set_name(person.name());
  tell_room(tx, class_id, person.user_id(), bag.room_id(), event);
}

void Bags::draw(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored) {
  const v1::Bag& bag = stored.bag;
  if (bag.state() == v1::BAG_STATE_ISSUED) {
    make_void(tx, class_id, 0, stored);
    return;
  }
  if (bag.state() != v1::BAG_STATE_JOINING ||
      !offer_records::set_state(tx, bag, v1::BAG_STATE_DRAWN)) {
    return;
  }
  const std::vector<v1::BagPerson> entrants = offer_records::entrants(tx, bag.bag_id());
  std::vector<std::int64_t> people;
  for (const v1::BagPerson& person : entrants) people.push_back(person.user_id());
  const std::vector<std::int64_t> winners =
      offer_rules::draw(bag.seed(), std::move(people), bag.winners());

  event::v1::Event event;
  event::v1::BagDrawn& said = *event.mutable_bag_drawn();
  said.set_room_id(bag.room_id());
  said.set_bag_id(bag.bag_id());
  said.set_seed(bag.seed());
  for (const v1::BagPerson& person : entrants) {
    event::v1::DrawnPerson& told = *said.add_entrants();
    told.set_user_id(person.user_id());
    told.set_name(person.name());
    told.set_won(std::ranges::find(winners, person.user_id()) != winners.end());
  }
  tell_room(tx, class_id, 0, bag.room_id(), event);
  for (const std::int64_t winner : winners) award(tx, class_id, stored, winner);
  give_back(tx, class_id, stored, bag.winners() - std::ssize(winners));
}

void Bags::award(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored,
                 std::int64_t winner_id) {
  offer_records::set_won(tx, stored.bag.bag_id(), winner_id);
  if (stored.coupon_id != 0) {
    mall_.coupons.award(tx, class_id, winner_id, stored.coupon_id);
    return;
  }
  const mall::Holder winner = identity::is_simulated(winner_id)
                                  ? mall::Holder{.owner_id = 0, .account = Account::simulated}
                                  : mall::Holder{.owner_id = winner_id, .account = Account::wallet};
  mall_.ledger.give(tx,
                    {.class_id = class_id,
                     .from = {.owner_id = stored.host_id, .account = Account::prize},
                     .to = winner,
                     .fen = stored.bag.prize_fen(),
                     .cause = "prize",
                     .order_id = 0},
                    classroom_.profile_of(tx, class_id).mall.initial_money_fen);
}

void Bags::give_back(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored,
                     std::int64_t prizes) {
  if (prizes == 0) return;
  if (stored.coupon_id != 0) {
    mall_.coupons.stop(tx, class_id, stored.host_id, stored.coupon_id);
    return;
  }
  mall_.ledger.move(tx, {.class_id = class_id,
                         .from = {.owner_id = stored.host_id, .account = Account::prize},
                         .to = {.owner_id = stored.host_id, .account = Account::wallet},
                         .fen = stored.bag.prize_fen() * prizes,
                         .cause = "prize_back",
                         .order_id = 0});
}

bool Bags::make_void(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                     const offer_records::Bag& stored) {
  if (!is_open(stored.bag) || !offer_records::set_state(tx, stored.bag, v1::BAG_STATE_VOID)) {
    return false;
  }
  agenda::cancel(tx, class_id, draw_timer, stored.bag.bag_id());
  give_back(tx, class_id, stored, stored.bag.winners());
  event::v1::Event event;
  event.mutable_bag_voided()->set_room_id(stored.bag.room_id());
  event.mutable_bag_voided()->set_bag_id(stored.bag.bag_id());
  tell_room(tx, class_id, actor, stored.bag.room_id(), event);
  return true;
}

void Bags::withdraw(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    std::int64_t room_id, std::int64_t bag_id) {
  if (!make_void(tx, class_id, actor, require(tx, class_id, room_id, bag_id))) throw over();
}

void Bags::void_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  for (const offer_records::Bag& stored : offer_records::bags(tx, room_id)) {
    make_void(tx, class_id, 0, stored);
  }
}

std::vector<v1::Bag> Bags::of_room(db::Transaction& tx, std::int64_t room_id) {
  std::vector<v1::Bag> all;
  for (offer_records::Bag& stored : offer_records::bags(tx, room_id)) {
    v1::Bag& bag = all.emplace_back(shown(std::move(stored.bag)));
    for (v1::BagPerson& person : offer_records::entrants(tx, bag.bag_id())) {
      *bag.add_entrants() = std::move(person);
    }
  }
  return all;
}

offer_records::Bag Bags::require(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                                 std::int64_t bag_id) {
  auto stored = offer_records::find_bag(tx, class_id, bag_id);
  if (!stored || stored->bag.room_id() != room_id) {
    throw Error(Code::not_found, {"没有这个福袋", "There is no such lucky bag"});
  }
  return *std::move(stored);
}

void Bags::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(draw_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    if (const auto stored = offer_records::find_bag(tx, timer.stream, timer.subject)) {
      draw(tx, timer.stream, *stored);
    }
  });
}

}  // namespace kaibo::live
