// What comes after payment: shipping, receipt, refunds.
#include <algorithm>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "services/identity/simulated.h"
#include "services/mall/orders/events.h"
#include "services/mall/orders/orders.h"
#include "services/mall/orders/records.h"
#include "services/mall/orders/rules.h"
#include "services/mall/orders/timers.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using base::Millis;

Error moved_on() {
  return {Code::failed_precondition,
          {"订单刚刚有了变化，请刷新后再操作", "The order has just changed; reload it first"}};
}

/// Goods of an order, packed as the wish to ship or to send again says.
template <typename Wish>
Parcels::NewParcel parcel_of(std::int64_t class_id, const v1::Order& order, const Wish& wish,
                             std::vector<v1::ParcelLine> lines) {
  return {.class_id = class_id,
          .order = order,
          .kind = v1::PARCEL_KIND_GOODS,
          .after_sale_id = 0,
          .courier = wish.courier(),
          .waybill = wish.waybill(),
          .lines = std::move(lines)};
}

}  // namespace

void Orders::await_shipping(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  agenda::at(tx, ids_, class_id, order.ship_before_class_at(), timers::ship_due, order.order_id());
}

v1::Order Orders::ship(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       const v1::ShipOrderRequest& wish) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, wish.order_id(), v1::ORDER_ACTION_SHIP);
  const v1::Parcel parcel = parcels_.send(
      tx, parcel_of(class_id, order, wish, order_rules::parcel_lines(order, wish.lines())));
  for (const v1::ParcelLine& line : parcel.lines()) {
    if (!order_records::ship(tx, order.order_id(), line)) throw moved_on();
  }
  order_records::set_waybill(tx, parcel);
  const v1::Order sent = require(tx, class_id, order.order_id());
  const bool partly = order_rules::state_of_paid(sent) == v1::ORDER_STATE_PARTLY_SHIPPED;
  order_events::shipped(tx, class_id, person_id, order, parcel, partly, 0);
  settle(tx, class_id, person_id, sent);
  return shown_to(tx, class_id, person_id, order.order_id());
}

v1::Order Orders::resend(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         const v1::ResendParcelRequest& wish) {
  const v1::Parcel lost = parcels_.require(tx, class_id, wish.parcel_id());
  const v1::Order order = require(tx, class_id, lost.order_id());
  if (party_of(tx, order, person_id) != order_rules::Party::seller ||
      lost.kind() != v1::PARCEL_KIND_GOODS) {
    throw Error(Code::not_found, {"没有这个包裹", "There is no such parcel"});
  }
  const bool open =
      order.state() == v1::ORDER_STATE_PARTLY_SHIPPED || order.state() == v1::ORDER_STATE_SHIPPED;
  if (!open || order_rules::in_after_sale(order)) {
    throw Error(Code::failed_precondition,
                {"订单已完成、已关闭或正在售后，不能补发",
                 "The order is finished, closed or in after-sale: nothing is sent again"});
  }
  const v1::Parcel parcel = parcels_.send(
      tx, parcel_of(class_id, order, wish, {lost.lines().begin(), lost.lines().end()}));
  parcels_.replace(tx, lost, parcel.parcel_id());
  order_records::set_waybill(tx, parcel);
  order_events::shipped(tx, class_id, person_id, order, parcel,
                        order.state() == v1::ORDER_STATE_PARTLY_SHIPPED, lost.parcel_id());
  return shown_to(tx, class_id, person_id, order.order_id());
}

v1::Order Orders::confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                          std::int64_t order_id) {
  finish(tx, class_id, person_id,
         require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_CONFIRM));
  return shown_to(tx, class_id, person_id, order_id);
}

void Orders::finish(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    const v1::Order& order) {
  const Millis after_sale_before =
      classroom_.class_now(tx, class_id) +
      classroom_.profile_of(tx, class_id).mall.after_sale.ask_days * base::day;
  if (!order_records::finish(tx, order.order_id(), after_sale_before)) throw moved_on();
  agenda::cancel(tx, class_id, timers::receipt_due, order.order_id());
  const std::int64_t earned = order.amount_fen() - order.refunded_fen();
  if (earned > 0) {
    ledger_.move(tx, {.class_id = class_id,
                      .from = {.owner_id = order.seller_id(), .account = Account::escrow},
                      .to = {.owner_id = order.seller_id(), .account = Account::income},
                      .fen = earned,
                      .cause = "release",
                      .order_id = order.order_id()});
  }
  order_events::finished(tx, class_id, actor, order);
  moved(tx, class_id, order, v1::ORDER_STATE_FINISHED);
  if (finished_) finished_(tx, class_id, order);
}

void Orders::delivered(db::Transaction& tx, std::int64_t class_id, const v1::Parcel& parcel) {
  if (parcel.kind() != v1::PARCEL_KIND_GOODS) return;
  await_receipt(tx, class_id, require(tx, class_id, parcel.order_id()));
}

void Orders::await_receipt(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  agenda::cancel(tx, class_id, timers::receipt_due, order.order_id());
  const bool waits = order.state() == v1::ORDER_STATE_SHIPPED &&
                     !order_rules::in_after_sale(order) && order_rules::has_arrived(order);
  const Millis due = waits ? classroom_.class_now(tx, class_id) +
                                 classroom_.profile_of(tx, class_id).mall.confirm_days * base::day
                           : 0;
  if (due != order.confirm_before_class_at()) {
    order_records::set_confirm_before(tx, order.order_id(), due);
  }
  if (!waits) return;
  agenda::at(tx, ids_, class_id, due, timers::receipt_due, order.order_id());
  if (arrived_) arrived_(tx, class_id, order);
}

void Orders::settle(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    v1::Order order) {
  const v1::OrderState state = order_rules::state_of_paid(order);
  if (state == v1::ORDER_STATE_CLOSED) {
    const order_records::Closing closing{.reason = v1::CLOSE_REASON_REFUNDED, .note = {}};
    if (!order_records::close(tx, order, closing)) throw moved_on();
    agenda::cancel(tx, class_id, timers::ship_due, order.order_id());
    agenda::cancel(tx, class_id, timers::receipt_due, order.order_id());
    campaigns_.give_back(tx, order);
    coupons_.give_back(tx, class_id, order);
    order_events::closed(tx, class_id, actor, order, closing.reason, closing.note);
    moved(tx, class_id, order, v1::ORDER_STATE_CLOSED);
    return;
  }
  if (state != order.state()) {
    if (state == v1::ORDER_STATE_SHIPPED) {
      order.set_shipped_at(tx.now());
      order.set_ship_before_class_at(0);
      agenda::cancel(tx, class_id, timers::ship_due, order.order_id());
    }
    if (!order_records::set_state(tx, order, state)) throw moved_on();
    order.set_state(state);
    moved(tx, class_id, order, state);
  }
  await_receipt(tx, class_id, order);
}

void Orders::open_after_sale(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                             const order_records::OpenAfterSale& opened) {
  if (!order_records::open_after_sale(tx, order_id, opened)) throw moved_on();
  await_receipt(tx, class_id, require(tx, class_id, order_id));
}

void Orders::end_after_sale(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                            const order_records::OpenAfterSale& ended) {
  if (!order_records::end_after_sale(tx, order_id, ended)) throw moved_on();
  await_receipt(tx, class_id, require(tx, class_id, order_id));
}

Orders::Refunded Orders::refunded(v1::Order order, const Refund& refund) {
  v1::OrderLine& line = *order.mutable_lines(refund.line);
  const auto pieces = static_cast<std::int32_t>(refund.pieces);
  const std::int64_t line_fen = order_rules::refund_fen(line, pieces);
  line.set_cancelled(line.cancelled() + (refund.before_shipping ? pieces : 0));
  line.set_refunded(line.refunded() + (refund.before_shipping ? 0 : pieces));
  const bool never_sent = std::ranges::none_of(
      order.lines(), [](const v1::OrderLine& one) { return one.shipped() > 0; });
  const bool with_freight =
      never_sent && order_rules::state_of_paid(order) == v1::ORDER_STATE_CLOSED;
  const std::int64_t fen = line_fen + (with_freight ? order.freight_fen() : 0);
  order.set_refunded_fen(order.refunded_fen() + fen);
  return {.order = std::move(order), .line_fen = line_fen, .fen = fen};
}

std::int64_t Orders::missing_fen(db::Transaction& tx, const Refund& refund) {
  const v1::Order order = require(tx, refund.class_id, refund.order_id);
  // Until then the buyer's money is in escrow.
  if (order.finished_at() == 0) return 0;
  const std::int64_t starting = classroom_.profile_of(tx, refund.class_id).mall.initial_money_fen;
  const Balances seller = ledger_.balances(tx, refund.class_id, order.seller_id(), starting);
  const std::int64_t fen = refunded(order, refund).fen;
  return std::max<std::int64_t>(0, fen - seller.income_fen - seller.wallet_fen);
}

std::int64_t Orders::refund(db::Transaction& tx, const Refund& refund) {
  const v1::Order before = require(tx, refund.class_id, refund.order_id);
  Refunded to = refunded(before, refund);
  const v1::OrderLine& line = to.order.lines(refund.line);
  order_records::refund(tx, refund.order_id,
                        {.line = refund.line,
                         .pieces = refund.pieces,
                         .before_shipping = refund.before_shipping,
                         .restock = refund.restock,
                         .line_fen = to.line_fen,
                         .fen = to.fen});
  give_back_money(tx, refund.class_id, before, to.fen);
  products_.count_sold(tx, line.product_id(), -refund.pieces);
  if (refund.restock) {
    products_.give_back_stock(tx, line, refund.pieces);
    tell_stock(tx, refund.class_id, refund.actor, before);
  }
  order_events::refunded(tx, refund.class_id, refund.actor, to.order,
                         {.after_sale_id = refund.after_sale_id,
                          .product_id = line.product_id(),
                          .pieces = refund.pieces,
                          .fen = to.fen,
                          .restocked = refund.restock});
  settle(tx, refund.class_id, refund.actor, std::move(to.order));
  return to.fen;
}

void Orders::give_back_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order,
                             std::int64_t fen) {
  const std::int64_t starting = classroom_.profile_of(tx, class_id).mall.initial_money_fen;
  const auto give = [&](Account from, std::int64_t part) {
    if (part == 0) return;
    ledger_.give(tx,
                 {.class_id = class_id,
                  .from = {.owner_id = order.seller_id(), .account = from},
                  .to = purse_of(order),
                  .fen = part,
                  .cause = "refund",
                  .order_id = order.order_id()},
                 starting);
  };
  if (order.finished_at() == 0) {
    give(Account::escrow, fen);
    return;
  }
  const Balances seller = ledger_.balances(tx, class_id, order.seller_id(), starting);
  const std::int64_t from_income = std::min(seller.income_fen, fen);
  give(Account::income, from_income);
  give(Account::wallet, fen - from_income);
}

Holder Orders::purse_of(const v1::Order& order) {
  return identity::is_simulated(order.buyer_id())
             ? Holder{.owner_id = 0, .account = Account::simulated}
             : Holder{.owner_id = order.buyer_id(), .account = Account::wallet};
}

void Orders::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(timers::unpaid), [this](db::Transaction& tx, const agenda::Timer& timer) {
    close_unpaid(tx, timer.stream, 0, require(tx, timer.stream, timer.subject),
                 {.reason = v1::CLOSE_REASON_TIMEOUT, .note = {}});
  });
  agenda.on(std::string(timers::ship_due), [this](db::Transaction& tx, const agenda::Timer& timer) {
    if (!order_records::set_late(tx, timer.subject)) return;
    const v1::Order order = require(tx, timer.stream, timer.subject);
    order_events::ship_late(tx, timer.stream, order);
    watcher().order_late(tx, timer.stream, order);
  });
  agenda.on(std::string(timers::receipt_due),
            [this](db::Transaction& tx, const agenda::Timer& timer) {
              finish(tx, timer.stream, 0, require(tx, timer.stream, timer.subject));
            });
}

}  // namespace kaibo::mall
