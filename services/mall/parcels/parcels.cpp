#include "services/mall/parcels/parcels.h"

#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/parcels/records.h"
#include "services/mall/parcels/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using StoredParcel = parcel_records::Stored;

constexpr std::string_view step_timer = "mall.parcel";
/// A class has 35 people; more parcels at once nobody looks through.
constexpr int most_under_way = 200;

std::vector<parcel_rules::PlannedStep> plan_of(const classroom::CourierRules& rules,
                                               const v1::Parcel& parcel) {
  return parcel_rules::courier_plan(rules, static_cast<std::uint64_t>(parcel.parcel_id()));
}

void tell_moved(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                const StoredParcel& stored, v1::TrackState state) {
  const v1::Parcel& parcel = stored.parcel;
  event::v1::Event event;
  event::v1::ParcelMoved& said = *event.mutable_parcel_moved();
  said.set_order_id(parcel.order_id());
  said.set_seller_id(stored.seller_id);
  said.set_buyer_id(stored.buyer_id);
  said.set_parcel_id(parcel.parcel_id());
  said.set_state(state);
  said.set_courier(parcel.courier());
  said.set_waybill(parcel.waybill());
  said.set_after_sale_id(parcel.after_sale_id());
  said.set_kind(parcel.kind());
  const bool back = parcel.kind() == v1::PARCEL_KIND_RETURN;
  classroom::happened(tx, class_id, actor,
                      {classroom::user_topic(back ? stored.seller_id : stored.buyer_id),
                       classroom::user_topic(back ? stored.buyer_id : stored.seller_id)},
                      event);
}

StoredParcel require_stored(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id) {
  std::optional<StoredParcel> stored = parcel_records::find(tx, class_id, parcel_id);
  if (!stored) throw Error(Code::not_found, {"没有这个包裹", "There is no such parcel"});
  return *std::move(stored);
}

v1::TrackStep step_of(db::Transaction& tx, v1::TrackState state, base::Millis class_at) {
  v1::TrackStep step;
  step.set_state(state);
  step.set_at(tx.now());
  step.set_class_at(class_at);
  return step;
}

}  // namespace

v1::Parcel Parcels::send(db::Transaction& tx, const NewParcel& wish) {
  const classroom::MallRules& numbers = classroom_.profile_of(tx, wish.class_id).mall;
  const std::string waybill = base::tidy(wish.waybill);
  rules::check_waybill(numbers, wish.courier, waybill);
  StoredParcel stored{.parcel = {},
                      .seller_id = wish.order.seller_id(),
                      .buyer_id = wish.order.buyer_id(),
                      .sent_class_at = classroom_.class_now(tx, wish.class_id),
                      .steps_done = 0};
  v1::Parcel& parcel = stored.parcel;
  parcel.set_parcel_id(ids_.next());
  parcel.set_order_id(wish.order.order_id());
  parcel.set_after_sale_id(wish.after_sale_id);
  parcel.set_kind(wish.kind);
  parcel.set_courier(std::string(wish.courier));
  parcel.set_waybill(waybill);
  parcel.set_state(v1::TRACK_STATE_WAITING);
  parcel.set_sent_at(tx.now());
  parcel.set_sent_class_at(stored.sent_class_at);
  *parcel.mutable_lines() = {wish.lines.begin(), wish.lines.end()};
  parcel_records::insert(tx, wish.class_id, stored);
  agenda::at(tx, ids_, wish.class_id,
             stored.sent_class_at + plan_of(numbers.courier, parcel).front().after, step_timer,
             parcel.parcel_id());
  watcher().parcel_sent(tx, wish.class_id,
                        wish.kind == v1::PARCEL_KIND_RETURN ? stored.buyer_id : stored.seller_id,
                        parcel);
  return parcel;
}

void Parcels::replace(db::Transaction& tx, const v1::Parcel& lost, std::int64_t parcel_id) {
  if (parcel_records::replace(tx, lost.parcel_id(), parcel_id)) return;
  throw Error(Code::failed_precondition, {"只有丢失的包裹才需要补发，而且只补发一次",
                                          "Only a parcel that was lost is sent again, and once"});
}

v1::Parcel Parcels::require(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id) {
  return require_stored(tx, class_id, parcel_id).parcel;
}

std::multimap<std::int64_t, v1::Parcel> Parcels::of_orders(
    db::Transaction& tx, std::span<const std::int64_t> order_ids) {
  std::multimap<std::int64_t, v1::Parcel> parcels;
  for (StoredParcel& stored : parcel_records::of_orders(tx, order_ids)) {
    const std::int64_t order_id = stored.parcel.order_id();
    parcels.emplace(order_id, std::move(stored.parcel));
  }
  return parcels;
}

v1::ListParcelsUnderWayResponse Parcels::under_way(db::Transaction& tx, std::int64_t class_id) {
  const std::vector<StoredParcel> all = parcel_records::under_way(tx, class_id, most_under_way);
  std::vector<std::int64_t> people;
  for (const StoredParcel& stored : all) {
    people.push_back(stored.seller_id);
    people.push_back(stored.buyer_id);
  }
  const auto names = identity_.names_of(tx, people);
  const auto name_of = [&](std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
  };
  v1::ListParcelsUnderWayResponse response;
  for (const StoredParcel& stored : all) {
    v1::ParcelUnderWay& shown = *response.add_parcels();
    *shown.mutable_parcel() = stored.parcel;
    shown.set_seller_id(stored.seller_id);
    shown.set_seller_name(name_of(stored.seller_id));
    shown.set_buyer_id(stored.buyer_id);
    shown.set_buyer_name(name_of(stored.buyer_id));
    shown.set_title(parcel_records::title_of(tx, stored.parcel));
  }
  return response;
}

v1::Parcel Parcels::lose(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                         std::int64_t parcel_id) {
  const StoredParcel stored = require_stored(tx, class_id, parcel_id);
  const v1::TrackStep step = step_of(tx, v1::TRACK_STATE_LOST, classroom_.class_now(tx, class_id));
  if (!parcel_records::lose(tx, stored, step)) {
    throw Error(Code::failed_precondition,
                {"这个包裹已经签收或丢失", "This parcel has arrived or is lost already"});
  }
  agenda::cancel(tx, class_id, step_timer, parcel_id);
  tell_moved(tx, class_id, actor, stored, v1::TRACK_STATE_LOST);
  return require(tx, class_id, parcel_id);
}

void Parcels::advance(db::Transaction& tx, const agenda::Timer& timer) {
  const std::int64_t class_id = timer.stream;
  const StoredParcel stored = require_stored(tx, class_id, timer.subject);
  const std::vector<parcel_rules::PlannedStep> plan =
      plan_of(classroom_.profile_of(tx, class_id).mall.courier, stored.parcel);
  if (stored.steps_done >= plan.size()) return;
  const parcel_rules::PlannedStep& planned = plan[stored.steps_done];
  if (!parcel_records::move(tx, stored, step_of(tx, planned.state, timer.due))) return;
  tell_moved(tx, class_id, 0, stored, planned.state);
  if (stored.steps_done + 1 < plan.size()) {
    agenda::at(tx, ids_, class_id, stored.sent_class_at + plan[stored.steps_done + 1].after,
               step_timer, timer.subject);
  } else if (delivered_) {
    delivered_(tx, class_id, require(tx, class_id, timer.subject));
  }
}

void Parcels::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(step_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) { advance(tx, timer); });
}

}  // namespace kaibo::mall
