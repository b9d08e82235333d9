#include "services/mall/after_sale/after_sales.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/after_sale/records.h"
#include "services/mall/after_sale/rules.h"
#include "services/mall/orders/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;

constexpr std::string_view deadline_timer = "mall.after_sale";

Error no_after_sale() {
  return {Code::not_found, {"没有这个售后单", "There is no such after-sale"}};
}

Error seller_lacks(std::int64_t fen) {
  return {Code::failed_precondition,
          {"卖家账上的钱不够退款，还差 ¥" + base::yuan(fen) +
               "：等卖家其他订单的货款到账后再退（超时后系统也会自己再试）",
           "The seller lacks ¥" + base::yuan(fen) +
               " to pay the refund: it can be paid once other orders bring money in (after the "
               "deadline it is also tried again by itself)"}};
}

Error not_now() {
  return {Code::failed_precondition,
          {"售后现在的状态不能做这一步，请刷新后按页面上的按钮操作",
           "The after-sale's state does not allow this step; reload and use the buttons shown"}};
}

v1::AfterSaleParty side_of(const v1::AfterSale& after_sale, std::int64_t person_id) {
  if (after_sale.buyer_id() == person_id) return v1::AFTER_SALE_PARTY_BUYER;
  if (after_sale.seller_id() == person_id) return v1::AFTER_SALE_PARTY_SELLER;
  return v1::AFTER_SALE_PARTY_UNSPECIFIED;
}

template <typename Said>
void name_parties(const v1::AfterSale& after_sale, Said& said) {
  said.set_after_sale_id(after_sale.after_sale_id());
  said.set_order_id(after_sale.order_id());
  said.set_seller_id(after_sale.seller_id());
  said.set_buyer_id(after_sale.buyer_id());
}

void tell_both(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
               const v1::AfterSale& after_sale, const event::v1::Event& event) {
  classroom::happened(
      tx, class_id, actor,
      {classroom::user_topic(after_sale.seller_id()), classroom::user_topic(after_sale.buyer_id())},
      event);
}

void tell_asked(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& asked,
                std::int64_t room_id) {
  event::v1::Event event;
  event::v1::AfterSaleAsked& said = *event.mutable_after_sale_asked();
  name_parties(asked, said);
  said.set_kind(asked.kind());
  said.set_product_id(asked.product_id());
  said.set_title(asked.title());
  said.set_quantity(asked.quantity());
  said.set_refund_fen(asked.refund_fen());
  said.set_reason(asked.reason());
  said.set_room_id(room_id);
  tell_both(tx, class_id, asked.buyer_id(), asked, event);
}

/// Each time the clock has tried in vain.
void tell_unpaid(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& unpaid) {
  event::v1::Event event;
  event::v1::AfterSaleMoved& said = *event.mutable_after_sale_moved();
  name_parties(unpaid, said);
  said.set_kind(unpaid.kind());
  said.set_step(v1::AFTER_SALE_STEP_EXPIRE);
  said.set_state(unpaid.state());
  said.set_title(unpaid.title());
  said.set_missing_fen(unpaid.missing_fen());
  classroom::happened(tx, class_id, 0,
                      {classroom::user_topic(unpaid.seller_id()), classroom::staff_topic}, event);
}

void tell_dispute(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& disputed) {
  event::v1::Event event;
  event::v1::DisputeOpened& said = *event.mutable_dispute_opened();
  name_parties(disputed, said);
  said.set_refund_fen(disputed.refund_fen());
  said.set_title(disputed.title());
  classroom::happened(tx, class_id, disputed.buyer_id(), {classroom::staff_topic, {}}, event);
}

}  // namespace

v1::GetAfterSaleChoicesResponse AfterSales::choices(db::Transaction& tx, std::int64_t buyer_id,
                                                    const v1::GetAfterSaleChoicesRequest& wish) {
  const v1::Order order = orders_.show(tx, wish.class_id(), buyer_id, wish.order_id(), false);
  if (wish.line() < 0 || wish.line() >= order.lines_size()) throw no_after_sale();
  const v1::OrderLine& line = order.lines(wish.line());
  v1::GetAfterSaleChoicesResponse response;
  for (const int kind : line.after_sale_kinds()) {
    v1::AfterSaleChoice& choice = *response.add_choices();
    choice.set_kind(static_cast<v1::AfterSaleKind>(kind));
    const std::int64_t most = order_rules::after_sale_pieces(line, choice.kind());
    for (std::int64_t pieces = 1; pieces <= most; ++pieces) {
      choice.add_refund_fen(order_rules::refund_fen(line, pieces));
    }
  }
  const classroom::AfterSaleRules& numbers =
      classroom_.profile_of(tx, wish.class_id()).mall.after_sale;
  for (const std::string& reason : numbers.reasons) response.add_reasons(reason);
  response.set_pictures_max(static_cast<std::int32_t>(numbers.pictures_max));
  response.set_text_max(static_cast<std::int32_t>(numbers.text_max));
  return response;
}

v1::AfterSale AfterSales::ask(db::Transaction& tx, std::int64_t buyer_id,
                              const v1::AskAfterSaleRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Order order = orders_.show(tx, class_id, buyer_id, wish.order_id(), false);
  if (wish.line() < 0 || wish.line() >= order.lines_size()) throw no_after_sale();
  const v1::OrderLine& line = order.lines(wish.line());
  if (std::ranges::find(line.after_sale_kinds(), wish.kind()) == line.after_sale_kinds().end()) {
    throw Error(Code::failed_precondition,
                {"这件宝贝现在不能申请这种售后（正在售后、已过期限或次数已用完）",
                 "This cannot be asked for now: it is in after-sale, too late, or asked too often"},
                "kind");
  }
  const classroom::AfterSaleRules& numbers = classroom_.profile_of(tx, class_id).mall.after_sale;
  const std::int64_t most = order_rules::after_sale_pieces(line, wish.kind());
  base::require(wish.quantity() >= 1 && wish.quantity() <= most, "quantity",
                {"可以申请 1–" + std::to_string(most) + " 件",
                 "1–" + std::to_string(most) + " pieces can be asked for"});
  after_sale_rules::check_reason(numbers, wish.reason());
  Taken taken{.step = v1::AFTER_SALE_STEP_ASK,
              .actor = buyer_id,
              .party = v1::AFTER_SALE_PARTY_BUYER,
              .text = base::tidy(wish.text()),
              .pictures = wish.pictures()};
  after_sale_rules::check_entry(numbers, taken.text, taken.pictures.size(), false);

  v1::AfterSale asked;
  asked.set_after_sale_id(ids_.next());
  asked.set_order_id(order.order_id());
  asked.set_shop_id(order.shop_id());
  asked.set_shop_name(order.shop_name());
  asked.set_seller_id(order.seller_id());
  asked.set_buyer_id(buyer_id);
  asked.set_kind(wish.kind());
  asked.set_state(v1::AFTER_SALE_STATE_WAIT_SELLER);
  asked.set_line(wish.line());
  asked.set_product_id(line.product_id());
  asked.set_title(line.title());
  asked.set_picture(line.picture());
  asked.set_sku_id(line.sku_id());
  asked.set_specification(line.specification());
  asked.set_quantity(wish.quantity());
  asked.set_refund_fen(order_rules::refund_fen(line, wish.quantity()));
  asked.set_reason(wish.reason());
  asked.set_before_shipping(wish.kind() == v1::AFTER_SALE_KIND_REFUND &&
                            order_rules::unsent(line) > 0);
  asked.set_asked_at(tx.now());
  orders_.open_after_sale(tx, class_id, order.order_id(),
                          {.after_sale_id = asked.after_sale_id(),
                           .line = asked.line(),
                           .pieces = asked.quantity(),
                           .before_shipping = asked.before_shipping()});
  start_clock(tx, class_id, asked);
  after_sale_records::insert(tx, class_id, asked);
  write_down(tx, class_id, asked, taken);
  tell_asked(tx, class_id, asked, order.room_id());
  if (moved_) moved_(tx, class_id, asked);
  return shown(tx, class_id, std::move(asked), v1::AFTER_SALE_PARTY_BUYER);
}

v1::AfterSale AfterSales::step(db::Transaction& tx, std::int64_t person_id,
                               const v1::StepAfterSaleRequest& wish) {
  v1::AfterSale after_sale = require(tx, wish.class_id(), wish.after_sale_id());
  const v1::AfterSaleParty side = side_of(after_sale, person_id);
  if (side == v1::AFTER_SALE_PARTY_UNSPECIFIED) throw no_after_sale();
  if (after_sale_rules::party_of(wish.step()) != side ||
      !after_sale_rules::next(after_sale.state(), after_sale.kind(), wish.step())) {
    throw not_now();
  }
  Taken taken{.step = wish.step(),
              .actor = person_id,
              .party = side,
              .text = base::tidy(wish.text()),
              .pictures = wish.pictures()};
  const bool needs_reason =
      wish.step() == v1::AFTER_SALE_STEP_REFUSE || wish.step() == v1::AFTER_SALE_STEP_APPEAL;
  after_sale_rules::check_entry(classroom_.profile_of(tx, wish.class_id()).mall.after_sale,
                                taken.text, taken.pictures.size(), needs_reason);
  send(tx, wish.class_id(), after_sale, wish);
  take(tx, wish.class_id(), after_sale, taken);
  return shown(tx, wish.class_id(), std::move(after_sale), side);
}

void AfterSales::send(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& after_sale,
                      const v1::StepAfterSaleRequest& wish) {
  const bool back = wish.step() == v1::AFTER_SALE_STEP_SEND_BACK;
  if (!back && wish.step() != v1::AFTER_SALE_STEP_RESEND) return;
  v1::ParcelLine packed;
  packed.set_line(after_sale.line());
  packed.set_quantity(after_sale.quantity());
  parcels_.send(tx, {.class_id = class_id,
                     .order = orders_.require(tx, class_id, after_sale.order_id()),
                     .kind = back ? v1::PARCEL_KIND_RETURN : v1::PARCEL_KIND_REPLACEMENT,
                     .after_sale_id = after_sale.after_sale_id(),
                     .courier = wish.courier(),
                     .waybill = wish.waybill(),
                     .lines = {packed}});
}

v1::AfterSale AfterSales::decide(db::Transaction& tx, std::int64_t instructor_id,
                                 const v1::DecideAfterSaleRequest& wish) {
  v1::AfterSale after_sale = require(tx, wish.class_id(), wish.after_sale_id());
  const Taken taken{.step = wish.refund() ? v1::AFTER_SALE_STEP_UPHOLD : v1::AFTER_SALE_STEP_REJECT,
                    .actor = instructor_id,
                    .party = v1::AFTER_SALE_PARTY_PLATFORM,
                    .text = base::tidy(wish.reason()),
                    .pictures = {}};
  after_sale_rules::check_entry(classroom_.profile_of(tx, wish.class_id()).mall.after_sale,
                                taken.text, 0, true);
  take(tx, wish.class_id(), after_sale, taken);
  return shown(tx, wish.class_id(), std::move(after_sale), v1::AFTER_SALE_PARTY_PLATFORM);
}

void AfterSales::take(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale,
                      const Taken& taken) {
  const v1::AfterSaleState before = after_sale.state();
  const auto next = after_sale_rules::next(before, after_sale.kind(), taken.step);
  if (!next) throw not_now();
  after_sale.set_state(*next);
  if (*next == v1::AFTER_SALE_STATE_DISPUTED) after_sale.set_disputed(true);
  if (after_sale_rules::has_ended(*next)) after_sale.set_ended_at(tx.now());
  agenda::cancel(tx, class_id, deadline_timer, after_sale.after_sale_id());
  start_clock(tx, class_id, after_sale);
  if (!after_sale_records::move(tx, after_sale, before)) throw not_now();
  write_down(tx, class_id, after_sale, taken);

  event::v1::Event event;
  event::v1::AfterSaleMoved& said = *event.mutable_after_sale_moved();
  name_parties(after_sale, said);
  said.set_kind(after_sale.kind());
  said.set_step(taken.step);
  said.set_state(*next);
  said.set_text(taken.text);
  said.set_title(after_sale.title());
  tell_both(tx, class_id, taken.actor, after_sale, event);
  if (*next == v1::AFTER_SALE_STATE_DISPUTED) tell_dispute(tx, class_id, after_sale);
  if (after_sale_rules::has_ended(*next)) end(tx, class_id, after_sale, taken.actor);
  if (moved_) moved_(tx, class_id, after_sale);
}

void AfterSales::start_clock(db::Transaction& tx, std::int64_t class_id,
                             v1::AfterSale& after_sale) {
  const base::Millis time = after_sale_rules::time_for(
      classroom_.profile_of(tx, class_id).mall.after_sale, after_sale.state(), after_sale.kind());
  after_sale.set_deadline_class_at(time == 0 ? 0 : classroom_.class_now(tx, class_id) + time);
  if (time == 0) return;
  agenda::at(tx, ids_, class_id, after_sale.deadline_class_at(), deadline_timer,
             after_sale.after_sale_id());
}

void AfterSales::end(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale,
                     std::int64_t actor) {
  orders_.end_after_sale(tx, class_id, after_sale.order_id(),
                         {.after_sale_id = after_sale.after_sale_id(),
                          .line = after_sale.line(),
                          .pieces = after_sale.quantity(),
                          .before_shipping = after_sale.before_shipping()});
  if (after_sale.state() != v1::AFTER_SALE_STATE_REFUNDED) return;
  Orders::Refund refund = refund_of(class_id, after_sale);
  if (const std::int64_t missing = orders_.missing_fen(tx, refund)) throw seller_lacks(missing);
  refund.actor = actor;
  refund.restock = can_be_sold_again(tx, class_id, after_sale);
  after_sale.set_refund_fen(orders_.refund(tx, refund));
  after_sale_records::set_refund(tx, after_sale.after_sale_id(), after_sale.refund_fen());
}

Orders::Refund AfterSales::refund_of(std::int64_t class_id, const v1::AfterSale& after_sale) {
  return {.class_id = class_id,
          .actor = 0,
          .order_id = after_sale.order_id(),
          .after_sale_id = after_sale.after_sale_id(),
          .line = after_sale.line(),
          .pieces = after_sale.quantity(),
          .before_shipping = after_sale.before_shipping(),
          .restock = false};
}

void AfterSales::expire(db::Transaction& tx, std::int64_t class_id, v1::AfterSale after_sale) {
  const auto next =
      after_sale_rules::next(after_sale.state(), after_sale.kind(), v1::AFTER_SALE_STEP_EXPIRE);
  if (next == v1::AFTER_SALE_STATE_REFUNDED) add_missing(tx, class_id, after_sale);
  if (after_sale.missing_fen() == 0) {
    take(tx, class_id, after_sale, {.step = v1::AFTER_SALE_STEP_EXPIRE});
    return;
  }
  const base::Millis now = classroom_.class_now(tx, class_id);
  const base::Millis pause = after_sale_rules::refund_pause(
      classroom_.profile_of(tx, class_id).mall.after_sale, now - after_sale.deadline_class_at());
  agenda::at(tx, ids_, class_id, now + pause, deadline_timer, after_sale.after_sale_id());
  tell_unpaid(tx, class_id, after_sale);
}

bool AfterSales::can_be_sold_again(db::Transaction& tx, std::int64_t class_id,
                                   const v1::AfterSale& after_sale) {
  if (after_sale.before_shipping()) return true;
  bool came_back = false;
  const v1::Order order = orders_.require(tx, class_id, after_sale.order_id());
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.after_sale_id() != after_sale.after_sale_id()) continue;
    // What was sent instead took the place of what came back.
    if (parcel.kind() == v1::PARCEL_KIND_REPLACEMENT) return false;
    came_back = came_back || parcel.state() != v1::TRACK_STATE_LOST;
  }
  return came_back;
}

void AfterSales::write_down(db::Transaction& tx, std::int64_t class_id,
                            const v1::AfterSale& after_sale, const Taken& taken) {
  v1::AfterSaleEntry entry;
  entry.set_step(taken.step);
  entry.set_party(taken.party);
  entry.set_author_id(taken.actor);
  entry.set_text(taken.text);
  *entry.mutable_pictures() = taken.pictures;
  entry.set_at(tx.now());
  entry.set_class_at(classroom_.class_now(tx, class_id));
  entry.set_state(after_sale.state());
  after_sale_records::add_entry(tx, class_id, after_sale.after_sale_id(), entry);
}

v1::AfterSale AfterSales::say(db::Transaction& tx, const Viewer& viewer,
                              const v1::SayInAfterSaleRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::AfterSale after_sale = require(tx, class_id, wish.after_sale_id());
  v1::AfterSaleParty party = side_of(after_sale, viewer.user_id);
  if (party == v1::AFTER_SALE_PARTY_UNSPECIFIED && !viewer.is_instructor) throw no_after_sale();
  if (party == v1::AFTER_SALE_PARTY_UNSPECIFIED) party = v1::AFTER_SALE_PARTY_PLATFORM;
  if (after_sale_rules::has_ended(after_sale.state())) throw not_now();
  const Taken taken{.step = v1::AFTER_SALE_STEP_SAY,
                    .actor = viewer.user_id,
                    .party = party,
                    .text = base::tidy(wish.text()),
                    .pictures = wish.pictures()};
  after_sale_rules::check_entry(classroom_.profile_of(tx, class_id).mall.after_sale, taken.text,
                                taken.pictures.size(), taken.pictures.empty());
  write_down(tx, class_id, after_sale, taken);
  event::v1::Event event;
  event::v1::AfterSaleSaid& said = *event.mutable_after_sale_said();
  name_parties(after_sale, said);
  said.set_party(party);
  said.set_text(taken.text);
  tell_both(tx, class_id, viewer.user_id, after_sale, event);
  return shown(tx, class_id, std::move(after_sale), party);
}

v1::AfterSale AfterSales::show(db::Transaction& tx, const Viewer& viewer, std::int64_t class_id,
                               std::int64_t after_sale_id) {
  v1::AfterSale after_sale = require(tx, class_id, after_sale_id);
  v1::AfterSaleParty party = side_of(after_sale, viewer.user_id);
  if (party == v1::AFTER_SALE_PARTY_UNSPECIFIED) {
    if (!viewer.is_staff) throw no_after_sale();
    if (viewer.is_instructor) party = v1::AFTER_SALE_PARTY_PLATFORM;
  }
  return shown(tx, class_id, std::move(after_sale), party);
}

v1::AfterSale AfterSales::require(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t after_sale_id) {
  std::optional<v1::AfterSale> found = after_sale_records::find(tx, class_id, after_sale_id);
  if (!found) throw no_after_sale();
  return *std::move(found);
}

void AfterSales::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(deadline_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    expire(tx, timer.stream, require(tx, timer.stream, timer.subject));
  });
}

}  // namespace kaibo::mall
