#include "services/mall/promotions/coupons.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/campaigns/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using base::Millis;
using promotion_records::Stored;

/// Who hears that a coupon is given out, or no more.
classroom::Heard audience_of(const v1::Coupon& coupon) {
  if (coupon.drawn()) return {classroom::user_topic(coupon.seller_id()), {}};
  if (coupon.room_id() != 0) return {classroom::room_topic(coupon.room_id()), {}};
  return {classroom::class_topic, {}};
}

void tell_issued(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 const v1::Coupon& coupon, bool changed) {
  const v1::CouponWish& terms = coupon.terms();
  event::v1::Event event;
  event::v1::CouponIssued& said = *event.mutable_coupon_issued();
  said.set_coupon_id(coupon.coupon_id());
  said.set_shop_id(coupon.shop_id());
  said.set_shop_name(coupon.shop_name());
  said.set_seller_id(coupon.seller_id());
  said.set_room_id(coupon.room_id());
  said.set_name(terms.name());
  said.set_kind(static_cast<int>(terms.kind()));
  said.set_threshold_fen(terms.threshold_fen());
  said.set_off_fen(terms.off_fen());
  said.set_percent(terms.percent());
  said.set_cap_fen(terms.cap_fen());
  said.set_total(terms.total());
  said.set_per_person(terms.per_person());
  said.set_valid_from_class_at(terms.valid_from_class_at());
  said.set_valid_until_class_at(terms.valid_until_class_at());
  *said.mutable_product_ids() = terms.product_ids();
  said.set_changed(changed);
  classroom::happened(tx, class_id, actor, audience_of(coupon), event);
}

/// The part of CouponUsed and CouponReturned in common.
template <typename Said>
void name_use(const v1::Coupon& coupon, const v1::Order& order, Said& said) {
  said.set_coupon_id(coupon.coupon_id());
  said.set_name(coupon.terms().name());
  said.set_claim_id(order.claim_id());
  said.set_order_id(order.order_id());
  said.set_seller_id(order.seller_id());
  said.set_buyer_id(order.buyer_id());
  said.set_discount_fen(order.discount_fen());
}

void tell_parties(db::Transaction& tx, std::int64_t class_id, const v1::Order& order,
                  const event::v1::Event& event) {
  classroom::happened(
      tx, class_id, order.buyer_id(),
      {classroom::user_topic(order.seller_id()), classroom::user_topic(order.buyer_id())}, event);
}

/// Why it cannot be claimed or used now; nothing when it can.
void require_running(const Stored& stored, Millis class_now) {
  switch (promotion_rules::state_of(stored.coupon.terms(), stored.stopped, class_now)) {
    case v1::COUPON_STATE_COMING:
      throw Error(Code::failed_precondition,
                  {"这张券还没有到可用时间", "This coupon is not valid yet"});
    case v1::COUPON_STATE_EXPIRED:
      throw Error(Code::failed_precondition, {"这张券已经过期了", "This coupon has expired"});
    case v1::COUPON_STATE_STOPPED:
      throw Error(Code::failed_precondition,
                  {"这张券已经停发了", "This coupon is not given out any more"});
    default:
      return;
  }
}

std::vector<promotion_rules::Line> lines_of(const classroom::PromotionRules& rules,
                                            const v1::Order& order) {
  std::vector<promotion_rules::Line> lines;
  for (const v1::OrderLine& line : order.lines()) {
    lines.push_back({.product_id = line.product_id(),
                     .price_fen = line.price_fen(),
                     .quantity = line.quantity(),
                     .off_fen = line.promotion_fen(),
                     .takes_coupon = campaign_rules::takes_coupon(rules, line)});
  }
  return lines;
}

Error used_already() {
  return {Code::failed_precondition,
          {"这张券已经用过了", "This coupon has been used already"},
          "claim_id"};
}

}  // namespace

v1::Coupon Coupons::create(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                           const v1::CouponWish& wish, Place place) {
  const v1::Shop shop =
      shops_.require_for(tx, class_id, person_id, place.shop_id, v1::SHOP_RIGHT_PROMOTIONS);
  v1::Coupon coupon;
  coupon.set_coupon_id(ids_.next());
  coupon.set_shop_id(shop.shop_id());
  coupon.set_shop_name(shop.name());
  coupon.set_seller_id(shop.owner_id());
  coupon.set_room_id(place.room_id);
  coupon.set_drawn(place.drawn);
  lay_down(tx, class_id, coupon, wish);
  promotion_records::insert(tx, class_id, coupon);
  tell_issued(tx, class_id, person_id, coupon, false);
  return coupon;
}

v1::Coupon Coupons::change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                           std::int64_t coupon_id, const v1::CouponWish& wish) {
  Stored stored = own(tx, class_id, person_id, coupon_id);
  v1::Coupon& coupon = stored.coupon;
  const bool coming =
      promotion_rules::state_of(coupon.terms(), stored.stopped,
                                classroom_.class_now(tx, class_id)) == v1::COUPON_STATE_COMING;
  if (!coming || coupon.room_id() != 0 || coupon.drawn()) {
    throw Error(Code::failed_precondition,
                {"只有还没到生效时间的店铺券可以修改；这张可以停发，再发一张新的",
                 "Only a shop coupon that is not valid yet can be changed; stop this one and give "
                 "out another"});
  }
  lay_down(tx, class_id, coupon, wish);
  promotion_records::change(tx, coupon);
  tell_issued(tx, class_id, person_id, coupon, true);
  return coupon;
}

void Coupons::lay_down(db::Transaction& tx, std::int64_t class_id, v1::Coupon& coupon,
                       const v1::CouponWish& wish) {
  const Millis class_now = classroom_.class_now(tx, class_id);
  v1::CouponWish& terms = *coupon.mutable_terms();
  terms = wish;
  terms.set_name(base::tidy(wish.name()));
  if (wish.valid_from_class_at() == 0) terms.set_valid_from_class_at(class_now);
  // A draw checks its own prize.
  if (!coupon.drawn()) {
    promotion_rules::check_coupon(classroom_.profile_of(tx, class_id).mall.coupons, terms,
                                  class_now);
  }
  coupon.set_state(promotion_rules::state_of(terms, false, class_now));
}

v1::Coupon Coupons::stop(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         std::int64_t coupon_id) {
  Stored stored = own(tx, class_id, person_id, coupon_id);
  stop(tx, class_id, person_id, stored.coupon);
  return stored.coupon;
}

void Coupons::stop(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   v1::Coupon& coupon) {
  coupon.set_state(v1::COUPON_STATE_STOPPED);
  if (!promotion_records::stop(tx, coupon.coupon_id())) return;
  event::v1::Event event;
  event.mutable_coupon_stopped()->set_coupon_id(coupon.coupon_id());
  event.mutable_coupon_stopped()->set_room_id(coupon.room_id());
  event.mutable_coupon_stopped()->set_seller_id(coupon.seller_id());
  classroom::happened(tx, class_id, actor, audience_of(coupon), event);
}

void Coupons::stop_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  for (Stored& stored : promotion_records::given_out_in_room(tx, class_id, room_id)) {
    stop(tx, class_id, 0, stored.coupon);
  }
}

v1::CouponClaim Coupons::claim(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                               std::int64_t coupon_id) {
  const Stored stored = require(tx, class_id, coupon_id);
  if (stored.coupon.seller_id() == user_id) {
    throw Error(Code::failed_precondition,
                {"不能领自己店里的券", "You cannot claim your own shop's coupon"});
  }
  if (stored.coupon.drawn()) {
    throw Error(Code::failed_precondition,
                {"这张券只能抽奖得到", "This coupon can only be won in a draw"});
  }
  require_running(stored, classroom_.class_now(tx, class_id));
  return take(tx, class_id, user_id, stored);
}

void Coupons::award(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t coupon_id) {
  take(tx, class_id, user_id, require(tx, class_id, coupon_id));
}

v1::CouponClaim Coupons::take(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                              const Stored& stored) {
  v1::Coupon coupon = stored.coupon;
  const std::int64_t held = promotion_records::count_claims(tx, coupon.coupon_id(), user_id);
  if (held >= coupon.terms().per_person()) {
    throw Error(Code::failed_precondition,
                {"每人限领 " + std::to_string(coupon.terms().per_person()) + " 张，你已经领过了",
                 "Only " + std::to_string(coupon.terms().per_person()) +
                     " for each person, and you have had yours"});
  }
  if (!promotion_records::take_one(tx, coupon.coupon_id())) {
    throw Error(Code::failed_precondition, {"券已经领完了", "None of these coupons is left"});
  }
  coupon.set_claimed(coupon.claimed() + 1);
  coupon.set_mine(static_cast<std::int32_t>(held) + 1);
  const promotion_records::Claim claim{.claim_id = ids_.next(),
                                       .coupon_id = coupon.coupon_id(),
                                       .user_id = user_id,
                                       .order_id = 0,
                                       .claimed_at = tx.now()};
  promotion_records::insert(tx, class_id, claim, held + 1);

  event::v1::Event event;
  event::v1::CouponClaimed& said = *event.mutable_coupon_claimed();
  said.set_coupon_id(coupon.coupon_id());
  said.set_room_id(coupon.room_id());
  said.set_seller_id(coupon.seller_id());
  said.set_user_id(user_id);
  said.set_user_name(identity_.name_of(tx, user_id));
  said.set_claim_id(claim.claim_id);
  said.set_name(coupon.terms().name());
  said.set_claimed(coupon.claimed());
  said.set_drawn(coupon.drawn());
  classroom::Heard heard = audience_of(coupon);
  if (coupon.room_id() == 0) heard.topic = classroom::user_topic(coupon.seller_id());
  heard.also = classroom::user_topic(user_id);
  classroom::happened(tx, class_id, user_id, std::move(heard), event);

  v1::CouponClaim made;
  made.set_claim_id(claim.claim_id);
  made.set_claimed_at(claim.claimed_at);
  made.set_state(v1::CLAIM_STATE_USABLE);
  *made.mutable_coupon() = std::move(coupon);
  return made;
}

std::vector<v1::Coupon> Coupons::of_shop(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t shop_id) {
  const Millis class_now = classroom_.class_now(tx, class_id);
  std::unordered_map<std::int64_t, promotion_records::Effect> effects;
  for (const promotion_records::Effect& effect :
       promotion_records::effects_of_shop(tx, class_id, shop_id)) {
    effects[effect.coupon_id] = effect;
  }
  std::vector<v1::Coupon> coupons;
  for (Stored& stored : promotion_records::of_shop(tx, class_id, shop_id)) {
    v1::Coupon& coupon = stored.coupon;
    coupon.set_state(promotion_rules::state_of(coupon.terms(), stored.stopped, class_now));
    coupon.set_sales_fen(effects[coupon.coupon_id()].sales_fen);
    coupon.set_visits(effects[coupon.coupon_id()].visits);
    coupons.push_back(std::move(coupon));
  }
  return coupons;
}

std::vector<v1::Coupon> Coupons::claimable(db::Transaction& tx, std::int64_t class_id,
                                           std::int64_t shop_id, std::int64_t user_id) {
  std::vector<v1::Coupon> coupons = of_shop(tx, class_id, shop_id);
  std::erase_if(coupons, [](const v1::Coupon& coupon) {
    return coupon.room_id() != 0 || coupon.drawn() || coupon.state() > v1::COUPON_STATE_RUNNING;
  });
  for (v1::Coupon& coupon : coupons) {
    coupon.clear_sales_fen();
    coupon.clear_spent_fen();
    coupon.set_mine(static_cast<std::int32_t>(
        promotion_records::count_claims(tx, coupon.coupon_id(), user_id)));
  }
  return coupons;
}

std::vector<v1::Coupon> Coupons::of_room(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t room_id, std::int64_t user_id) {
  const Millis class_now = classroom_.class_now(tx, class_id);
  std::vector<v1::Coupon> coupons;
  for (Stored& stored : promotion_records::given_out_in_room(tx, class_id, room_id)) {
    v1::Coupon& coupon = stored.coupon;
    coupon.set_state(promotion_rules::state_of(coupon.terms(), stored.stopped, class_now));
    coupon.set_mine(static_cast<std::int32_t>(
        promotion_records::count_claims(tx, coupon.coupon_id(), user_id)));
    coupons.push_back(std::move(coupon));
  }
  return coupons;
}

std::vector<v1::CouponClaim> Coupons::of_person(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t user_id) {
  std::vector<v1::CouponClaim> claims;
  for (const promotion_records::Claim& claim :
       promotion_records::claims_of(tx, class_id, user_id)) {
    claims.push_back(shown(tx, class_id, claim));
  }
  std::ranges::sort(claims, std::ranges::greater{}, [](const v1::CouponClaim& claim) {
    return std::pair(claim.state() == v1::CLAIM_STATE_USABLE, claim.claim_id());
  });
  return claims;
}

std::vector<v1::CouponChoice> Coupons::choices(
    db::Transaction& tx, std::int64_t class_id, std::int64_t user_id, std::int64_t shop_id,
    const google::protobuf::RepeatedPtrField<v1::ChoiceLine>& lines) {
  const classroom::MallRules& numbers = classroom_.profile_of(tx, class_id).mall;
  base::require(lines.size() <= numbers.max_lines, "lines",
                {"一次买的宝贝太多了", "Too many products at once"});
  std::vector<promotion_rules::Line> wanted;
  for (const v1::ChoiceLine& line : lines) {
    base::require(line.quantity() >= 1 && line.quantity() <= numbers.max_quantity &&
                      line.price_fen() >= 0 && line.price_fen() <= numbers.price_fen.max,
                  "lines", {"数量或价格不对", "The quantity or price is wrong"});
    wanted.push_back({.product_id = line.product_id(),
                      .price_fen = line.price_fen(),
                      .quantity = line.quantity()});
  }
  return choices_for(tx, class_id, user_id, shop_id, wanted);
}

std::vector<v1::CouponChoice> Coupons::choices(db::Transaction& tx, std::int64_t class_id,
                                               const v1::Order& order) {
  const classroom::MallRules& numbers = classroom_.profile_of(tx, class_id).mall;
  return choices_for(tx, class_id, order.buyer_id(), order.shop_id(),
                     lines_of(numbers.promotions, order));
}

std::vector<v1::CouponChoice> Coupons::choices_for(db::Transaction& tx, std::int64_t class_id,
                                                   std::int64_t user_id, std::int64_t shop_id,
                                                   std::span<const promotion_rules::Line> lines) {
  std::vector<v1::CouponChoice> choices;
  std::vector<v1::CouponClaim> claims = of_person(tx, class_id, user_id);
  for (v1::CouponClaim& claim : claims) {
    const v1::Coupon& coupon = claim.coupon();
    if (claim.state() != v1::CLAIM_STATE_USABLE || coupon.shop_id() != shop_id) continue;
    v1::CouponChoice& choice = choices.emplace_back();
    if (coupon.state() != v1::COUPON_STATE_COMING) {
      choice.set_discount_fen(promotion_rules::discount_fen(coupon.terms(), lines));
    }
    *choice.mutable_claim() = std::move(claim);
  }
  std::ranges::sort(choices, std::ranges::greater{}, [](const v1::CouponChoice& choice) {
    return std::pair(choice.discount_fen(), choice.claim().claim_id());
  });
  return choices;
}

void Coupons::apply(db::Transaction& tx, std::int64_t class_id, v1::Order& order) {
  const auto claim = promotion_records::find_claim(tx, class_id, order.claim_id());
  if (!claim || claim->user_id != order.buyer_id()) {
    throw Error(Code::not_found, {"没有这张优惠券", "There is no such coupon"}, "claim_id");
  }
  if (claim->order_id != 0) throw used_already();
  Stored stored = require(tx, class_id, claim->coupon_id);
  // That no more are given out does not touch those that were.
  stored.stopped = false;
  require_running(stored, classroom_.class_now(tx, class_id));
  const v1::Coupon& coupon = stored.coupon;
  const std::vector<promotion_rules::Line> lines =
      lines_of(classroom_.profile_of(tx, class_id).mall.promotions, order);
  const std::int64_t discount = promotion_rules::discount_fen(coupon.terms(), lines);
  if (coupon.shop_id() != order.shop_id() || discount == 0) {
    throw Error(Code::failed_precondition,
                {"这张券不能用在这张订单上（店铺、宝贝、门槛不符，或活动价不能再用券）",
                 "This coupon does not fit this order (its shop, product or threshold, or a "
                 "promotion that takes no coupon)"},
                "claim_id");
  }
  const std::vector<std::int64_t> shares = promotion_rules::shares(coupon.terms(), lines);
  for (int i = 0; i < order.lines_size(); ++i) {
    order.mutable_lines(i)->set_discount_fen(shares[static_cast<std::size_t>(i)]);
  }
  order.set_coupon_name(coupon.terms().name());
  order.set_discount_fen(discount);
  order.set_amount_fen(order.amount_fen() - discount);
}

void Coupons::use(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  const auto claim = promotion_records::find_claim(tx, class_id, order.claim_id());
  if (!claim || !promotion_records::use(tx, *claim, order.order_id(), order.discount_fen())) {
    throw used_already();
  }
  const v1::Coupon coupon = require(tx, class_id, claim->coupon_id).coupon;
  event::v1::Event event;
  name_use(coupon, order, *event.mutable_coupon_used());
  event.mutable_coupon_used()->set_room_id(coupon.room_id());
  tell_parties(tx, class_id, order, event);
}

void Coupons::give_back(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  if (order.claim_id() == 0) return;
  const auto claim = promotion_records::find_claim(tx, class_id, order.claim_id());
  if (!claim || !promotion_records::give_back(tx, *claim, order.order_id(), order.discount_fen())) {
    return;
  }
  event::v1::Event event;
  name_use(require(tx, class_id, claim->coupon_id).coupon, order, *event.mutable_coupon_returned());
  tell_parties(tx, class_id, order, event);
}

Stored Coupons::require(db::Transaction& tx, std::int64_t class_id, std::int64_t coupon_id) {
  auto stored = promotion_records::find(tx, class_id, coupon_id);
  if (!stored) throw Error(Code::not_found, {"没有这张优惠券", "There is no such coupon"});
  return *std::move(stored);
}

Stored Coupons::own(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    std::int64_t coupon_id) {
  Stored stored = require(tx, class_id, coupon_id);
  if (!Shops::may(tx, stored.coupon.shop_id(), stored.coupon.seller_id(), person_id,
                  v1::SHOP_RIGHT_PROMOTIONS)) {
    throw Error(Code::permission_denied, {"这是别人店里的券", "This coupon is another shop's"});
  }
  return stored;
}

v1::CouponClaim Coupons::shown(db::Transaction& tx, std::int64_t class_id,
                               const promotion_records::Claim& claim) {
  Stored stored = require(tx, class_id, claim.coupon_id);
  v1::CouponClaim shown;
  shown.set_claim_id(claim.claim_id);
  shown.set_claimed_at(claim.claimed_at);
  shown.set_order_id(claim.order_id);
  const v1::CouponState state =
      promotion_rules::state_of(stored.coupon.terms(), false, classroom_.class_now(tx, class_id));
  stored.coupon.set_state(state);
  shown.set_state(claim.order_id != 0                 ? v1::CLAIM_STATE_USED
                  : state == v1::COUPON_STATE_EXPIRED ? v1::CLAIM_STATE_EXPIRED
                                                      : v1::CLAIM_STATE_USABLE);
  *shown.mutable_coupon() = std::move(stored.coupon);
  return shown;
}

}  // namespace kaibo::mall
