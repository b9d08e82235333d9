#include "services/mall/campaigns/campaigns.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/campaigns/records.h"
#include "services/mall/promotions/records.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using base::Millis;

constexpr std::string_view promotion_start_timer = "mall.promotion_start";
constexpr std::string_view promotion_end_timer = "mall.promotion_end";

/// The part of PromotionPlanned and PromotionStarted in common.
template <typename Said>
void name_promotion(const v1::Promotion& promotion, Said& said) {
  said.set_promotion_id(promotion.promotion_id());
  said.set_shop_id(promotion.shop_id());
  said.set_seller_id(promotion.seller_id());
  said.set_name(promotion.terms().name());
  said.set_kind(static_cast<int>(promotion.terms().kind()));
  *said.mutable_product_ids() = promotion.terms().product_ids();
  said.set_valid_until_class_at(promotion.terms().valid_until_class_at());
}

void tell_started(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Promotion& promotion) {
  event::v1::Event event;
  name_promotion(promotion, *event.mutable_promotion_started());
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

void tell_laid_down(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    const v1::Promotion& promotion, bool changed) {
  if (promotion.state() == v1::PROMOTION_STATE_RUNNING) {
    tell_started(tx, class_id, actor, promotion);
    return;
  }
  event::v1::Event event;
  event::v1::PromotionPlanned& said = *event.mutable_promotion_planned();
  name_promotion(promotion, said);
  said.set_valid_from_class_at(promotion.terms().valid_from_class_at());
  said.set_changed(changed);
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

void tell_visit(db::Transaction& tx, std::int64_t visitor_id, std::int64_t seller_id,
                const v1::VisitPromotionRequest& visited) {
  event::v1::Event event;
  event::v1::PromotionVisited& said = *event.mutable_promotion_visited();
  said.set_promotion_id(visited.promotion_id());
  said.set_coupon_id(visited.coupon_id());
  said.set_seller_id(seller_id);
  said.set_visitor_id(visitor_id);
  classroom::happened(tx, visited.class_id(), visitor_id, {classroom::user_topic(seller_id), {}},
                      event);
}

void cancel_timers(db::Transaction& tx, std::int64_t class_id, const v1::Promotion& promotion) {
  for (const auto timer : {promotion_start_timer, promotion_end_timer}) {
    agenda::cancel(tx, class_id, timer, promotion.promotion_id());
  }
}

Error no_promotion() {
  return {Code::not_found, {"没有这个促销活动", "There is no such promotion"}, "promotion_id"};
}

Error started_already() {
  return {Code::failed_precondition,
          {"活动已经开始，不能再修改；可以停止它，再建一个新的",
           "It has started and can be changed no more; stop it and make another"}};
}

}  // namespace

v1::Promotion Campaigns::start(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                               v1::PromotionWish wish, std::int64_t shop_id) {
  const v1::Shop shop =
      shops_.require_for(tx, class_id, person_id, shop_id, v1::SHOP_RIGHT_PROMOTIONS);
  v1::Promotion promotion;
  promotion.set_promotion_id(ids_.next());
  promotion.set_shop_id(shop.shop_id());
  promotion.set_shop_name(shop.name());
  promotion.set_seller_id(shop.owner_id());
  lay_down(tx, class_id, promotion, std::move(wish));
  campaign_records::insert(tx, class_id, promotion);
  set_timers(tx, class_id, promotion);
  tell_laid_down(tx, class_id, person_id, promotion, false);
  return promotion;
}

v1::Promotion Campaigns::change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                                std::int64_t promotion_id, v1::PromotionWish wish) {
  v1::Promotion promotion = own(tx, class_id, person_id, promotion_id);
  if (promotion.state() != v1::PROMOTION_STATE_PLANNED) throw started_already();
  lay_down(tx, class_id, promotion, std::move(wish));
  campaign_records::change(tx, promotion);
  set_timers(tx, class_id, promotion);
  tell_laid_down(tx, class_id, person_id, promotion, true);
  return promotion;
}

void Campaigns::lay_down(db::Transaction& tx, std::int64_t class_id, v1::Promotion& promotion,
                         v1::PromotionWish wish) {
  const classroom::PromotionRules& rules = classroom_.profile_of(tx, class_id).mall.promotions;
  const Millis class_now = classroom_.class_now(tx, class_id);
  wish.set_name(base::tidy(wish.name()));
  wish.set_valid_from_class_at(std::max(wish.valid_from_class_at(), class_now));
  const std::vector<v1::Product> products = products_of(tx, class_id, promotion.shop_id(), wish);
  campaign_rules::fill_prices(wish, products);
  campaign_rules::check(rules, wish, products, class_now);
  std::vector<v1::Promotion> others = open(tx, class_id, promotion.shop_id());
  std::erase_if(others, [&](const v1::Promotion& other) {
    return other.promotion_id() == promotion.promotion_id();
  });
  if (static_cast<std::int64_t>(others.size()) >= rules.max_running) {
    throw Error(Code::failed_precondition,
                {"一家店最多同时有 " + std::to_string(rules.max_running) +
                     " 个进行中和未开始的活动，请先停一个",
                 "A shop has at most " + std::to_string(rules.max_running) +
                     " promotions that run or are planned; stop one first"});
  }
  for (const v1::Promotion& other : others) {
    if (!campaign_rules::overlap(wish, other.terms())) continue;
    throw Error(Code::failed_precondition,
                {"和“" + other.terms().name() +
                     "”时间重叠，同一件宝贝的同类活动同时只能有一个，请换个时间或先停掉它",
                 "“" + other.terms().name() +
                     "” is for the same time: a product has one promotion of a kind at a time; "
                     "choose another time or stop it first"},
                "product_ids");
  }
  const bool now = campaign_rules::runs(wish, class_now);
  promotion.set_state(now ? v1::PROMOTION_STATE_RUNNING : v1::PROMOTION_STATE_PLANNED);
  promotion.set_started_class_at(wish.valid_from_class_at());
  *promotion.mutable_terms() = std::move(wish);
}

void Campaigns::set_timers(db::Transaction& tx, std::int64_t class_id,
                           const v1::Promotion& promotion) {
  cancel_timers(tx, class_id, promotion);
  const std::int64_t id = promotion.promotion_id();
  const v1::PromotionWish& terms = promotion.terms();
  if (promotion.state() == v1::PROMOTION_STATE_PLANNED) {
    agenda::at(tx, ids_, class_id, terms.valid_from_class_at(), promotion_start_timer, id);
  }
  agenda::at(tx, ids_, class_id, terms.valid_until_class_at(), promotion_end_timer, id);
}

void Campaigns::begin(db::Transaction& tx, std::int64_t class_id, v1::Promotion& promotion) {
  if (!campaign_records::begin(tx, promotion.promotion_id())) return;
  promotion.set_state(v1::PROMOTION_STATE_RUNNING);
  agenda::cancel(tx, class_id, promotion_start_timer, promotion.promotion_id());
  tell_started(tx, class_id, promotion.seller_id(), promotion);
}

std::vector<v1::Product> Campaigns::products_of(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t shop_id,
                                                const v1::PromotionWish& wish) {
  const std::set<std::int64_t> named(wish.product_ids().begin(), wish.product_ids().end());
  std::vector<v1::Product> products = products_.own_all(tx, class_id, {named.begin(), named.end()});
  std::erase_if(products, [&](const v1::Product& product) { return product.shop_id() != shop_id; });
  base::require(
      static_cast<int>(products.size()) == wish.product_ids_size(), "product_ids",
      {"请选择自己店里的宝贝，每件只选一次", "Choose products of your own shop, each once"});
  return products;
}

v1::Promotion Campaigns::stop(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                              std::int64_t promotion_id) {
  v1::Promotion promotion = own(tx, class_id, person_id, promotion_id);
  const bool planned = promotion.state() == v1::PROMOTION_STATE_PLANNED;
  end(tx, class_id, person_id, promotion,
      planned ? v1::PROMOTION_STATE_WITHDRAWN : v1::PROMOTION_STATE_STOPPED);
  return promotion;
}

void Campaigns::end(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    v1::Promotion& promotion, v1::PromotionState state) {
  if (!campaign_records::stop(tx, promotion.promotion_id(), state)) return;
  promotion.set_state(state);
  cancel_timers(tx, class_id, promotion);
  event::v1::Event event;
  event::v1::PromotionStopped& said = *event.mutable_promotion_stopped();
  said.set_promotion_id(promotion.promotion_id());
  said.set_shop_id(promotion.shop_id());
  said.set_seller_id(promotion.seller_id());
  said.set_withdrawn(state == v1::PROMOTION_STATE_WITHDRAWN);
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

v1::ListShopPromotionsResponse Campaigns::of_shop(db::Transaction& tx, std::int64_t class_id,
                                                  std::int64_t shop_id) {
  const classroom::PromotionRules& rules = classroom_.profile_of(tx, class_id).mall.promotions;
  v1::ListShopPromotionsResponse response;
  for (v1::Promotion& promotion : campaign_records::of_shop(tx, class_id, shop_id)) {
    *response.add_promotions() = std::move(promotion);
  }
  for (const std::string& kind : rules.order) response.add_order(campaign_rules::kind_of(kind));
  for (const classroom::PromotionPair& pair : rules.together) {
    v1::PromotionPair& told = *response.add_together();
    told.set_kind(campaign_rules::kind_of(pair.kind));
    told.set_other(campaign_rules::kind_of(pair.other));
  }
  return response;
}

std::vector<v1::Promotion> Campaigns::open(db::Transaction& tx, std::int64_t class_id,
                                           std::int64_t shop_id) {
  std::vector<v1::Promotion> promotions = campaign_records::open(tx, class_id, shop_id);
  // Its timer may come a little later.
  const Millis class_now = classroom_.class_now(tx, class_id);
  std::erase_if(promotions, [&](const v1::Promotion& promotion) {
    return promotion.terms().valid_until_class_at() <= class_now;
  });
  for (v1::Promotion& promotion : promotions) {
    promotion.clear_spent_fen();
    promotion.mutable_terms()->clear_budget_fen();
  }
  return promotions;
}

void Campaigns::visit(db::Transaction& tx, std::int64_t visitor_id,
                      const v1::VisitPromotionRequest& visited) {
  base::require((visited.promotion_id() == 0) != (visited.coupon_id() == 0), "promotion_id",
                {"请给出活动或优惠券其中之一", "Name either a promotion or a coupon"});
  std::int64_t seller_id = 0;
  if (visited.promotion_id() != 0) {
    seller_id = require(tx, visited.class_id(), visited.promotion_id()).seller_id();
  } else {
    const auto stored = promotion_records::find(tx, visited.class_id(), visited.coupon_id());
    if (!stored) throw no_promotion();
    seller_id = stored->coupon.seller_id();
  }
  if (seller_id == visitor_id) return;
  if (campaign_records::visit(tx, visited.class_id(), visited, visitor_id)) {
    tell_visit(tx, visitor_id, seller_id, visited);
  }
}

void Campaigns::apply(db::Transaction& tx, std::int64_t class_id, v1::Order& order) {
  if (order.room_id() != 0) return;
  const Millis class_now = classroom_.class_now(tx, class_id);
  std::vector<campaign_rules::Running> running;
  for (v1::Promotion& promotion : campaign_records::open(tx, class_id, order.shop_id())) {
    const v1::PromotionWish& terms = promotion.terms();
    if (!campaign_rules::runs(terms, class_now)) continue;
    const std::int64_t bought =
        terms.kind() == v1::PROMOTION_KIND_LIMITED_PRICE
            ? campaign_records::pieces_of(tx, promotion.promotion_id(), order.buyer_id())
            : 0;
    running.push_back({.promotion_id = promotion.promotion_id(),
                       .terms = terms,
                       .left_fen = terms.budget_fen() - promotion.spent_fen(),
                       .pieces_left = std::max<std::int64_t>(0, terms.per_person() - bought)});
  }
  campaign_rules::apply(classroom_.profile_of(tx, class_id).mall.promotions, running,
                        *order.mutable_lines());
  for (const v1::OrderLine& line : order.lines()) {
    order.set_promotion_fen(order.promotion_fen() + line.promotion_fen());
  }
  order.set_amount_fen(order.amount_fen() - order.promotion_fen());
}

void Campaigns::use(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  for (const campaign_rules::Use& use : campaign_rules::uses(order)) {
    if (!campaign_records::spend(tx, use.promotion_id, use.off_fen)) {
      throw Error(Code::aborted,
                  {"促销活动刚刚结束了，价格有变，请确认后再下单",
                   "A promotion has just ended and the price has changed; look again before you "
                   "order"});
    }
    v1::Promotion promotion = present(tx, class_id, use.promotion_id);
    const v1::PromotionWish& terms = promotion.terms();
    v1::Product product;
    if (terms.kind() == v1::PROMOTION_KIND_LIMITED_PRICE) {
      product = products_.require(tx, class_id, terms.product_ids(0));
    }
    const std::int64_t left = terms.budget_fen() - promotion.spent_fen();
    if (left < campaign_rules::least_off_fen(terms, use, product)) {
      end(tx, class_id, 0, promotion, v1::PROMOTION_STATE_SPENT);
    }
  }
}

void Campaigns::paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  for (const campaign_rules::Use& use : campaign_rules::uses(order)) {
    event::v1::Event event;
    event::v1::PromotionUsed& said = *event.mutable_promotion_used();
    said.set_promotion_id(use.promotion_id);
    said.set_order_id(order.order_id());
    said.set_seller_id(order.seller_id());
    said.set_buyer_id(order.buyer_id());
    said.set_kind(static_cast<int>(use.kind));
    said.set_off_fen(use.off_fen);
    classroom::happened(
        tx, class_id, order.buyer_id(),
        {classroom::user_topic(order.seller_id()), classroom::user_topic(order.buyer_id())}, event);
  }
}

void Campaigns::give_back(db::Transaction& tx, const v1::Order& order) {
  for (const campaign_rules::Use& use : campaign_rules::uses(order)) {
    campaign_records::give_back(tx, use.promotion_id, use.off_fen);
  }
}

v1::Promotion Campaigns::require(db::Transaction& tx, std::int64_t class_id,
                                 std::int64_t promotion_id) {
  std::optional<v1::Promotion> promotion = campaign_records::find(tx, class_id, promotion_id);
  if (!promotion) throw no_promotion();
  return *std::move(promotion);
}

v1::Promotion Campaigns::present(db::Transaction& tx, std::int64_t class_id,
                                 std::int64_t promotion_id) {
  v1::Promotion promotion = require(tx, class_id, promotion_id);
  const bool due = promotion.state() == v1::PROMOTION_STATE_PLANNED &&
                   campaign_rules::runs(promotion.terms(), classroom_.class_now(tx, class_id));
  if (due) begin(tx, class_id, promotion);
  return promotion;
}

v1::Promotion Campaigns::own(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                             std::int64_t promotion_id) {
  v1::Promotion promotion = present(tx, class_id, promotion_id);
  if (!Shops::may(tx, promotion.shop_id(), promotion.seller_id(), person_id,
                  v1::SHOP_RIGHT_PROMOTIONS)) {
    throw Error(Code::permission_denied,
                {"这是别人店里的活动", "This promotion is another shop's"});
  }
  return promotion;
}

void Campaigns::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(promotion_start_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) {
              v1::Promotion promotion = require(tx, timer.stream, timer.subject);
              begin(tx, timer.stream, promotion);
            });
  agenda.on(std::string(promotion_end_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) {
              v1::Promotion promotion = require(tx, timer.stream, timer.subject);
              end(tx, timer.stream, 0, promotion, v1::PROMOTION_STATE_EXPIRED);
            });
}

}  // namespace kaibo::mall
