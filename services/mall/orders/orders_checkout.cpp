// One checkout over several shops.
#include <set>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "services/mall/orders/orders.h"
#include "services/mall/orders/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

void check_baskets(const classroom::OrderRules& numbers,
                   const google::protobuf::RepeatedPtrField<v1::Basket>& baskets) {
  base::require(!baskets.empty(), "baskets",
                {"请先选择要买的宝贝", "Choose something to buy first"});
  base::require(
      baskets.size() <= numbers.checkout_shops, "baskets",
      {"一次最多结算 " + std::to_string(numbers.checkout_shops) + " 家店",
       "One checkout is for at most " + std::to_string(numbers.checkout_shops) + " shops"});
}

/// Runs `work` for each basket; its refusals name the basket.
template <typename Work>
void for_each_basket(const google::protobuf::RepeatedPtrField<v1::Basket>& baskets, Work work) {
  for (int i = 0; i < baskets.size(); ++i) {
    try {
      work(baskets[i]);
    } catch (const base::Error& refusal) {
      if (refusal.is_disk_full() || !refusal.fault_id().empty()) throw;
      std::string field = "baskets[" + std::to_string(i) + "]";
      if (!refusal.field().empty()) field += "." + refusal.field();
      throw base::Error(refusal.code(), refusal.text(), std::move(field), refusal.rule());
    }
  }
}

}  // namespace

v1::QuoteCheckoutResponse Orders::quote(db::Transaction& tx, std::int64_t buyer_id,
                                        const v1::QuoteCheckoutRequest& wish) {
  check_baskets(classroom_.profile_of(tx, wish.class_id()).mall.orders, wish.baskets());
  v1::QuoteCheckoutResponse response;
  for_each_basket(wish.baskets(), [&](const v1::Basket& basket) {
    NewOrder order{.class_id = wish.class_id(),
                   .buyer_id = buyer_id,
                   .lines = basket.lines(),
                   .address = {},
                   .live_prices_fen = {},
                   .claim_id = basket.claim_id()};
    order.address.set_region(wish.region());
    v1::Quote& quote = *response.add_quotes();
    quote = quote_basket(tx, order, basket.best_coupon());
    response.set_amount_fen(response.amount_fen() + quote.order().amount_fen());
  });
  return response;
}

v1::Quote Orders::quote_basket(db::Transaction& tx, const NewOrder& wish, bool best_coupon) {
  v1::Quote quote;
  v1::Order& order = *quote.mutable_order();
  order = draft(tx, wish).order;
  for (v1::CouponChoice& choice : coupons_.choices(tx, wish.class_id, order)) {
    *quote.add_choices() = std::move(choice);
  }
  const bool helps = !quote.choices().empty() && quote.choices(0).discount_fen() > 0;
  if (best_coupon && helps && order.claim_id() == 0) {
    order.set_claim_id(quote.choices(0).claim().claim_id());
  }
  if (order.claim_id() != 0) coupons_.apply(tx, wish.class_id, order);
  for (v1::OrderLine& line : *order.mutable_lines()) {
    line.set_paid_fen(order_rules::paid_fen(line));
  }
  return quote;
}

v1::CheckoutResponse Orders::checkout(db::Transaction& tx, std::int64_t buyer_id,
                                      const v1::CheckoutRequest& wish) {
  check_baskets(classroom_.profile_of(tx, wish.class_id()).mall.orders, wish.baskets());
  rules::check_address(wish.address());
  v1::CheckoutResponse response;
  std::set<std::int64_t> shops;
  for_each_basket(wish.baskets(), [&](const v1::Basket& basket) {
    v1::Order& order = *response.add_orders();
    order = place(tx, {.class_id = wish.class_id(),
                       .buyer_id = buyer_id,
                       .lines = basket.lines(),
                       .address = wish.address(),
                       .pay_now = wish.pay_now(),
                       .expected_amount_fen = basket.expected_amount_fen(),
                       .live_prices_fen = {},
                       .claim_id = basket.claim_id()});
    base::require(shops.insert(order.shop_id()).second, "lines",
                  {"同一家店的宝贝请放在一起结算", "Put what is of one shop into one basket"});
  });
  return response;
}

}  // namespace kaibo::mall
