#include "loadtest/accounts.h"

#include <algorithm>
#include <utility>

namespace kaibo::load {

using event::v1::Event;

void Accounts::tell(const Event& event) {
  switch (event.body_case()) {
    case Event::kOrderPlaced: {
      Order& order = orders_[event.order_placed().order_id()];
      order.seller_id = event.order_placed().seller_id();
      order.buyer_id = event.order_placed().buyer_id();
      break;
    }
    case Event::kOrderPaid: {
      Order& order = orders_[event.order_paid().order_id()];
      const std::int64_t fen = event.order_paid().amount_fen();
      purses_[order.buyer_id].spent += fen;
      purses_[order.seller_id].waiting += fen;
      order.held += fen;
      break;
    }
    case Event::kOrderFinished: {
      Order& order = orders_[event.order_finished().order_id()];
      Purse& seller = purses_[order.seller_id];
      seller.waiting -= order.held;
      seller.income += std::exchange(order.held, 0);
      order.finished = true;
      break;
    }
    case Event::kOrderRefunded:
      refund(orders_[event.order_refunded().order_id()], event.order_refunded().refund_fen());
      break;
    case Event::kSupplyOrderMoved:
      take_from_shop(event.supply_order_moved().seller_id(), event.supply_order_moved().paid_fen());
      purses_[event.supply_order_moved().seller_id()].spent -=
          event.supply_order_moved().refund_fen();
      break;
    default:
      break;
  }
}

Accounts::Purse Accounts::of(std::int64_t user_id) const {
  const auto found = purses_.find(user_id);
  return found == purses_.end() ? Purse() : found->second;
}

void Accounts::refund(Order& order, std::int64_t fen) {
  purses_[order.buyer_id].spent -= fen;
  if (order.finished) {
    take_from_shop(order.seller_id, fen);
  } else {
    purses_[order.seller_id].waiting -= fen;
    order.held -= fen;
  }
}

void Accounts::take_from_shop(std::int64_t seller_id, std::int64_t fen) {
  Purse& purse = purses_[seller_id];
  const std::int64_t earned = std::min(purse.income, fen);
  purse.income -= earned;
  purse.spent += fen - earned;
}

}  // namespace kaibo::load
