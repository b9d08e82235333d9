#include "services/mall/orders/orders.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "common/journal/journal.h"
#include "services/classroom/happened.h"
#include "services/mall/orders/events.h"
#include "services/mall/orders/records.h"
#include "services/mall/orders/rules.h"
#include "services/mall/orders/timers.h"
#include "services/mall/products/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using base::Millis;

constexpr int default_page = 50;
constexpr int largest_page = 200;

Error not_found() { return {Code::not_found, {"没有这张订单", "There is no such order"}}; }

v1::OrderLine line_of(const v1::Product& product, const v1::Sku* sku, std::int32_t quantity,
                      std::int64_t price_fen) {
  v1::OrderLine line;
  if (sku != nullptr) {
    line.set_sku_id(sku->sku_id());
    line.set_specification(product_rules::choice_of(*sku));
  }
  line.set_product_id(product.product_id());
  line.set_title(product.title());
  if (!product.pictures().empty()) line.set_picture(product.pictures(0));
  line.set_price_fen(price_fen);
  line.set_list_price_fen(sku == nullptr ? product.price_fen() : sku->price_fen());
  line.set_quantity(quantity);
  return line;
}

void require_price_seen(const v1::Order& order, std::int64_t expected_fen) {
  if (order.amount_fen() == expected_fen) return;
  throw Error(Code::aborted,
              {"价格刚刚变了，现在是 ¥" + base::yuan(order.amount_fen()) + "，请确认后再下单",
               "The price has just changed to ¥" + base::yuan(order.amount_fen()) +
                   "; look again before you order"});
}

}  // namespace

Orders::Draft Orders::draft(db::Transaction& tx, const NewOrder& wish) {
  const classroom::MallRules& numbers = classroom_.profile_of(tx, wish.class_id).mall;
  Draft drafted;
  v1::Order& order = drafted.order;
  std::vector<shop_rules::FreightLine> freighted;
  for (const v1::NewOrderLine& line : rules::merged_lines(numbers, wish.lines)) {
    const v1::Product& product =
        drafted.products.emplace_back(products_.require(tx, wish.class_id, line.product_id()));
    if (order.lines().empty()) {
      order.set_shop_id(product.shop_id());
      order.set_shop_name(product.shop_name());
      order.set_seller_id(product.seller_id());
    }
    base::require(product.shop_id() == order.shop_id(), "lines",
                  {"一张订单只能买同一家店的宝贝，请分开下单",
                   "One order holds products of one shop; place them separately"});
    const v1::Sku* sku = Products::specification(product, line.sku_id());
    const std::int64_t mall_price = sku == nullptr ? product.price_fen() : sku->price_fen();
    const auto live_price =
        wish.live_prices_fen.find(sku == nullptr ? product.product_id() : sku->sku_id());
    const std::int64_t price =
        live_price == wish.live_prices_fen.end() ? mall_price : live_price->second;
    v1::OrderLine& made = *order.add_lines();
    made = line_of(product, sku, line.quantity(), price);
    made.set_line(order.lines_size() - 1);
    order.set_amount_fen(order.amount_fen() + price * line.quantity());
    freighted.push_back(freight_line(product, line.quantity(), price));
  }
  order.set_buyer_id(wish.buyer_id);
  order.set_room_id(wish.room_id);
  order.set_placed_at(tx.now());
  order.set_claim_id(wish.claim_id);
  *order.mutable_address() = wish.address;
  if (wish.room_id == 0) {
    order.set_freight_fen(
        settings_.freight_fen(tx, order.shop_id(), wish.address.region(), freighted));
  }
  order.set_amount_fen(order.amount_fen() + order.freight_fen());
  campaigns_.apply(tx, wish.class_id, order);
  return drafted;
}

void Orders::take_stock(db::Transaction& tx, const NewOrder& wish, const Draft& drafted) {
  for (const v1::OrderLine& line : drafted.order.lines()) {
    products_.take_stock(tx, drafted.products[static_cast<std::size_t>(line.line())],
                         {.pieces = line.quantity(),
                          .paid = wish.pay_now,
                          .own_stock_of = wish.own_stock ? wish.room_id : 0,
                          .sku_id = line.sku_id()});
  }
}

v1::Order Orders::place(db::Transaction& tx, const NewOrder& wish) {
  rules::check_address(wish.address);
  Draft drafted = draft(tx, wish);
  v1::Order& order = drafted.order;
  if (order.seller_id() == wish.buyer_id) {
    throw Error(Code::failed_precondition,
                {"不能买自己店里的宝贝（平台上这叫“刷单”，会被处罚）",
                 "You cannot buy from your own shop (platforms punish that as brushing)"});
  }
  if (order.claim_id() != 0) coupons_.apply(tx, wish.class_id, order);
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_paid_fen(order_rules::paid_fen(line));
    line.set_to_ship(line.quantity());
  }
  // Nothing is written before: a refusal for the price costs the other units of a batch nothing.
  require_price_seen(order, wish.expected_amount_fen);
  take_stock(tx, wish, drafted);
  order.set_order_id(ids_.next());
  if (order.claim_id() != 0) coupons_.use(tx, wish.class_id, order);

  const classroom::MallRules& numbers = classroom_.profile_of(tx, wish.class_id).mall;
  const Millis class_now = classroom_.class_now(tx, wish.class_id);
  if (wish.pay_now) {
    order.set_state(v1::ORDER_STATE_PAID);
    order.set_paid_at(tx.now());
    order.set_ship_before_class_at(class_now + numbers.ship_hours * base::hour);
  } else {
    order.set_state(v1::ORDER_STATE_PENDING_PAY);
    order.set_pay_before_class_at(class_now + numbers.unpaid_minutes * base::minute);
  }
  campaigns_.use(tx, wish.class_id, order);
  order_records::insert(tx, wish.class_id, order);
  const bool is_supplied = source_->reserve(tx, order);
  order_events::placed(tx, wish.class_id, order);
  if (wish.room_id == 0) {
    // What a supplier bounds may be bound for other specifications, too.
    if (is_supplied) {
      tell_stock(tx, wish.class_id, wish.buyer_id, order);
    } else {
      tell_stock_left(tx, wish.class_id, drafted);
    }
  }

  if (wish.pay_now) {
    take_money(tx, wish.class_id, order);
    await_shipping(tx, wish.class_id, order);
    order_events::paid(tx, wish.class_id, order);
    campaigns_.paid(tx, wish.class_id, order);
    if (is_supplied) source_->moved(tx, wish.class_id, order);
    watcher().order_paid(tx, wish.class_id, order);
  } else {
    agenda::at(tx, ids_, wish.class_id, order.pay_before_class_at(), timers::unpaid,
               order.order_id());
  }
  std::vector<v1::Order> shown{std::move(order)};
  complete(tx, wish.class_id, wish.buyer_id, false, shown);
  return std::move(shown.front());
}

void Orders::tell_stock(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                        const v1::Order& order) {
  for (const v1::OrderLine& line : order.lines()) {
    order_events::stock_changed(tx, class_id, actor,
                                products_.require(tx, class_id, line.product_id()));
  }
}

void Orders::tell_stock_left(db::Transaction& tx, std::int64_t class_id, const Draft& drafted) {
  std::map<std::int64_t, v1::Product> left;
  for (int i = 0; i < drafted.order.lines_size(); ++i) {
    const v1::OrderLine& line = drafted.order.lines(i);
    v1::Product& product = left.try_emplace(line.product_id(), drafted.products[i]).first->second;
    product.set_stock(product.stock() - line.quantity());
    for (v1::Sku& sku : *product.mutable_skus()) {
      if (sku.sku_id() == line.sku_id()) sku.set_stock(sku.stock() - line.quantity());
    }
  }
  for (const auto& [product_id, product] : left) {
    order_events::stock_changed(tx, class_id, drafted.order.buyer_id(), product);
  }
}

void Orders::take_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  // A voucher may leave nothing to be paid.
  if (order.amount_fen() == 0) return;
  ledger_.pay(tx,
              {.class_id = class_id,
               .from = purse_of(order),
               .to = {.owner_id = order.seller_id(), .account = Account::escrow},
               .fen = order.amount_fen(),
               .cause = "pay",
               .order_id = order.order_id()},
              classroom_.profile_of(tx, class_id).mall.initial_money_fen);
}

v1::Order Orders::pay(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      std::int64_t order_id, std::int64_t expected_fen) {
  v1::Order order = require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_PAY);
  if (expected_fen != 0 && expected_fen != order.amount_fen()) {
    throw Error(Code::aborted,
                {"卖家刚刚改了价，现在是 ¥" + base::yuan(order.amount_fen()) + "，请确认后再付款",
                 "The seller has just changed the price to ¥" + base::yuan(order.amount_fen()) +
                     "; look again before you pay"});
  }
  order.set_ship_before_class_at(classroom_.class_now(tx, class_id) +
                                 classroom_.profile_of(tx, class_id).mall.ship_hours * base::hour);
  if (!order_records::pay(tx, order_id, order.ship_before_class_at())) throw not_found();
  take_money(tx, class_id, order);
  for (const v1::OrderLine& line : order.lines()) {
    products_.count_sold(tx, line.product_id(), line.quantity());
  }
  agenda::cancel(tx, class_id, timers::unpaid, order_id);
  await_shipping(tx, class_id, order);
  order_events::paid(tx, class_id, order);
  campaigns_.paid(tx, class_id, order);
  moved(tx, class_id, order, v1::ORDER_STATE_PAID);
  return shown_to(tx, class_id, person_id, order_id);
}

v1::Order Orders::cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         std::int64_t order_id, std::string_view note) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_CANCEL);
  const std::string tidied = base::tidy(note);
  const classroom::OrderRules& numbers = classroom_.profile_of(tx, class_id).mall.orders;
  if (!tidied.empty()) order_rules::check_reason(numbers, tidied);
  close_unpaid(
      tx, class_id, person_id, order,
      {.reason = order.buyer_id() == person_id ? v1::CLOSE_REASON_BUYER : v1::CLOSE_REASON_SELLER,
       .note = tidied});
  agenda::cancel(tx, class_id, timers::unpaid, order_id);
  return shown_to(tx, class_id, person_id, order_id);
}

v1::Order Orders::change_price(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                               const v1::ChangeOrderPriceRequest& wish) {
  v1::Order order =
      require_allowed(tx, class_id, person_id, wish.order_id(), v1::ORDER_ACTION_CHANGE_PRICE);
  const classroom::OrderRules& numbers = classroom_.profile_of(tx, class_id).mall.orders;
  const std::int64_t before = order.amount_fen();
  order.set_change_reason(base::tidy(wish.reason()));
  order_rules::check_reason(numbers, order.change_reason());
  order_rules::change_price(numbers, wish.amount_fen(), order);
  if (!order_records::change_price(tx, order, before)) throw not_found();
  order_events::price_changed(tx, class_id, person_id, order, before);
  return shown_to(tx, class_id, person_id, order.order_id());
}

v1::Order Orders::set_remark(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                             const v1::SetOrderRemarkRequest& wish) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, wish.order_id(), v1::ORDER_ACTION_REMARK);
  const std::string remark = base::tidy(wish.remark());
  order_rules::check_remark(classroom_.profile_of(tx, class_id).mall.orders, remark);
  order_records::set_remark(tx, order.order_id(), remark);
  order_events::remarked(tx, class_id, person_id, order, remark);
  return shown_to(tx, class_id, person_id, order.order_id());
}

void Orders::close_unpaid(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                          const v1::Order& order, const order_records::Closing& closing) {
  if (order.state() != v1::ORDER_STATE_PENDING_PAY) return;
  if (!order_records::close(tx, order, closing)) return;
  for (const v1::OrderLine& line : order.lines()) {
    products_.give_back_stock(tx, line, line.quantity());
  }
  moved(tx, class_id, order, v1::ORDER_STATE_CLOSED);
  tell_stock(tx, class_id, actor, order);
  campaigns_.give_back(tx, order);
  coupons_.give_back(tx, class_id, order);
  order_events::closed(tx, class_id, actor, order, closing.reason, closing.note);
}

void Orders::moved(db::Transaction& tx, std::int64_t class_id, v1::Order order,
                   v1::OrderState state) {
  order.set_state(state);
  source_->moved(tx, class_id, order);
  if (state == v1::ORDER_STATE_PAID) watcher().order_paid(tx, class_id, order);
}

v1::Order Orders::require(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  std::optional<v1::Order> order = order_records::find(tx, class_id, order_id);
  if (!order) throw not_found();
  std::vector<v1::Order> orders{*std::move(order)};
  add_parcels(tx, orders);
  return std::move(orders.front());
}

order_rules::Party Orders::party_of(db::Transaction& tx, const v1::Order& order,
                                    std::int64_t person_id) {
  const order_rules::Party party = order_rules::party_of(order, person_id);
  const bool helps =
      party == order_rules::Party::other &&
      Shops::may(tx, order.shop_id(), order.seller_id(), person_id, v1::SHOP_RIGHT_ORDERS);
  return helps ? order_rules::Party::seller : party;
}

v1::Order Orders::require_allowed(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t person_id, std::int64_t order_id,
                                  v1::OrderAction action) {
  v1::Order order = require(tx, class_id, order_id);
  const order_rules::Party party = party_of(tx, order, person_id);
  if (party == order_rules::Party::other) throw not_found();
  if (!order_rules::allowed(order, party, action)) {
    throw Error(Code::failed_precondition,
                {"订单现在的状态不能做这一步，请刷新后按页面上的按钮操作",
                 "The order's state does not allow this step; reload and use the buttons shown"});
  }
  return order;
}

v1::Order Orders::shown_to(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                           std::int64_t order_id, bool sees_all) {
  std::vector<v1::Order> orders{require(tx, class_id, order_id)};
  complete(tx, class_id, person_id, sees_all, orders);
  return std::move(orders.front());
}

std::int64_t Orders::pieces_in_room(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t person_id, std::int64_t room_id,
                                    std::int64_t product_id) {
  return order_records::pieces_in_room(tx, class_id, person_id, room_id, product_id);
}

v1::Order Orders::show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       std::int64_t order_id, bool sees_all) {
  v1::Order order = shown_to(tx, class_id, person_id, order_id, sees_all);
  if (!sees_all && party_of(tx, order, person_id) == order_rules::Party::other) {
    throw not_found();
  }
  return order;
}

v1::GetOrderHistoryResponse Orders::history(db::Transaction& tx, std::int64_t class_id,
                                            std::int64_t person_id, std::int64_t order_id,
                                            bool sees_all) {
  const v1::Order order = show(tx, class_id, person_id, order_id, sees_all);
  const bool as_seller = party_of(tx, order, person_id) == order_rules::Party::seller;
  const std::string viewer = classroom::user_topic(as_seller ? order.seller_id() : person_id);
  v1::GetOrderHistoryResponse response;
  // All that is told of an order is told to its seller.
  journal::Range range{
      .stream = class_id, .after_seq = 0, .topic = classroom::user_topic(order.seller_id())};
  for (;;) {
    const std::vector<db::Entry> entries = journal::read_since(tx, range);
    for (const db::Entry& entry : entries) {
      if (!sees_all && entry.topic != viewer && entry.also != viewer) continue;
      event::v1::Event event = classroom::event_of(entry);
      if (order_rules::is_about(event, order_id)) *response.add_events() = std::move(event);
    }
    if (entries.size() < range.limit) return response;
    range.after_seq = entries.back().seq;
  }
}

v1::ListOrdersResponse Orders::list(db::Transaction& tx, std::int64_t person_id,
                                    const v1::ListOrdersRequest& wish) {
  const bool helps = wish.as_seller() && wish.shop_id() != 0;
  const order_records::Page page{
      .class_id = wish.class_id(),
      .side = wish.as_seller() ? order_records::Side::seller : order_records::Side::buyer,
      .person_id = helps ? shops_
                               .require_for(tx, wish.class_id(), person_id, wish.shop_id(),
                                            v1::SHOP_RIGHT_ORDERS)
                               .owner_id()
                         : person_id,
      .state = wish.state(),
      .before_order_id = wish.before_order_id(),
      .limit = base::page_size(wish.limit(), default_page, largest_page)};
  std::vector<v1::Order> orders = order_records::list(tx, page);
  add_parcels(tx, orders);
  complete(tx, wish.class_id(), person_id, false, orders);
  v1::ListOrdersResponse response;
  for (v1::Order& order : orders) *response.add_orders() = std::move(order);
  for (const auto& [state, count] : order_records::count_by_state(tx, page)) {
    (*response.mutable_counts())[state] = count;
  }
  return response;
}

void Orders::add_parcels(db::Transaction& tx, std::vector<v1::Order>& orders) {
  std::vector<std::int64_t> ids;
  for (const v1::Order& order : orders) ids.push_back(order.order_id());
  const std::multimap<std::int64_t, v1::Parcel> parcels = parcels_.of_orders(tx, ids);
  for (v1::Order& order : orders) {
    const auto [first, last] = parcels.equal_range(order.order_id());
    for (auto parcel = first; parcel != last; ++parcel) *order.add_parcels() = parcel->second;
  }
}

void Orders::complete(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      bool sees_all, std::vector<v1::Order>& orders) {
  std::vector<std::int64_t> buyers;
  for (const v1::Order& order : orders) buyers.push_back(order.buyer_id());
  const std::unordered_map<std::int64_t, std::string> names = identity_.names_of(tx, buyers);
  const classroom::AfterSaleRules& numbers = classroom_.profile_of(tx, class_id).mall.after_sale;
  const Millis class_now = classroom_.class_now(tx, class_id);
  for (v1::Order& order : orders) {
    const auto name = names.find(order.buyer_id());
    if (name != names.end()) order.set_buyer_name(name->second);
    const order_rules::Party party = party_of(tx, order, person_id);
    if (party != order_rules::Party::seller && !sees_all) order.clear_remark();
    for (v1::OrderLine& line : *order.mutable_lines()) {
      if (party != order_rules::Party::buyer) break;
      for (const auto kind : order_rules::after_sale_kinds(numbers, order, line, class_now)) {
        line.add_after_sale_kinds(kind);
      }
    }
    for (const v1::OrderAction action : order_rules::allowed_actions(order, party)) {
      order.add_allowed_actions(action);
    }
  }
}

v1::GetWalletResponse Orders::wallet(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t person_id) {
  const Balances balances = ledger_.balances(
      tx, class_id, person_id, classroom_.profile_of(tx, class_id).mall.initial_money_fen);
  v1::GetWalletResponse response;
  response.set_balance_fen(balances.wallet_fen);
  response.set_income_fen(balances.income_fen);
  response.set_escrow_fen(balances.escrow_fen);
  return response;
}

}  // namespace kaibo::mall
