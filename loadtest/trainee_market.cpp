#include <fmt/format.h>

#include <array>
#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

/// Pictures that fit on the screen at once.
constexpr int shown_at_once = 6;

template <typename T>
T take_first(std::deque<T>& queue) {
  T first = queue.front();
  queue.pop_front();
  return first;
}

}  // namespace

mall::v1::Address Trainee::address() const {
  mall::v1::Address address;
  address.set_name(account().name);
  address.set_phone("13800000000");
  address.set_text(fmt::format("练习小区 {} 栋 {} 号", number_ / 10 + 1, number_ + 1));
  return address;
}

Task<void> Trainee::browse() {
  mall::v1::SearchProductsRequest request;
  request.set_sort(happens(0.5) ? mall::v1::PRODUCT_SORT_NEWEST : mall::v1::PRODUCT_SORT_SOLD);
  request.set_limit(20);
  const auto found = co_await call(rpcs::search_products, std::move(request));
  if (!found || found->products().empty()) co_return;
  expect(found->products_size() <= 20 && found->total() >= found->products_size(),
         rpcs::search_products.name, "wrong number of products");
  int shown = 0;
  for (const mall::v1::Product& product : found->products()) {
    expect(product.listed(), rpcs::search_products.name, "a product that is off the shelf");
    if (product.pictures().empty() || ++shown > shown_at_once) continue;
    // A browser keeps what it has.
    if (!seen_pictures_.insert(product.pictures(0)).second) continue;
    co_await download("/files/" + product.pictures(0) + "/small");
  }
  mall::v1::GetProductRequest look;
  look.set_product_id(any_of(found->products()).product_id());
  const auto looked = co_await call(rpcs::get_product, std::move(look), too_late);
  if (!looked || looked->product().seller_id() == me()) co_return;
  if (happens(0.1)) co_await ask_in_chat(looked->product().shop_id());
  if (happens(0.5)) co_await buy(looked->product());
}

Task<void> Trainee::buy(mall::v1::Product product) {
  mall::v1::PlaceOrderRequest request;
  mall::v1::NewOrderLine& line = *request.add_lines();
  line.set_product_id(product.product_id());
  line.set_quantity(static_cast<std::int32_t>(between(1, 2)));
  std::int64_t price_fen = product.price_fen();
  if (!product.skus().empty()) {
    const mall::v1::Sku& sku = any_of(product.skus());
    line.set_sku_id(sku.sku_id());
    price_fen = sku.price_fen();
  }
  *request.mutable_address() = address();
  request.set_pay_now(happens(0.7));
  mall::v1::QuoteCheckoutRequest look;
  *look.add_baskets()->add_lines() = line;
  const auto quoted = co_await call(rpcs::quote_checkout, std::move(look), too_late);
  if (!quoted) co_return;
  const std::int64_t amount = quoted->amount_fen();
  const std::int64_t off_fen = price_fen * line.quantity() - amount;
  expect(off_fen == 0 || (off_fen == promotion_off_fen && amount + off_fen >= promotion_from_fen),
         rpcs::quote_checkout.name, "another price");
  request.set_expected_amount_fen(amount);
  const bool paid = request.pay_now();
  const auto answer = co_await call(rpcs::place_order, std::move(request), too_late);
  if (!answer) co_return;
  const mall::v1::Order& order = answer->order();
  const auto due = paid ? mall::v1::ORDER_STATE_PAID : mall::v1::ORDER_STATE_PENDING_PAY;
  expect(order.order_id() > 0 && order.buyer_id() == me() && order.amount_fen() == amount &&
             order.promotion_fen() == off_fen && order.state() == due,
         rpcs::place_order.name, "another order");
  world().order_placed(order);
  if (paid) {
    bought_.push_back(order);
  } else {
    to_pay_.push_back(order.order_id());
  }
}

Task<void> Trainee::pay_or_cancel() {
  const std::int64_t order_id = take_first(to_pay_);
  if (happens(0.7)) {
    mall::v1::PayOrderRequest request;
    request.set_order_id(order_id);
    const auto answer = co_await call(rpcs::pay_order, std::move(request), too_late);
    if (!answer) co_return;
    expect(answer->order().state() == mall::v1::ORDER_STATE_PAID, rpcs::pay_order.name, "not paid");
    world().order_paid(order_id);
  } else {
    mall::v1::CancelOrderRequest request;
    request.set_order_id(order_id);
    const auto answer = co_await call(rpcs::cancel_order, std::move(request), too_late);
    if (!answer) co_return;
    expect(answer->order().state() == mall::v1::ORDER_STATE_CLOSED, rpcs::cancel_order.name,
           "not closed");
    world().order_closed(order_id);
  }
}

Task<void> Trainee::ship() {
  constexpr std::array couriers = {"中国邮政", "顺丰速运", "中通快递"};
  mall::v1::ListOrdersRequest list;
  list.set_as_seller(true);
  list.set_state(mall::v1::ORDER_STATE_PAID);
  const auto waiting = co_await call(rpcs::list_orders, std::move(list));
  if (to_ship_.empty()) co_return;
  const std::int64_t order_id = take_first(to_ship_);
  mall::v1::ShipOrderRequest request;
  request.set_order_id(order_id);
  request.set_courier(any_of(couriers));
  request.set_waybill(new_waybill());
  // Of two pieces, one may go first.
  bool partly = false;
  if (waiting) {
    for (const mall::v1::Order& order : waiting->orders()) {
      expect(order.state() == mall::v1::ORDER_STATE_PAID && order.seller_id() == me(),
             rpcs::list_orders.name, "an order that does not wait for this seller");
      partly = partly || (order.order_id() == order_id && order.lines(0).to_ship() > 1);
    }
  }
  partly = partly && happens(0.3);
  if (partly) request.add_lines()->set_quantity(1);
  const std::string waybill = request.waybill();
  const auto answer = co_await call(rpcs::ship_order, std::move(request), too_late);
  if (!answer) co_return;
  // Pieces that a buyer wants back meanwhile stay, too.
  const bool is_left = answer->order().state() == mall::v1::ORDER_STATE_PARTLY_SHIPPED;
  const bool is_sent = is_left || answer->order().state() == mall::v1::ORDER_STATE_SHIPPED;
  expect(is_sent && (is_left || !partly) && answer->order().waybill() == waybill,
         rpcs::ship_order.name, "not shipped");
  world().order_shipped(order_id, waybill);
  if (is_left) to_ship_.push_back(order_id);
}

std::string Trainee::new_waybill() { return fmt::format("KB{:010}", between(1, 9'999'999'999)); }

Task<void> Trainee::confirm() {
  const std::int64_t order_id = take_first(to_confirm_);
  mall::v1::ConfirmReceiptRequest request;
  request.set_order_id(order_id);
  const auto answer = co_await call(rpcs::confirm_receipt, std::move(request), too_late);
  if (!answer) co_return;
  expect(answer->order().state() == mall::v1::ORDER_STATE_FINISHED, rpcs::confirm_receipt.name,
         "not finished");
  world().order_finished(order_id);
}

void Trainee::on_trade(const event::v1::Event& event) {
  using event::v1::Event;
  switch (event.body_case()) {
    case Event::kOrderPaid:
      if (event.order_paid().seller_id() == me()) to_ship_.push_back(event.order_paid().order_id());
      break;
    case Event::kOrderShipped:
      if (event.order_shipped().buyer_id() == me() && !event.order_shipped().partly()) {
        to_confirm_.push_back(event.order_shipped().order_id());
      }
      break;
    case Event::kOrderClosed:
      std::erase(to_ship_, event.order_closed().order_id());
      break;
    case Event::kChatSaid:
      if (event.chat_said().seller_id() == me() && !event.chat_said().by_shop()) {
        to_answer_.push_back(event.chat_said().chat_id());
      }
      break;
    case Event::kSupplyOrderCreated:
      std::erase(to_ship_, event.supply_order_created().order_id());
      to_capture_.push_back(event.supply_order_created().supply_order_id());
      break;
    case Event::kAfterSaleAsked:
      note_after_sale(event.after_sale_asked().after_sale_id(),
                      mall::v1::AFTER_SALE_STATE_WAIT_SELLER,
                      event.after_sale_asked().seller_id() == me());
      break;
    case Event::kAfterSaleMoved:
      note_after_sale(event.after_sale_moved().after_sale_id(), event.after_sale_moved().state(),
                      event.after_sale_moved().seller_id() == me());
      break;
    default:
      break;
  }
}

}  // namespace kaibo::load
