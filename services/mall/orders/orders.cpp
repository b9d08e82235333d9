#include "services/mall/orders/orders.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"
#include "services/mall/orders/records.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using base::Millis;

constexpr std::string_view unpaid_timer = "mall.order_unpaid";
constexpr Millis minute = 60'000;
constexpr int default_page = 50;
constexpr int largest_page = 200;

rules::Party party_of(const v1::Order& order, std::int64_t person_id) {
  if (order.buyer_id() == person_id) return rules::Party::buyer;
  if (order.seller_id() == person_id) return rules::Party::seller;
  return rules::Party::other;
}

Error not_found() { return {Code::not_found, {"没有这张订单", "There is no such order"}}; }

/// The part all order events have in common.
template <typename Said>
void name_parties(const v1::Order& order, Said& said) {
  said.set_order_id(order.order_id());
  said.set_seller_id(order.seller_id());
  said.set_buyer_id(order.buyer_id());
}

/// Tells both sides of an order; the first is who must act or look.
void tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, std::int64_t first,
          std::int64_t second, const event::v1::Event& event) {
  classroom::happened(tx, class_id, actor,
                      {classroom::user_topic(first), classroom::user_topic(second)}, event);
}

void tell_placed(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  event::v1::Event event;
  event::v1::OrderPlaced& said = *event.mutable_order_placed();
  name_parties(order, said);
  said.set_amount_fen(order.amount_fen());
  said.set_room_id(order.room_id());
  said.set_title(order.lines(0).title());
  int pieces = 0;
  for (const v1::OrderLine& line : order.lines()) pieces += line.quantity();
  said.set_pieces(pieces);
  tell(tx, class_id, order.buyer_id(), order.seller_id(), order.buyer_id(), event);
}

void tell_paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  event::v1::Event event;
  event::v1::OrderPaid& said = *event.mutable_order_paid();
  name_parties(order, said);
  said.set_amount_fen(order.amount_fen());
  said.set_room_id(order.room_id());
  tell(tx, class_id, order.buyer_id(), order.seller_id(), order.buyer_id(), event);
}

v1::OrderLine line_of(const v1::Product& product, std::int32_t quantity, std::int64_t price_fen) {
  v1::OrderLine line;
  line.set_product_id(product.product_id());
  line.set_title(product.title());
  if (!product.pictures().empty()) line.set_picture(product.pictures(0));
  line.set_price_fen(price_fen);
  line.set_list_price_fen(product.price_fen());
  line.set_quantity(quantity);
  return line;
}

}  // namespace

v1::Order Orders::draft(db::Transaction& tx, const NewOrder& wish) {
  const classroom::MallRules& numbers = classroom_.profile_of(tx, wish.class_id).mall;
  rules::check_address(wish.address);
  v1::Order order;
  for (const v1::NewOrderLine& line : rules::merged_lines(numbers, wish.lines)) {
    const v1::Product product = products_.require(tx, wish.class_id, line.product_id());
    if (order.lines().empty()) {
      order.set_shop_id(product.shop_id());
      order.set_shop_name(product.shop_name());
      order.set_seller_id(product.seller_id());
    }
    base::require(product.shop_id() == order.shop_id(), "lines",
                  {"一张订单只能买同一家店的宝贝，请分开下单",
                   "One order holds products of one shop; place them separately"});
    products_.take_stock(tx, product,
                         {.pieces = line.quantity(),
                          .paid = wish.pay_now,
                          .own_stock_of = wish.own_stock ? wish.room_id : 0});
    const auto live_price = wish.live_prices_fen.find(product.product_id());
    const std::int64_t price =
        live_price == wish.live_prices_fen.end() ? product.price_fen() : live_price->second;
    *order.add_lines() = line_of(product, line.quantity(), price);
    order.set_amount_fen(order.amount_fen() + price * line.quantity());
  }
  order.set_order_id(ids_.next());
  order.set_buyer_id(wish.buyer_id);
  order.set_room_id(wish.room_id);
  order.set_placed_at(tx.now());
  order.set_claim_id(wish.claim_id);
  *order.mutable_address() = wish.address;
  return order;
}

v1::Order Orders::place(db::Transaction& tx, const NewOrder& wish) {
  v1::Order order = draft(tx, wish);
  if (order.seller_id() == wish.buyer_id) {
    throw Error(Code::failed_precondition,
                {"不能买自己店里的宝贝（平台上这叫“刷单”，会被处罚）",
                 "You cannot buy from your own shop (platforms punish that as brushing)"});
  }
  if (order.claim_id() != 0) coupons_.use(tx, wish.class_id, order);
  if (order.amount_fen() != wish.expected_amount_fen) {
    throw Error(Code::aborted,
                {"价格刚刚变了，现在是 ¥" + base::yuan(order.amount_fen()) + "，请确认后再下单",
                 "The price has just changed to ¥" + base::yuan(order.amount_fen()) +
                     "; look again before you order"});
  }

  const classroom::MallRules& numbers = classroom_.profile_of(tx, wish.class_id).mall;
  if (wish.pay_now) {
    order.set_state(v1::ORDER_STATE_PAID);
    order.set_paid_at(tx.now());
  } else {
    order.set_state(v1::ORDER_STATE_PENDING_PAY);
    order.set_pay_before_class_at(classroom_.class_now(tx, wish.class_id) +
                                  numbers.unpaid_minutes * minute);
  }
  order_records::insert(tx, wish.class_id, order);
  tell_placed(tx, wish.class_id, order);
  if (wish.room_id == 0) tell_stock(tx, wish.class_id, wish.buyer_id, order);

  if (wish.pay_now) {
    take_money(tx, wish.class_id, order);
    tell_paid(tx, wish.class_id, order);
  } else {
    agenda::at(tx, ids_, wish.class_id, order.pay_before_class_at(), unpaid_timer,
               order.order_id());
  }
  order.set_buyer_name(identity_.name_of(tx, wish.buyer_id));
  for (const v1::OrderAction action : rules::allowed_actions(order.state(), rules::Party::buyer)) {
    order.add_allowed_actions(action);
  }
  return order;
}

void Orders::tell_stock(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                        const v1::Order& order) {
  for (const v1::OrderLine& line : order.lines()) {
    event::v1::Event event;
    event.mutable_stock_changed()->set_product_id(line.product_id());
    event.mutable_stock_changed()->set_stock(
        products_.require(tx, class_id, line.product_id()).stock());
    classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  }
}

void Orders::take_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  // A voucher may leave nothing to be paid.
  if (order.amount_fen() == 0) return;
  const Holder buyer = identity::is_simulated(order.buyer_id())
                           ? Holder{.owner_id = 0, .account = Account::simulated}
                           : Holder{.owner_id = order.buyer_id(), .account = Account::wallet};
  ledger_.pay(tx,
              {.class_id = class_id,
               .from = buyer,
               .to = {.owner_id = order.seller_id(), .account = Account::escrow},
               .fen = order.amount_fen(),
               .cause = "pay",
               .order_id = order.order_id()},
              classroom_.profile_of(tx, class_id).mall.initial_money_fen);
}

v1::Order Orders::pay(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      std::int64_t order_id) {
  const v1::Order order = require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_PAY);
  if (!order_records::pay(tx, order_id)) throw not_found();
  take_money(tx, class_id, order);
  for (const v1::OrderLine& line : order.lines()) {
    products_.count_sold(tx, line.product_id(), line.quantity());
  }
  agenda::cancel(tx, class_id, unpaid_timer, order_id);
  tell_paid(tx, class_id, order);
  return shown_to(tx, class_id, person_id, order_id);
}

v1::Order Orders::cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         std::int64_t order_id) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_CANCEL);
  close_unpaid(tx, class_id, person_id, order,
               order.buyer_id() == person_id ? v1::CLOSE_REASON_BUYER : v1::CLOSE_REASON_SELLER);
  agenda::cancel(tx, class_id, unpaid_timer, order_id);
  return shown_to(tx, class_id, person_id, order_id);
}

void Orders::close_unpaid(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                          const v1::Order& order, v1::CloseReason reason) {
  if (!order_records::close_unpaid(tx, order.order_id(), reason)) return;
  for (const v1::OrderLine& line : order.lines()) {
    products_.give_back_stock(tx, line.product_id(), line.quantity());
  }
  tell_stock(tx, class_id, actor, order);
  coupons_.give_back(tx, class_id, order);
  event::v1::Event event;
  name_parties(order, *event.mutable_order_closed());
  event.mutable_order_closed()->set_reason(static_cast<int>(reason));
  tell(tx, class_id, actor, order.seller_id(), order.buyer_id(), event);
}

v1::Order Orders::ship(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       const v1::ShipOrderRequest& wish) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, wish.order_id(), v1::ORDER_ACTION_SHIP);
  const std::string waybill = base::tidy(wish.waybill());
  rules::check_waybill(classroom_.profile_of(tx, class_id).mall, wish.courier(), waybill);
  if (!order_records::ship(tx, order.order_id(), wish.courier(), waybill)) throw not_found();
  event::v1::Event event;
  name_parties(order, *event.mutable_order_shipped());
  event.mutable_order_shipped()->set_courier(wish.courier());
  event.mutable_order_shipped()->set_waybill(waybill);
  tell(tx, class_id, person_id, order.buyer_id(), order.seller_id(), event);
  return shown_to(tx, class_id, person_id, order.order_id());
}

v1::Order Orders::confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                          std::int64_t order_id) {
  const v1::Order order =
      require_allowed(tx, class_id, person_id, order_id, v1::ORDER_ACTION_CONFIRM);
  if (!order_records::finish(tx, order_id)) throw not_found();
  if (order.amount_fen() > 0) {
    ledger_.move(tx, {.class_id = class_id,
                      .from = {.owner_id = order.seller_id(), .account = Account::escrow},
                      .to = {.owner_id = order.seller_id(), .account = Account::income},
                      .fen = order.amount_fen(),
                      .cause = "release",
                      .order_id = order_id});
  }
  event::v1::Event event;
  name_parties(order, *event.mutable_order_finished());
  event.mutable_order_finished()->set_amount_fen(order.amount_fen());
  tell(tx, class_id, person_id, order.seller_id(), order.buyer_id(), event);
  return shown_to(tx, class_id, person_id, order_id);
}

v1::Order Orders::require(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  std::optional<v1::Order> order = order_records::find(tx, class_id, order_id);
  if (!order) throw not_found();
  return *std::move(order);
}

v1::Order Orders::require_allowed(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t person_id, std::int64_t order_id,
                                  v1::OrderAction action) {
  v1::Order order = require(tx, class_id, order_id);
  const rules::Party party = party_of(order, person_id);
  if (party == rules::Party::other) throw not_found();
  if (!rules::allowed(order.state(), party, action)) {
    throw Error(Code::failed_precondition,
                {"订单现在的状态不能做这一步，请刷新后按页面上的按钮操作",
                 "The order's state does not allow this step; reload and use the buttons shown"});
  }
  return order;
}

v1::Order Orders::shown_to(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                           std::int64_t order_id) {
  std::vector<v1::Order> orders{require(tx, class_id, order_id)};
  complete(tx, person_id, orders);
  return orders.front();
}

std::int64_t Orders::pieces_in_room(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t person_id, std::int64_t room_id,
                                    std::int64_t product_id) {
  return order_records::pieces_in_room(tx, class_id, person_id, room_id, product_id);
}

v1::Order Orders::show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       std::int64_t order_id, bool sees_all) {
  v1::Order order = shown_to(tx, class_id, person_id, order_id);
  if (!sees_all && party_of(order, person_id) == rules::Party::other) throw not_found();
  return order;
}

v1::ListOrdersResponse Orders::list(db::Transaction& tx, std::int64_t person_id,
                                    const v1::ListOrdersRequest& wish) {
  const order_records::Page page{
      .class_id = wish.class_id(),
      .side = wish.as_seller() ? order_records::Side::seller : order_records::Side::buyer,
      .person_id = person_id,
      .state = wish.state(),
      .before_order_id = wish.before_order_id(),
      .limit = wish.limit() <= 0 ? default_page : std::min(wish.limit(), largest_page)};
  std::vector<v1::Order> orders = order_records::list(tx, page);
  complete(tx, person_id, orders);
  v1::ListOrdersResponse response;
  for (v1::Order& order : orders) *response.add_orders() = std::move(order);
  for (const auto& [state, count] : order_records::count_by_state(tx, page)) {
    (*response.mutable_counts())[state] = count;
  }
  return response;
}

void Orders::complete(db::Transaction& tx, std::int64_t person_id, std::vector<v1::Order>& orders) {
  std::vector<std::int64_t> buyers;
  for (const v1::Order& order : orders) buyers.push_back(order.buyer_id());
  const std::unordered_map<std::int64_t, std::string> names = identity_.names_of(tx, buyers);
  for (v1::Order& order : orders) {
    const auto name = names.find(order.buyer_id());
    if (name != names.end()) order.set_buyer_name(name->second);
    for (const v1::OrderAction action :
         rules::allowed_actions(order.state(), party_of(order, person_id))) {
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

void Orders::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(unpaid_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    const v1::Order order = require(tx, timer.stream, timer.subject);
    close_unpaid(tx, timer.stream, 0, order, v1::CLOSE_REASON_TIMEOUT);
  });
}

}  // namespace kaibo::mall
