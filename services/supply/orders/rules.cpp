#include "services/supply/orders/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "common/base/mixed.h"
#include "services/mall/orders/rules.h"

namespace kaibo::supply::rules {

namespace {

std::uint64_t drawn(std::int64_t id, std::int64_t attempt, std::string_view what) {
  std::uint64_t x = 0;
  for (const char c : what) x = base::mixed(x ^ static_cast<unsigned char>(c));
  x = base::mixed(x ^ static_cast<std::uint64_t>(id));
  return base::mixed(x ^ static_cast<std::uint64_t>(attempt));
}

void add(v1::Profit& sum, std::int64_t income, std::int64_t cost) {
  sum.set_income_fen(sum.income_fen() + income);
  sum.set_cost_fen(sum.cost_fen() + cost);
  sum.set_net_fen(sum.income_fen() - sum.cost_fen());
}

bool is_same(const v1::ReturnLine& back, const v1::SupplyOrderLine& line) {
  return back.product_id() == line.product_id() && back.sku_id() == line.sku_id();
}

/// What came back for a line's goods.
std::int64_t refunded_of(const v1::SupplyOrder& order, const v1::SupplyOrderLine& of) {
  std::int64_t fen = 0;
  for (const v1::SupplyReturn& back : order.returns()) {
    if (back.state() != v1::RETURN_STATE_REFUNDED) continue;
    for (const v1::ReturnLine& line : back.lines()) {
      if (is_same(line, of)) fen += line.refund_fen();
    }
  }
  return fen;
}

/// What each line of an order has cost, its share of the freight included.
std::vector<std::int64_t> costs_of_lines(const v1::SupplyOrder& order) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(order.lines_size()), 0);
  if (!costs(order.state())) return all;
  std::int64_t freight_left = order.freight_fen();
  for (int i = order.lines_size() - 1; i >= 0; --i) {
    const v1::SupplyOrderLine& line = order.lines(i);
    const std::int64_t goods = line.supply_price_fen() * line.quantity();
    const std::int64_t share =
        i == 0 ? freight_left
               : order.freight_fen() * goods / std::max<std::int64_t>(1, order.goods_fen());
    freight_left -= share;
    all[static_cast<std::size_t>(i)] = goods + share - refunded_of(order, line);
  }
  return all;
}

}  // namespace

bool may_become(v1::SupplyOrderState from, v1::SupplyOrderState to) {
  switch (to) {
    case v1::SUPPLY_ORDER_STATE_CAPTURED:
      return from == v1::SUPPLY_ORDER_STATE_WAITING || from == v1::SUPPLY_ORDER_STATE_UNFILLED;
    case v1::SUPPLY_ORDER_STATE_PREPARING:
      return from == v1::SUPPLY_ORDER_STATE_CAPTURED;
    case v1::SUPPLY_ORDER_STATE_SHIPPED:
    case v1::SUPPLY_ORDER_STATE_UNFILLED:
      return from == v1::SUPPLY_ORDER_STATE_PREPARING;
    case v1::SUPPLY_ORDER_STATE_RECEIVED:
      return from == v1::SUPPLY_ORDER_STATE_SHIPPED;
    case v1::SUPPLY_ORDER_STATE_CANCELLED:
      return from == v1::SUPPLY_ORDER_STATE_WAITING || from == v1::SUPPLY_ORDER_STATE_CAPTURED ||
             from == v1::SUPPLY_ORDER_STATE_PREPARING || from == v1::SUPPLY_ORDER_STATE_UNFILLED;
    default:
      return false;
  }
}

std::vector<v1::SupplyOrderAction> allowed_actions(v1::SupplyOrderState state) {
  std::vector<v1::SupplyOrderAction> actions;
  if (may_become(state, v1::SUPPLY_ORDER_STATE_CAPTURED)) {
    actions.push_back(v1::SUPPLY_ORDER_ACTION_CAPTURE);
  }
  if (may_become(state, v1::SUPPLY_ORDER_STATE_CANCELLED)) {
    actions.push_back(v1::SUPPLY_ORDER_ACTION_CANCEL);
  }
  if (state == v1::SUPPLY_ORDER_STATE_SHIPPED || state == v1::SUPPLY_ORDER_STATE_RECEIVED) {
    actions.push_back(v1::SUPPLY_ORDER_ACTION_RETURN);
  }
  return actions;
}

bool allowed(v1::SupplyOrderState state, v1::SupplyOrderAction action) {
  const std::vector<v1::SupplyOrderAction> actions = allowed_actions(state);
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

bool strikes(std::int64_t id, std::int64_t attempt, std::string_view what, std::int64_t percent) {
  return static_cast<std::int64_t>(drawn(id, attempt, what) % 100) < percent;
}

Parcel parcel_of(const classroom::MallRules& rules, std::int64_t id, std::int64_t attempt) {
  const std::uint64_t number = drawn(id, attempt, "parcel");
  constexpr std::uint64_t twelve_digits = 1'000'000'000'000ULL;
  const std::string digits = std::to_string(twelve_digits + number % twelve_digits).substr(1);
  return {.courier = rules.couriers[number % rules.couriers.size()], .waybill = "GX" + digits};
}

std::int64_t total_of(const v1::SupplyOrder& order) {
  return order.goods_fen() + order.freight_fen();
}

bool costs(v1::SupplyOrderState state) {
  return state == v1::SUPPLY_ORDER_STATE_CAPTURED || state == v1::SUPPLY_ORDER_STATE_PREPARING ||
         state == v1::SUPPLY_ORDER_STATE_SHIPPED || state == v1::SUPPLY_ORDER_STATE_RECEIVED;
}

bool is_asked_back(const v1::SupplyOrder& order, const mall::v1::Order& bought) {
  for (const v1::SupplyOrderLine& line : order.lines()) {
    for (const mall::v1::OrderLine& wanted : bought.lines()) {
      if (is_of(line, wanted.product_id(), wanted.sku_id()) &&
          wanted.to_ship() < mall::order_rules::unsent(wanted)) {
        return true;
      }
    }
  }
  return false;
}

bool is_of(const v1::SupplyOrderLine& line, std::int64_t product_id, std::int64_t sku_id) {
  return line.product_id() == product_id && (line.sku_id() == 0 || line.sku_id() == sku_id);
}

std::int64_t accepted_price(const v1::Link& link, const v1::SupplyOrderLine& line) {
  for (const v1::LinkSku& sku : link.skus()) {
    if (sku.sku_id() == line.sku_id() && sku.good_sku_id() == line.good_sku_id()) {
      return sku.accepted_price_fen();
    }
  }
  return link.accepted_price_fen();
}

std::int32_t returned(const v1::SupplyOrder& order, const v1::SupplyOrderLine& of) {
  std::int32_t pieces = 0;
  for (const v1::SupplyReturn& back : order.returns()) {
    if (back.state() == v1::RETURN_STATE_CANCELLED || back.state() == v1::RETURN_STATE_REJECTED) {
      continue;
    }
    for (const v1::ReturnLine& line : back.lines()) {
      if (is_same(line, of)) pieces += line.quantity();
    }
  }
  return pieces;
}

std::string finding_of(std::int64_t return_id) {
  constexpr std::array<std::string_view, 3> findings = {"damaged", "incomplete", "used"};
  return std::string(findings[drawn(return_id, 0, "finding") % findings.size()]);
}

v1::GetProfitResponse profit(const std::vector<v1::SupplyOrder>& orders) {
  v1::GetProfitResponse report;
  std::map<std::pair<std::int64_t, std::int64_t>, v1::ProductProfit> products;
  for (const v1::SupplyOrder& order : orders) {
    if (order.state() == v1::SUPPLY_ORDER_STATE_CANCELLED) continue;
    v1::OrderProfit& row = *report.add_orders();
    row.set_supply_order_id(order.supply_order_id());
    row.set_order_id(order.order_id());
    row.set_supplier_name(order.supplier_name());
    row.set_state(order.state());
    row.set_created_at(order.created_at());
    if (!order.lines().empty()) {
      row.set_title(order.lines(0).title());
      row.set_specification(order.lines(0).specification());
    }
    row.mutable_profit()->set_orders(1);
    const std::vector<std::int64_t> line_costs = costs_of_lines(order);
    for (int i = 0; i < order.lines_size(); ++i) {
      const v1::SupplyOrderLine& line = order.lines(i);
      const std::int64_t cost = line_costs[static_cast<std::size_t>(i)];
      v1::ProductProfit& product = products[{line.product_id(), line.sku_id()}];
      product.set_product_id(line.product_id());
      product.set_sku_id(line.sku_id());
      product.set_title(line.title());
      product.set_specification(line.specification());
      for (v1::Profit* sum :
           {row.mutable_profit(), product.mutable_profit(), report.mutable_shop()}) {
        add(*sum, line.income_fen(), cost);
        sum->set_pieces(sum->pieces() + line.quantity());
      }
      product.mutable_profit()->set_orders(product.profit().orders() + 1);
    }
    report.mutable_shop()->set_orders(report.shop().orders() + 1);
  }
  for (auto& [id, product] : products) *report.add_products() = std::move(product);
  return report;
}

}  // namespace kaibo::supply::rules
