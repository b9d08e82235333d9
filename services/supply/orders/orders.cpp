#include "services/supply/orders/orders.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/supply/links/records.h"
#include "services/supply/orders/rules.h"
#include "services/supply/orders/timers.h"

namespace kaibo::supply {

namespace {

using base::Code;
using base::Error;
using base::Millis;
using mall::Account;

constexpr int default_page = 50;
constexpr int largest_page = 200;

Error not_found() { return {Code::not_found, {"没有这张代发单", "There is no such supply order"}}; }

/// What the buyer pays for all pieces of a line.
std::int64_t income_of(const mall::v1::Order& order, const v1::SupplyOrderLine& line) {
  std::int64_t fen = 0;
  for (const mall::v1::OrderLine& bought : order.lines()) {
    if (rules::is_of(line, bought.product_id(), bought.sku_id())) fen += bought.paid_fen();
  }
  return fen;
}

const mall::v1::OrderLine& bought_as(const mall::v1::Order& order,
                                     const v1::SupplyOrderLine& line) {
  return *std::ranges::find_if(order.lines(), [&](const mall::v1::OrderLine& bought) {
    return rules::is_of(line, bought.product_id(), bought.sku_id());
  });
}

Stock::Bought bought_of(const v1::SupplyOrderLine& line) {
  return {.product_id = line.product_id(), .sku_id = line.sku_id()};
}

}  // namespace

void Orders::moved(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order) {
  if (order.state() == mall::v1::ORDER_STATE_PAID) {
    create(tx, class_id, order);
    return;
  }
  std::vector<Stored> parts = order_records::of_order(tx, class_id, order.order_id());
  // Closed, or sent by the seller from elsewhere.
  const bool is_over = order.state() == mall::v1::ORDER_STATE_CLOSED ||
                       order.state() == mall::v1::ORDER_STATE_SHIPPED;
  for (Stored& part : parts) {
    if (order.state() == mall::v1::ORDER_STATE_FINISHED) {
      if (!order_records::move(tx, part.order.supply_order_id(), v1::SUPPLY_ORDER_STATE_SHIPPED,
                               v1::SUPPLY_ORDER_STATE_RECEIVED)) {
        continue;
      }
      order_records::set_received(tx, part.order.supply_order_id(),
                                  classroom_.class_now(tx, class_id));
      part.order.set_state(v1::SUPPLY_ORDER_STATE_RECEIVED);
      tell(tx, class_id, 0, part, 0, 0);
    } else if (is_over && rules::may_become(part.order.state(), v1::SUPPLY_ORDER_STATE_CANCELLED)) {
      cancel(tx, class_id, 0, part);
    }
  }
  if (order.state() != mall::v1::ORDER_STATE_CLOSED || !parts.empty()) return;
  for (const stock_records::Taken& taken : Stock::taken_by(tx, order.order_id())) {
    stock_.give_back(tx, 0, order.order_id(), {taken.product_id, taken.sku_id}, taken.pieces);
  }
}

void Orders::buyer_refunded(db::Transaction& tx, std::int64_t class_id,
                            const mall::v1::AfterSale& after_sale) {
  for (Stored& part : order_records::of_order(tx, class_id, after_sale.order_id())) {
    for (const v1::SupplyOrderLine& line : part.order.lines()) {
      if (!rules::is_of(line, after_sale.product_id(), after_sale.sku_id())) continue;
      order_records::add_income_back(tx, part.order.supply_order_id(), line,
                                     after_sale.refund_fen());
      if (after_sale.before_shipping() &&
          rules::may_become(part.order.state(), v1::SUPPLY_ORDER_STATE_CANCELLED)) {
        drop(tx, class_id, part, line, after_sale.quantity());
      }
    }
  }
}

void Orders::drop(db::Transaction& tx, std::int64_t class_id, Stored& stored,
                  const v1::SupplyOrderLine& line, std::int64_t wished) {
  const std::int64_t pieces = std::min<std::int64_t>(wished, line.quantity());
  const bool is_all =
      std::ranges::all_of(stored.order.lines(), [&](const v1::SupplyOrderLine& one) {
        return one.quantity() == (bought_of(one) == bought_of(line) ? pieces : 0);
      });
  if (is_all) {
    cancel(tx, class_id, 0, stored);
    return;
  }
  const std::int64_t fen = line.supply_price_fen() * pieces;
  order_records::drop_pieces(tx, stored.order.supply_order_id(), line, pieces, fen);
  const std::int64_t back = rules::costs(stored.order.state()) ? fen : 0;
  refund(tx, class_id, stored.order, back);
  stock_.give_back(tx, 0, stored.order.order_id(), bought_of(line), pieces);
  tell(tx, class_id, 0, stored, 0, back);
}

void Orders::create(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order) {
  std::map<std::int64_t, std::vector<stock_records::Taken>> by_supplier;
  for (const stock_records::Taken& taken : Stock::taken_by(tx, order.order_id())) {
    by_supplier[market_.require(tx, class_id, taken.good_id).supplier_id()].push_back(taken);
  }
  if (by_supplier.empty()) return;
  const bool automatic =
      links_.settings(tx, class_id, order.seller_id()).capture() == v1::CAPTURE_AUTOMATIC;
  for (const auto& [supplier_id, pieces] : by_supplier) {
    Stored stored = draft(tx, class_id, order, pieces);
    stored.order.set_supplier_id(supplier_id);
    stored.order.set_hold(v1::HOLD_BY_HAND);
    order_records::insert(tx, class_id, stored);

    event::v1::Event event;
    event::v1::SupplyOrderCreated& said = *event.mutable_supply_order_created();
    said.set_supply_order_id(stored.order.supply_order_id());
    said.set_order_id(order.order_id());
    said.set_seller_id(order.seller_id());
    said.set_supplier_id(supplier_id);
    said.set_supplier_name(stored.order.supplier_name());
    said.set_title(stored.order.lines(0).title());
    int count = 0;
    for (const v1::SupplyOrderLine& line : stored.order.lines()) count += line.quantity();
    said.set_pieces(count);
    said.set_amount_fen(rules::total_of(stored.order));
    said.set_buyer_id(order.buyer_id());
    classroom::happened(tx, class_id, order.buyer_id(),
                        {classroom::user_topic(order.seller_id()), {}}, event);
    if (!automatic) continue;
    v1::Hold hold = hindrance(tx, class_id, stored.order);
    if (!price_accepted(tx, class_id, stored.order)) hold = v1::HOLD_PRICE_CHANGED;
    if (hold == v1::HOLD_UNSPECIFIED) {
      hand_over(tx, class_id, stored, true);
    } else {
      stored.order.set_hold(hold);
      order_records::set_hold(tx, stored.order.supply_order_id(), hold);
      tell(tx, class_id, 0, stored, 0, 0);
    }
  }
}

Orders::Stored Orders::draft(db::Transaction& tx, std::int64_t class_id,
                             const mall::v1::Order& order,
                             const std::vector<stock_records::Taken>& pieces) {
  Stored stored{.order = {}, .buyer_id = order.buyer_id()};
  v1::SupplyOrder& made = stored.order;
  made.set_supply_order_id(ids_.next());
  made.set_order_id(order.order_id());
  made.set_seller_id(order.seller_id());
  made.set_state(v1::SUPPLY_ORDER_STATE_WAITING);
  made.set_created_at(tx.now());
  for (const stock_records::Taken& taken : pieces) {
    v1::SupplyOrderLine& line = *made.add_lines();
    line.set_product_id(taken.product_id);
    line.set_sku_id(taken.sku_id);
    line.set_good_id(taken.good_id);
    line.set_good_sku_id(taken.good_sku_id);
    const mall::v1::OrderLine& bought = bought_as(order, line);
    line.set_title(bought.title());
    line.set_picture(bought.picture());
    line.set_specification(Market::name_of(tx, taken.good_sku_id).value_or(bought.specification()));
    line.set_quantity(static_cast<std::int32_t>(taken.pieces));
    line.set_income_fen(income_of(order, line));
  }
  price(tx, class_id, made);
  return stored;
}

void Orders::price(db::Transaction& tx, std::int64_t class_id, v1::SupplyOrder& order) {
  std::int64_t goods_fen = 0;
  for (v1::SupplyOrderLine& line : *order.mutable_lines()) {
    const v1::Good good = market_.require(tx, class_id, line.good_id());
    line.set_supply_price_fen(Market::price_of(tx, good, line.good_sku_id()));
    goods_fen += line.supply_price_fen() * line.quantity();
    order.set_freight_fen(good.freight_fen());
    order.set_supplier_name(good.supplier_name());
  }
  order.set_goods_fen(goods_fen);
}

bool Orders::price_accepted(db::Transaction& tx, std::int64_t class_id,
                            const v1::SupplyOrder& order) {
  return std::ranges::all_of(order.lines(), [&](const v1::SupplyOrderLine& line) {
    const std::optional<v1::Link> link = link_records::find(tx, class_id, line.product_id());
    return link && rules::accepted_price(*link, line) == line.supply_price_fen();
  });
}

v1::Hold Orders::hindrance(db::Transaction& tx, std::int64_t class_id,
                           const v1::SupplyOrder& order) {
  std::map<std::int64_t, std::int64_t> pieces_by_good;
  for (const v1::SupplyOrderLine& line : order.lines()) {
    pieces_by_good[line.good_id()] += line.quantity();
  }
  const bool enough = std::ranges::all_of(pieces_by_good, [&](const auto& of_good) {
    return of_good.second >= market_.require(tx, class_id, of_good.first).min_quantity();
  });
  if (!enough) return v1::HOLD_MINIMUM;
  return money_of(tx, class_id, order.seller_id()) < rules::total_of(order)
             ? v1::HOLD_SHORT_OF_MONEY
             : v1::HOLD_UNSPECIFIED;
}

std::int64_t Orders::money_of(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id) {
  const mall::Balances has = mall_.ledger.balances(
      tx, class_id, seller_id, classroom_.profile_of(tx, class_id).mall.initial_money_fen);
  return has.income_fen + has.wallet_fen;
}

v1::SupplyOrder Orders::capture(db::Transaction& tx, std::int64_t seller_id,
                                const v1::CaptureOrderRequest& wish) {
  Stored stored = require_own(tx, wish.class_id(), seller_id, wish.supply_order_id(),
                              v1::SUPPLY_ORDER_ACTION_CAPTURE);
  price(tx, wish.class_id(), stored.order);
  const std::int64_t cost = rules::total_of(stored.order);
  if (cost != wish.expected_fen()) {
    throw Error(Code::aborted, {"供货价刚刚变了，现在要付 ¥" + base::yuan(cost) + "，请看过再抓取",
                                "The supply price has just changed: it costs ¥" + base::yuan(cost) +
                                    " now; look again before you capture"});
  }
  const v1::Hold hold = hindrance(tx, wish.class_id(), stored.order);
  if (hold == v1::HOLD_MINIMUM) {
    throw Error(Code::failed_precondition,
                {"数量不到供货商的起订量：请自行备货发货，或与买家协商退款",
                 "Fewer pieces than the supplier delivers at least: send them from elsewhere, or "
                 "refund the buyer"});
  }
  if (hold == v1::HOLD_SHORT_OF_MONEY) {
    const std::int64_t has = money_of(tx, wish.class_id(), seller_id);
    throw Error(
        Code::failed_precondition,
        {"货款不足：需要 ¥" + base::yuan(cost) + "，现在只有 ¥" + base::yuan(has) +
             "。等买家确认收货后再抓取，或取消代发",
         "Not enough money: ¥" + base::yuan(cost) + " is needed, you have ¥" + base::yuan(has) +
             ". Capture it when buyers have confirmed other orders, or cancel it"});
  }
  hand_over(tx, wish.class_id(), stored, false);
  return shown(tx, wish.class_id(), seller_id, wish.supply_order_id());
}

void Orders::hand_over(db::Transaction& tx, std::int64_t class_id, Stored& stored, bool automatic) {
  v1::SupplyOrder& order = stored.order;
  const v1::Behaviour behaviour =
      market_.require_supplier(tx, class_id, order.supplier_id()).behaviour();
  if (!order_records::move(tx, order.supply_order_id(), order.state(),
                           v1::SUPPLY_ORDER_STATE_CAPTURED)) {
    throw not_found();
  }
  order.set_state(v1::SUPPLY_ORDER_STATE_CAPTURED);
  order.set_hold(v1::HOLD_UNSPECIFIED);
  order.set_automatic(automatic);
  const Millis accepts =
      classroom_.class_now(tx, class_id) + behaviour.accept_minutes() * base::minute;
  order.set_due_class_at(accepts + behaviour.prepare_minutes() * base::minute);
  pay(tx, class_id, order);
  order_records::set_captured(tx, order);
  agenda::at(tx, ids_, class_id, accepts, timers::prepare, order.supply_order_id());
  tell(tx, class_id, automatic ? 0 : order.seller_id(), stored, rules::total_of(order), 0);
}

void Orders::pay(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order) {
  const std::int64_t starting_fen = classroom_.profile_of(tx, class_id).mall.initial_money_fen;
  const std::int64_t income =
      mall_.ledger.balances(tx, class_id, order.seller_id(), starting_fen).income_fen;
  mall::Ledger::Transfer transfer{
      .class_id = class_id,
      .from = {.owner_id = order.seller_id(), .account = Account::income},
      .to = {.owner_id = order.supplier_id(), .account = Account::supplier},
      .fen = std::min(income, rules::total_of(order)),
      .cause = "supply",
      .order_id = order.supply_order_id()};
  if (transfer.fen > 0) mall_.ledger.move(tx, transfer);
  transfer.from.account = Account::wallet;
  transfer.fen = rules::total_of(order) - transfer.fen;
  if (transfer.fen > 0) mall_.ledger.pay(tx, transfer, starting_fen);
}

void Orders::refund(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order,
                    std::int64_t fen) {
  if (fen == 0) return;
  mall_.ledger.give(tx,
                    {.class_id = class_id,
                     .from = {.owner_id = order.supplier_id(), .account = Account::supplier},
                     .to = {.owner_id = order.seller_id(), .account = Account::wallet},
                     .fen = fen,
                     .cause = "supply_back",
                     .order_id = order.supply_order_id()},
                    classroom_.profile_of(tx, class_id).mall.initial_money_fen);
  order_records::add_refund(tx, order.supply_order_id(), fen);
}

v1::SupplyOrder Orders::cancel(db::Transaction& tx, std::int64_t seller_id,
                               const v1::CancelSupplyOrderRequest& wish) {
  Stored stored = require_own(tx, wish.class_id(), seller_id, wish.supply_order_id(),
                              v1::SUPPLY_ORDER_ACTION_CANCEL);
  cancel(tx, wish.class_id(), seller_id, stored);
  return shown(tx, wish.class_id(), seller_id, wish.supply_order_id());
}

void Orders::cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    Stored& stored) {
  v1::SupplyOrder& order = stored.order;
  const std::int64_t back = rules::costs(order.state()) ? rules::total_of(order) : 0;
  if (!order_records::move(tx, order.supply_order_id(), order.state(),
                           v1::SUPPLY_ORDER_STATE_CANCELLED)) {
    throw not_found();
  }
  order.set_state(v1::SUPPLY_ORDER_STATE_CANCELLED);
  order.set_hold(v1::HOLD_UNSPECIFIED);
  order_records::set_closed(tx, order.supply_order_id());
  agenda::cancel(tx, class_id, timers::prepare, order.supply_order_id());
  agenda::cancel(tx, class_id, timers::send, order.supply_order_id());
  refund(tx, class_id, order, back);
  for (const v1::SupplyOrderLine& line : order.lines()) {
    stock_.give_back(tx, actor, order.order_id(), bought_of(line), line.quantity());
  }
  tell(tx, class_id, actor, stored, 0, back);
}

void Orders::tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const Stored& stored, std::int64_t paid_fen, std::int64_t refund_fen) {
  const v1::SupplyOrder& order = stored.order;
  event::v1::Event event;
  event::v1::SupplyOrderMoved& said = *event.mutable_supply_order_moved();
  said.set_supply_order_id(order.supply_order_id());
  said.set_order_id(order.order_id());
  said.set_seller_id(order.seller_id());
  said.set_supplier_id(order.supplier_id());
  said.set_supplier_name(order.supplier_name());
  said.set_state(static_cast<int>(order.state()));
  said.set_hold(static_cast<int>(order.hold()));
  said.set_paid_fen(paid_fen);
  said.set_refund_fen(refund_fen);
  said.set_courier(order.courier());
  said.set_waybill(order.waybill());
  said.set_automatic(order.automatic());
  said.set_buyer_id(stored.buyer_id);
  classroom::happened(tx, class_id, actor, {classroom::user_topic(order.seller_id()), {}}, event);
}

Orders::Stored Orders::require_own(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t seller_id, std::int64_t supply_order_id,
                                   v1::SupplyOrderAction action) {
  std::optional<Stored> stored = order_records::find(tx, class_id, supply_order_id);
  if (!stored || stored->order.seller_id() != seller_id) throw not_found();
  if (!rules::allowed(stored->order.state(), action)) {
    throw Error(Code::failed_precondition,
                {"代发单现在的状态不能做这一步，请刷新后按页面上的按钮操作",
                 "The supply order's state does not allow this step; reload and use the buttons "
                 "shown"});
  }
  return *std::move(stored);
}

void Orders::complete(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      std::vector<Stored>& orders) {
  std::vector<std::int64_t> buyers;
  std::vector<std::int64_t> ids;
  std::unordered_map<std::int64_t, v1::SupplyOrder*> by_id;
  for (Stored& stored : orders) {
    buyers.push_back(stored.buyer_id);
    ids.push_back(stored.order.supply_order_id());
    by_id[stored.order.supply_order_id()] = &stored.order;
  }
  for (v1::SupplyReturn& back : order_records::returns_of(tx, ids)) {
    v1::SupplyOrder& order = *by_id.at(back.supply_order_id());
    if (back.state() == v1::RETURN_STATE_REJECTED) {
      back.set_finding(rules::finding_of(back.return_id()));
    }
    *order.add_returns() = std::move(back);
  }
  const std::unordered_map<std::int64_t, std::string> names = identity_.names_of(tx, buyers);
  for (Stored& stored : orders) {
    v1::SupplyOrder& order = stored.order;
    const auto name = names.find(stored.buyer_id);
    if (name != names.end()) order.set_buyer_name(name->second);
    for (v1::SupplyOrderLine& line : *order.mutable_lines()) {
      line.set_returned(rules::returned(order, line));
    }
    const bool waits = rules::may_become(order.state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
    if (waits) price(tx, class_id, order);
    if (person_id != order.seller_id()) continue;
    for (const v1::SupplyOrderAction action : rules::allowed_actions(order.state())) {
      order.add_allowed_actions(action);
    }
  }
}

v1::SupplyOrder Orders::shown(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                              std::int64_t supply_order_id) {
  std::optional<Stored> stored = order_records::find(tx, class_id, supply_order_id);
  if (!stored) throw not_found();
  std::vector<Stored> orders{*std::move(stored)};
  complete(tx, class_id, person_id, orders);
  return orders.front().order;
}

v1::SupplyOrder Orders::show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                             std::int64_t supply_order_id, bool sees_all) {
  v1::SupplyOrder order = shown(tx, class_id, person_id, supply_order_id);
  if (!sees_all && order.seller_id() != person_id) throw not_found();
  return order;
}

v1::ListSupplyOrdersResponse Orders::list(db::Transaction& tx,
                                          const v1::ListSupplyOrdersRequest& wish,
                                          std::int64_t seller_id, std::int64_t viewer_id) {
  std::vector<Stored> orders =
      order_records::list(tx, {.class_id = wish.class_id(),
                               .seller_id = seller_id,
                               .state = wish.state(),
                               .order_id = wish.order_id(),
                               .before_supply_order_id = wish.before_supply_order_id(),
                               .limit = base::page_size(wish.limit(), default_page, largest_page)});
  complete(tx, wish.class_id(), viewer_id, orders);
  v1::ListSupplyOrdersResponse response;
  for (Stored& stored : orders) *response.add_orders() = std::move(stored.order);
  for (const auto& [state, count] : order_records::count_by_state(tx, wish.class_id(), seller_id)) {
    (*response.mutable_counts())[state] = count;
  }
  return response;
}

v1::GetProfitResponse Orders::profit(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t seller_id) {
  std::vector<Stored> stored = order_records::list(
      tx, {.class_id = class_id, .seller_id = seller_id, .limit = std::numeric_limits<int>::max()});
  complete(tx, class_id, seller_id, stored);
  std::vector<v1::SupplyOrder> orders;
  for (Stored& one : stored) orders.push_back(std::move(one.order));
  return rules::profit(orders);
}

}  // namespace kaibo::supply
