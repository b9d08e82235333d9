#include "services/supply/returns/returns.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/rules.h"
#include "services/supply/orders/records.h"
#include "services/supply/orders/rules.h"

namespace kaibo::supply {

namespace {

using base::Code;
using base::Error;

constexpr std::string_view inspect_timer = "supply.inspect";

Error no_such_return() { return {Code::not_found, {"没有这张退货单", "There is no such return"}}; }

Error moved_on() {
  return {Code::failed_precondition,
          {"退货单现在的状态不能做这一步，请刷新后按页面上的按钮操作",
           "The return's state does not allow this step; reload and use the buttons shown"}};
}

const v1::SupplyOrderLine* find_line(const v1::SupplyOrder& order, const Stock::Bought& bought) {
  const auto found = std::ranges::find_if(order.lines(), [&](const v1::SupplyOrderLine& line) {
    return rules::is_of(line, bought.product_id, bought.sku_id);
  });
  return found == order.lines().end() ? nullptr : &*found;
}

/// The wished pieces by line, each with what it comes back for.
void fill_lines(const v1::SupplyOrder& order, const v1::AskReturnRequest& wish,
                v1::SupplyReturn& back) {
  std::map<const v1::SupplyOrderLine*, std::int64_t> pieces;
  for (const v1::ReturnLine& line : wish.lines()) {
    base::require(line.quantity() >= 1, "lines",
                  {"退货数量至少为 1", "At least one piece goes back"});
    const v1::SupplyOrderLine* bought = find_line(order, {line.product_id(), line.sku_id()});
    base::require(bought != nullptr, "lines",
                  {"这张代发单里没有这件货品", "This supply order does not hold that good"});
    pieces[bought] += line.quantity();
  }
  base::require(!pieces.empty(), "lines", {"请选择要退的货品", "Choose what goes back"});
  for (const auto& [bought, quantity] : pieces) {
    if (quantity > bought->quantity() - bought->returned()) {
      throw Error(Code::failed_precondition,
                  {"退货数量超过了还能退的件数", "More pieces than can still go back"}, "lines");
    }
    v1::ReturnLine& line = *back.add_lines();
    line.set_product_id(bought->product_id());
    line.set_sku_id(bought->sku_id());
    line.set_quantity(static_cast<std::int32_t>(quantity));
    if (wish.kind() == v1::RETURN_KIND_REFUND) {
      line.set_refund_fen(bought->supply_price_fen() * quantity);
    }
  }
}

}  // namespace

std::int64_t Returns::ask(db::Transaction& tx, std::int64_t seller_id,
                          const v1::AskReturnRequest& wish, std::int64_t after_sale_id) {
  const v1::SupplyOrder order =
      orders_.show(tx, wish.class_id(), seller_id, wish.supply_order_id(), false);
  if (!rules::allowed(order.state(), v1::SUPPLY_ORDER_ACTION_RETURN)) {
    throw Error(Code::failed_precondition,
                {"供货商发货之后才能退货；发货之前请取消代发",
                 "Goods go back after they were sent; before that, cancel the supply order"});
  }
  if (!in_time(tx, wish.class_id(), wish.supply_order_id())) {
    const std::string days =
        std::to_string(classroom_.profile_of(tx, wish.class_id()).supply.return_days);
    throw Error(Code::failed_precondition,
                {"签收已超过 " + days + " 天，供货商不再接受退货",
                 "It was received more than " + days +
                     " days ago; the supplier takes nothing back any more"});
  }
  base::require(wish.kind() == v1::RETURN_KIND_REFUND || wish.kind() == v1::RETURN_KIND_EXCHANGE,
                "kind", {"请选择退货退款或换货", "Choose refund or exchange"});
  const std::string reason = base::tidy(wish.reason());
  const std::int64_t most = classroom_.profile_of(tx, wish.class_id()).supply.reason_max;
  const std::int64_t length = base::utf8_length(reason);
  base::require(length >= 1 && length <= most, "reason",
                {"请写明退货原因（最多 " + std::to_string(most) + " 字）",
                 "Say why it goes back (at most " + std::to_string(most) + " characters)"});
  Found made;
  made.order = order;
  made.back.set_return_id(ids_.next());
  made.back.set_supply_order_id(wish.supply_order_id());
  made.back.set_order_id(order.order_id());
  made.back.set_kind(wish.kind());
  made.back.set_state(v1::RETURN_STATE_ASKED);
  made.back.set_reason(reason);
  made.back.set_asked_at(tx.now());
  made.back.set_after_sale_id(after_sale_id);
  fill_lines(order, wish, made.back);
  order_records::insert(tx, wish.class_id(), made.back);
  tell(tx, wish.class_id(), seller_id, made);
  return made.back.return_id();
}

bool Returns::in_time(db::Transaction& tx, std::int64_t class_id, std::int64_t supply_order_id) {
  const std::int64_t days = classroom_.profile_of(tx, class_id).supply.return_days;
  const std::int64_t received =
      order_records::find(tx, class_id, supply_order_id)->received_class_at;
  return received == 0 || classroom_.class_now(tx, class_id) <= received + days * base::day;
}

void Returns::follow(db::Transaction& tx, std::int64_t class_id,
                     const mall::v1::AfterSale& after_sale) {
  for (const order_records::Stored& part :
       order_records::of_order(tx, class_id, after_sale.order_id())) {
    const std::int64_t id = part.order.supply_order_id();
    const v1::SupplyOrder order = orders_.show(tx, class_id, after_sale.seller_id(), id, false);
    const v1::SupplyOrderLine* line =
        find_line(order, {after_sale.product_id(), after_sale.sku_id()});
    if (line == nullptr || line->quantity() - line->returned() < after_sale.quantity() ||
        !rules::allowed(order.state(), v1::SUPPLY_ORDER_ACTION_RETURN) ||
        !in_time(tx, class_id, id)) {
      continue;
    }
    v1::AskReturnRequest wish;
    wish.set_class_id(class_id);
    wish.set_supply_order_id(id);
    wish.set_kind(after_sale.kind() == mall::v1::AFTER_SALE_KIND_EXCHANGE ? v1::RETURN_KIND_EXCHANGE
                                                                          : v1::RETURN_KIND_REFUND);
    wish.set_reason(after_sale.reason());
    wish.add_lines()->set_product_id(line->product_id());
    wish.mutable_lines(0)->set_sku_id(line->sku_id());
    wish.mutable_lines(0)->set_quantity(after_sale.quantity());
    ask(tx, after_sale.seller_id(), wish, after_sale.after_sale_id());
  }
}

std::int64_t Returns::send(db::Transaction& tx, std::int64_t seller_id,
                           const v1::SendReturnRequest& wish) {
  Found found = require_own(tx, wish.class_id(), seller_id, wish.return_id());
  const std::string waybill = base::tidy(wish.waybill());
  mall::rules::check_waybill(classroom_.profile_of(tx, wish.class_id()).mall, wish.courier(),
                             waybill);
  if (!order_records::move(tx, wish.return_id(), v1::RETURN_STATE_ASKED, v1::RETURN_STATE_SENT)) {
    throw moved_on();
  }
  order_records::set_sent(tx, wish.return_id(), wish.courier(), waybill);
  const v1::Behaviour behaviour =
      market_.require_supplier(tx, wish.class_id(), found.order.supplier_id()).behaviour();
  agenda::at(tx, ids_, wish.class_id(),
             classroom_.class_now(tx, wish.class_id()) + behaviour.inspect_minutes() * base::minute,
             inspect_timer, wish.return_id());
  found.back.set_state(v1::RETURN_STATE_SENT);
  tell(tx, wish.class_id(), seller_id, found);
  return found.order.supply_order_id();
}

std::int64_t Returns::cancel(db::Transaction& tx, std::int64_t seller_id,
                             const v1::CancelReturnRequest& wish) {
  Found found = require_own(tx, wish.class_id(), seller_id, wish.return_id());
  if (!order_records::move(tx, wish.return_id(), v1::RETURN_STATE_ASKED,
                           v1::RETURN_STATE_CANCELLED)) {
    throw moved_on();
  }
  found.back.set_state(v1::RETURN_STATE_CANCELLED);
  tell(tx, wish.class_id(), seller_id, found);
  return found.order.supply_order_id();
}

void Returns::inspect(db::Transaction& tx, const agenda::Timer& timer) {
  const std::optional<v1::SupplyReturn> stored =
      order_records::find_return(tx, timer.stream, timer.subject);
  if (!stored) return;
  Found found{.back = *stored,
              .order = orders_.show(tx, timer.stream, 0, stored->supply_order_id(), true)};
  const v1::Behaviour behaviour =
      market_.require_supplier(tx, timer.stream, found.order.supplier_id()).behaviour();
  v1::ReturnState state = found.back.kind() == v1::RETURN_KIND_REFUND ? v1::RETURN_STATE_REFUNDED
                                                                      : v1::RETURN_STATE_RESENT;
  if (rules::strikes(timer.subject, 0, "reject", behaviour.reject_percent())) {
    state = v1::RETURN_STATE_REJECTED;
  }
  if (!order_records::move(tx, timer.subject, v1::RETURN_STATE_SENT, state)) return;
  found.back.set_state(state);
  if (state == v1::RETURN_STATE_RESENT) {
    const rules::Parcel parcel =
        rules::parcel_of(classroom_.profile_of(tx, timer.stream).mall, timer.subject, 0);
    order_records::set_resent(tx, timer.subject, parcel.courier, parcel.waybill);
  }
  if (state == v1::RETURN_STATE_REFUNDED) {
    std::int64_t refund_fen = 0;
    for (const v1::ReturnLine& line : found.back.lines()) {
      refund_fen += line.refund_fen();
      stock_.give_back(tx, 0, found.order.order_id(), {line.product_id(), line.sku_id()},
                       line.quantity());
    }
    orders_.refund(tx, timer.stream, found.order, refund_fen);
    found.back.set_refund_fen(refund_fen);
  }
  tell(tx, timer.stream, 0, found);
}

Returns::Found Returns::require_own(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t seller_id, std::int64_t return_id) {
  std::optional<v1::SupplyReturn> back = order_records::find_return(tx, class_id, return_id);
  if (!back) throw no_such_return();
  v1::SupplyOrder order = orders_.show(tx, class_id, seller_id, back->supply_order_id(), true);
  if (order.seller_id() != seller_id) throw no_such_return();
  return {.back = *std::move(back), .order = std::move(order)};
}

void Returns::tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const Found& found) {
  event::v1::Event event;
  event::v1::SupplyReturnMoved& said = *event.mutable_supply_return_moved();
  said.set_return_id(found.back.return_id());
  said.set_supply_order_id(found.back.supply_order_id());
  said.set_order_id(found.order.order_id());
  said.set_seller_id(found.order.seller_id());
  said.set_kind(static_cast<int>(found.back.kind()));
  said.set_state(static_cast<int>(found.back.state()));
  int pieces = 0;
  for (const v1::ReturnLine& line : found.back.lines()) pieces += line.quantity();
  said.set_pieces(pieces);
  said.set_refund_fen(found.back.refund_fen());
  said.set_after_sale_id(found.back.after_sale_id());
  classroom::happened(tx, class_id, actor, {classroom::user_topic(found.order.seller_id()), {}},
                      event);
}

void Returns::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(inspect_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) { inspect(tx, timer); });
}

}  // namespace kaibo::supply
