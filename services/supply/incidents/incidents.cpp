#include "services/supply/incidents/incidents.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"
#include "services/supply/incidents/rules.h"

namespace kaibo::supply {

namespace {

constexpr std::string_view appeal_timer = "supply.customer_appeals";

bool is_chosen(const v1::InjectIncidentRequest& wish, std::int64_t trainee_id) {
  return wish.trainee_ids().empty() ||
         std::ranges::find(wish.trainee_ids(), trainee_id) != wish.trainee_ids().end();
}

mall::v1::Address address_of_customer(std::int64_t customer_id) {
  mall::v1::Address address;
  address.set_name(identity::simulated_name(customer_id));
  address.set_phone("13800000000");
  address.set_text("模拟小区 1 号");
  return address;
}

}  // namespace

v1::InjectIncidentResponse Incidents::inject(db::Transaction& tx, std::int64_t actor,
                                             const v1::InjectIncidentRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  incident_rules::check(classroom_.profile_of(tx, class_id), wish);
  Injection injection{
      .wish = wish,
      .actor = actor,
      .customer_id = identity::simulated_person(1 + ids_.next() % identity::most_simulated),
      .struck = {},
      .parcels = {}};
  if (wish.kind() == v1::INCIDENT_KIND_PARCEL_LOST) {
    injection.parcels = mall_.parcels.under_way(tx, class_id);
  }
  v1::InjectIncidentResponse response;
  for (const identity::Member& trainee : classroom_.trainees(tx, class_id)) {
    const std::int64_t trainee_id = trainee.person.user_id;
    if (!is_chosen(wish, trainee_id)) continue;
    Befallen befallen = befall(tx, injection, trainee_id);
    v1::IncidentOutcome& outcome = *response.add_outcomes();
    outcome.set_trainee_id(trainee_id);
    outcome.set_trainee_name(trainee.person.name);
    outcome.set_done(befallen.why.zh.empty());
    outcome.set_title(befallen.said.title());
    outcome.set_other_shops(befallen.other_shops);
    outcome.set_why_zh(befallen.why.zh);
    outcome.set_why_en(befallen.why.en);
    if (!outcome.done()) continue;
    befallen.said.set_trainee_id(trainee_id);
    befallen.said.set_kind(wish.kind());
    event::v1::Event event;
    *event.mutable_incident_injected() = std::move(befallen.said);
    classroom::happened(tx, class_id, actor,
                        {classroom::staff_topic, classroom::user_topic(trainee_id)}, event);
  }
  const std::set<std::int64_t> named(wish.trainee_ids().begin(), wish.trainee_ids().end());
  base::require(named.empty() || static_cast<int>(named.size()) == response.outcomes_size(),
                "trainee_ids",
                {"选中的人里有人不是本班学员，请刷新名单后再选",
                 "Somebody chosen is no trainee of the class; reload the list and choose again"});
  return response;
}

Incidents::Befallen Incidents::befall(db::Transaction& tx, Injection& injection,
                                      std::int64_t trainee_id) {
  if (!mall_.shops.of_owner(tx, injection.wish.class_id(), trainee_id)) {
    return {.said = {}, .why = {"还没有开店", "has no shop yet"}};
  }
  switch (injection.wish.kind()) {
    case v1::INCIDENT_KIND_PARCEL_LOST:
      return lose_parcel(tx, injection, trainee_id);
    case v1::INCIDENT_KIND_DIFFICULT_REFUND:
      return send_customer(tx, injection, trainee_id);
    default:
      return strike_good(tx, injection, trainee_id);
  }
}

Incidents::Befallen Incidents::strike_good(db::Transaction& tx, Injection& injection,
                                           std::int64_t trainee_id) {
  const v1::InjectIncidentRequest& wish = injection.wish;
  const std::int64_t class_id = wish.class_id();
  const classroom::MallRules& numbers = classroom_.profile_of(tx, class_id).mall;
  std::optional<v1::Good> chosen;
  std::int64_t product_id = 0;
  for (const v1::Link& link : links_.of_seller(tx, class_id, trainee_id)) {
    if (link.state() != v1::LINK_STATE_LINKED) continue;
    const bool is_struck = injection.struck.contains(link.good_id());
    v1::Good good = market_.require(tx, class_id, link.good_id());
    if (!is_struck && !incident_rules::hits(numbers, wish, good)) continue;
    // The fewer others sell it, the fewer are hit who were not chosen.
    if (is_struck || !chosen || good.shops() < chosen->shops()) {
      chosen = std::move(good);
      product_id = link.product_id();
    }
    if (is_struck) break;
  }
  if (!chosen) {
    return {.said = {},
            .why = {"店里没有可以发生这件事的货源宝贝", "sells no supplied good it could befall"}};
  }
  const auto [struck, is_new] = injection.struck.emplace(chosen->good_id(), *chosen);
  if (is_new) {
    v1::SaveGoodRequest change;
    change.set_class_id(class_id);
    *change.mutable_good() = incident_rules::struck(numbers, wish, *chosen);
    change.set_stock_seen(chosen->stock());
    chosen = market_.save(tx, injection.actor, change);
  }
  Befallen befallen{.said = {}, .other_shops = chosen->shops() - 1, .why = {}};
  befallen.said.set_title(chosen->title());
  befallen.said.set_good_id(chosen->good_id());
  befallen.said.set_product_id(product_id);
  befallen.said.set_price_before_fen(struck->second.supply_price_fen());
  befallen.said.set_price_fen(chosen->supply_price_fen());
  return befallen;
}

Incidents::Befallen Incidents::lose_parcel(db::Transaction& tx, Injection& injection,
                                           std::int64_t trainee_id) {
  for (const mall::v1::ParcelUnderWay& shown : injection.parcels.parcels()) {
    const mall::v1::Parcel& parcel = shown.parcel();
    if (shown.seller_id() != trainee_id || parcel.kind() != mall::v1::PARCEL_KIND_GOODS) continue;
    if (parcel.state() == mall::v1::TRACK_STATE_LOST) continue;
    mall_.parcels.lose(tx, injection.wish.class_id(), injection.actor, parcel.parcel_id());
    Befallen befallen;
    befallen.said.set_title(shown.title());
    befallen.said.set_order_id(parcel.order_id());
    befallen.said.set_parcel_id(parcel.parcel_id());
    return befallen;
  }
  return {.said = {}, .why = {"没有在途的包裹", "has no parcel under way"}};
}

Incidents::Befallen Incidents::send_customer(db::Transaction& tx, Injection& injection,
                                             std::int64_t trainee_id) {
  const std::int64_t class_id = injection.wish.class_id();
  const mall::v1::Shop shop = mall_.shops.require_own(tx, class_id, trainee_id);
  for (const mall::v1::Product& product : mall_.products.of_shop(tx, class_id, shop.shop_id())) {
    if (!product.listed()) continue;
    const mall::v1::NewOrderLine line =
        incident_rules::one_piece_of(mall_.products.require(tx, class_id, product.product_id()));
    if (line.quantity() == 0) continue;
    const mall::v1::Order order = order_one(tx, injection, line);
    mall::v1::AskAfterSaleRequest ask;
    ask.set_class_id(class_id);
    ask.set_order_id(order.order_id());
    ask.set_quantity(1);
    ask.set_kind(mall::v1::AFTER_SALE_KIND_REFUND);
    ask.set_reason(classroom_.profile_of(tx, class_id).mall.after_sale.reasons.front());
    ask.set_text(injection.wish.text());
    const mall::v1::AfterSale asked = mall_.after_sales.ask(tx, injection.customer_id, ask);
    Befallen befallen;
    befallen.said.set_title(product.title());
    befallen.said.set_product_id(product.product_id());
    befallen.said.set_order_id(order.order_id());
    befallen.said.set_after_sale_id(asked.after_sale_id());
    return befallen;
  }
  return {.said = {},
          .why = {"没有在售且有库存的宝贝", "has nothing on the shelf that is in stock"}};
}

mall::v1::Order Incidents::order_one(db::Transaction& tx, const Injection& injection,
                                     const mall::v1::NewOrderLine& line) {
  const std::int64_t class_id = injection.wish.class_id();
  mall::v1::QuoteCheckoutRequest basket;
  basket.set_class_id(class_id);
  *basket.add_baskets()->add_lines() = line;
  mall::Orders::NewOrder order{
      .class_id = class_id,
      .buyer_id = injection.customer_id,
      .lines = {},
      .address = address_of_customer(injection.customer_id),
      .pay_now = true,
      .expected_amount_fen = mall_.orders.quote(tx, injection.customer_id, basket).amount_fen(),
      .live_prices_fen = {}};
  *order.lines.Add() = line;
  return mall_.orders.place(tx, order);
}

void Incidents::follow(db::Transaction& tx, std::int64_t class_id,
                       const mall::v1::AfterSale& after_sale) {
  if (!identity::is_simulated(after_sale.buyer_id()) ||
      after_sale.state() != mall::v1::AFTER_SALE_STATE_REFUSED) {
    return;
  }
  agenda::at(tx, ids_, class_id, classroom_.class_now(tx, class_id), appeal_timer,
             after_sale.after_sale_id());
}

void Incidents::appeal(db::Transaction& tx, const agenda::Timer& timer) {
  const mall::v1::AfterSale after_sale = mall_.after_sales.show(
      tx, {.user_id = 0, .is_staff = true, .is_instructor = false}, timer.stream, timer.subject);
  if (after_sale.state() != mall::v1::AFTER_SALE_STATE_REFUSED) return;
  mall::v1::StepAfterSaleRequest step;
  step.set_class_id(timer.stream);
  step.set_after_sale_id(timer.subject);
  step.set_step(mall::v1::AFTER_SALE_STEP_APPEAL);
  // What was said at first is said again.
  step.set_text(after_sale.entries(0).text());
  mall_.after_sales.step(tx, after_sale.buyer_id(), step);
}

void Incidents::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(appeal_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) { appeal(tx, timer); });
}

void register_incidents(rpc::Dispatcher& dispatcher, Incidents& incidents) {
  dispatcher.write<v1::InjectIncidentRequest, v1::InjectIncidentResponse>(
      "kaibo.supply.v1.IncidentService/InjectIncident",
      [&incidents](const rpc::Call& call, db::Transaction& tx,
                   const v1::InjectIncidentRequest& request) {
        return incidents.inject(tx, call.user_id(), request);
      });
}

}  // namespace kaibo::supply
