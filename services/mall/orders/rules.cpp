#include "services/mall/orders/rules.h"

#include <algorithm>
#include <map>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::mall::order_rules {

namespace {

bool is_paid(v1::OrderState state) {
  return state != v1::ORDER_STATE_PENDING_PAY && state != v1::ORDER_STATE_CLOSED;
}

bool waits_for_shipping(v1::OrderState state) {
  return state == v1::ORDER_STATE_PAID || state == v1::ORDER_STATE_PARTLY_SHIPPED;
}

bool any_line(const v1::Order& order, bool (*holds)(const v1::OrderLine&)) {
  return std::ranges::any_of(order.lines(), holds);
}

std::vector<v1::OrderAction> buyers_actions(const v1::Order& order) {
  std::vector<v1::OrderAction> actions;
  if (order.state() == v1::ORDER_STATE_PENDING_PAY) {
    actions = {v1::ORDER_ACTION_PAY, v1::ORDER_ACTION_CANCEL};
  }
  if (order.state() == v1::ORDER_STATE_SHIPPED && !in_after_sale(order)) {
    actions.push_back(v1::ORDER_ACTION_CONFIRM);
  }
  if (any_line(order, [](const v1::OrderLine& line) { return !line.after_sale_kinds().empty(); })) {
    actions.push_back(v1::ORDER_ACTION_ASK_AFTER_SALE);
  }
  return actions;
}

std::vector<v1::OrderAction> sellers_actions(const v1::Order& order) {
  std::vector<v1::OrderAction> actions;
  if (order.state() == v1::ORDER_STATE_PENDING_PAY) {
    actions = {v1::ORDER_ACTION_CHANGE_PRICE, v1::ORDER_ACTION_CANCEL};
  }
  if (waits_for_shipping(order.state()) &&
      any_line(order, [](const v1::OrderLine& line) { return line.to_ship() > 0; })) {
    actions.push_back(v1::ORDER_ACTION_SHIP);
  }
  actions.push_back(v1::ORDER_ACTION_REMARK);
  return actions;
}

void check_length(std::string_view text, classroom::Range range, std::string_view field) {
  base::require(range.holds(base::utf8_length(text)), field,
                {"请填写 " + range.text() + " 个字", "It needs " + range.text() + " characters"});
}

}  // namespace

Party party_of(const v1::Order& order, std::int64_t person_id) {
  if (order.buyer_id() == person_id) return Party::buyer;
  if (order.seller_id() == person_id) return Party::seller;
  return Party::other;
}

std::int64_t unsent(const v1::OrderLine& line) {
  return line.quantity() - line.shipped() - line.cancelled();
}

std::int64_t kept(const v1::OrderLine& line) { return line.shipped() - line.refunded(); }

std::int64_t given_up(const v1::OrderLine& line) { return line.cancelled() + line.refunded(); }

std::int64_t paid_fen(const v1::OrderLine& line) {
  return line.price_fen() * line.quantity() - line.promotion_fen() - line.discount_fen() +
         line.change_fen();
}

std::int64_t refund_fen(const v1::OrderLine& line, std::int64_t pieces) {
  const std::int64_t paid = paid_fen(line);
  const std::int64_t before = given_up(line);
  return paid * (before + pieces) / line.quantity() - paid * before / line.quantity();
}

v1::OrderState state_of_paid(const v1::Order& order) {
  const auto all_given_up = [](const v1::OrderLine& line) {
    return given_up(line) == line.quantity();
  };
  if (std::ranges::all_of(order.lines(), all_given_up)) return v1::ORDER_STATE_CLOSED;
  if (order.state() == v1::ORDER_STATE_FINISHED) return v1::ORDER_STATE_FINISHED;
  if (!any_line(order, [](const v1::OrderLine& line) { return unsent(line) > 0; })) {
    return v1::ORDER_STATE_SHIPPED;
  }
  return any_line(order, [](const v1::OrderLine& line) { return line.shipped() > 0; })
             ? v1::ORDER_STATE_PARTLY_SHIPPED
             : v1::ORDER_STATE_PAID;
}

bool has_arrived(const v1::Order& order) {
  std::map<std::int32_t, std::int64_t> arrived;
  for (const v1::Parcel& parcel : order.parcels()) {
    const bool delivered =
        parcel.kind() == v1::PARCEL_KIND_GOODS && parcel.state() == v1::TRACK_STATE_DELIVERED;
    for (const v1::ParcelLine& line : parcel.lines()) {
      if (delivered) arrived[line.line()] += line.quantity();
    }
  }
  return std::ranges::all_of(order.lines(), [&](const v1::OrderLine& line) {
    return arrived[line.line()] >= line.quantity() - given_up(line);
  });
}

bool in_after_sale(const v1::Order& order) {
  return any_line(order, [](const v1::OrderLine& line) { return line.after_sale_id() != 0; });
}

std::vector<v1::OrderAction> allowed_actions(const v1::Order& order, Party party) {
  switch (party) {
    case Party::buyer:
      return buyers_actions(order);
    case Party::seller:
      return sellers_actions(order);
    default:
      return {};
  }
}

bool allowed(const v1::Order& order, Party party, v1::OrderAction action) {
  const std::vector<v1::OrderAction> actions = allowed_actions(order, party);
  return std::ranges::find(actions, action) != actions.end();
}

std::vector<v1::AfterSaleKind> after_sale_kinds(const classroom::AfterSaleRules& rules,
                                                const v1::Order& order, const v1::OrderLine& line,
                                                base::Millis class_now) {
  const bool too_late =
      order.state() == v1::ORDER_STATE_FINISHED && class_now > order.after_sale_before_class_at();
  if (!is_paid(order.state()) || too_late || line.after_sale_id() != 0 ||
      line.after_sales_asked() >= rules.most_for_a_line) {
    return {};
  }
  std::vector<v1::AfterSaleKind> kinds;
  for (const auto kind :
       {v1::AFTER_SALE_KIND_REFUND, v1::AFTER_SALE_KIND_RETURN, v1::AFTER_SALE_KIND_EXCHANGE}) {
    if (after_sale_pieces(line, kind) > 0) kinds.push_back(kind);
  }
  return kinds;
}

std::int64_t after_sale_pieces(const v1::OrderLine& line, v1::AfterSaleKind kind) {
  // What was not sent needs no way back, so it comes first.
  if (kind == v1::AFTER_SALE_KIND_REFUND && unsent(line) > 0) return unsent(line);
  return kept(line);
}

void change_price(const classroom::OrderRules& rules, std::int64_t amount_fen, v1::Order& order) {
  const std::int64_t freight = order.freight_fen();
  const std::int64_t before = order.amount_fen() - order.change_fen() - freight;
  const classroom::Range percent = rules.price_change_percent;
  // Rounded up, so that an order that costs something does not become one that costs nothing.
  const std::int64_t least = (before * percent.min + 99) / 100 + freight;
  const std::int64_t most = before * percent.max / 100 + freight;
  base::require(least <= amount_fen && amount_fen <= most, "amount_fen",
                {"这张订单可以改到 ¥" + base::yuan(least) + "–¥" + base::yuan(most),
                 "This order's amount can be ¥" + base::yuan(least) + " to ¥" + base::yuan(most)});
  if (before == 0) return;
  // What falls on the lines up to each one, rounded down, less what fell on those before.
  const std::int64_t goods = amount_fen - freight;
  std::int64_t up_to_here = 0;
  std::int64_t given = 0;
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_change_fen(0);
    const std::int64_t cost = paid_fen(line);
    up_to_here += cost;
    const std::int64_t due = goods * up_to_here / before;
    line.set_change_fen(due - given - cost);
    given = due;
  }
  order.set_change_fen(goods - before);
  order.set_amount_fen(amount_fen);
}

void check_reason(const classroom::OrderRules& rules, std::string_view reason) {
  check_length(reason, {1, rules.reason_max}, "reason");
}

void check_remark(const classroom::OrderRules& rules, std::string_view remark) {
  check_length(remark, {0, rules.remark_max}, "remark");
}

std::vector<v1::ParcelLine> parcel_lines(
    const v1::Order& order, const google::protobuf::RepeatedPtrField<v1::ParcelLine>& wished) {
  std::map<std::int32_t, std::int64_t> pieces;
  for (const v1::ParcelLine& line : wished) {
    base::require(line.quantity() > 0, "lines",
                  {"每种至少发 1 件", "Ship at least one piece of each"});
    pieces[line.line()] += line.quantity();
  }
  std::vector<v1::ParcelLine> lines;
  for (const v1::OrderLine& line : order.lines()) {
    const std::int64_t quantity = wished.empty() ? line.to_ship() : pieces[line.line()];
    base::require(
        quantity <= line.to_ship(), "lines",
        {"“" + line.title() + "”现在只能发 " + std::to_string(line.to_ship()) + " 件",
         "Of “" + line.title() + "” " + std::to_string(line.to_ship()) + " can be shipped now"});
    pieces.erase(line.line());
    if (quantity == 0) continue;
    v1::ParcelLine& packed = lines.emplace_back();
    packed.set_line(line.line());
    packed.set_quantity(static_cast<std::int32_t>(quantity));
  }
  base::require(pieces.empty() && !lines.empty(), "lines",
                {"请选择要发的宝贝", "Choose what goes into the parcel"});
  return lines;
}

bool is_about(const event::v1::Event& event, std::int64_t order_id) {
  const auto& as_message = static_cast<const google::protobuf::Message&>(event);
  const google::protobuf::OneofDescriptor* oneof = event.GetDescriptor()->oneof_decl(0);
  const auto* reflection = as_message.GetReflection();
  const google::protobuf::FieldDescriptor* field =
      reflection->GetOneofFieldDescriptor(as_message, oneof);
  if (field == nullptr) return false;
  const google::protobuf::Message& body = reflection->GetMessage(as_message, field);
  const google::protobuf::FieldDescriptor* id = body.GetDescriptor()->FindFieldByName("order_id");
  return id != nullptr && body.GetReflection()->GetInt64(body, id) == order_id;
}

}  // namespace kaibo::mall::order_rules
