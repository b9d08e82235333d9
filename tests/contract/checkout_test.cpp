#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/contract/campaigns.h"
#include "tests/support/refusal.h"

/// Orders of several shops placed at once.
namespace kaibo::mall {
namespace {

using test::refusal_of;

class CheckoutContract : public contract::CampaignsTest {
 protected:
  v1::CheckoutResponse checkout(const std::vector<v1::Basket>& baskets, bool pay_now) {
    auto request = named<v1::CheckoutRequest>();
    for (const v1::Basket& one : baskets) *request.add_baskets() = one;
    *request.mutable_address() = order_for(first_, 1).address();
    request.set_pay_now(pay_now);
    return call<v1::CheckoutResponse>("kaibo.mall.v1.MallService/Checkout", request, buyer_.token);
  }
};
KAIBO_ON_EVERY_DATABASE(CheckoutContract);

TEST_P(CheckoutContract, OneCheckoutPaysTheOrdersOfSeveralShopsEachWithItsCoupon) {
  const Trainee neighbour = trainee("陈雨桐");
  open_shop(neighbour, "桐桐山货");
  const v1::Product theirs = list_product(neighbour, 5000, 10);
  start(seller_, full(4000, 400, 100'000));
  claim(buyer_, seller_, 100);
  claim(buyer_, neighbour, 500);
  const std::int64_t before = balance(buyer_);
  std::vector<v1::Basket> baskets{basket(both(1, 1, 0)), basket(order_for(theirs, 1))};
  const v1::QuoteCheckoutResponse quoted = quote(baskets);
  EXPECT_EQ(quoted.amount_fen(), 3500 + 4500);
  for (std::size_t i = 0; i < baskets.size(); ++i) {
    const v1::Order& order = quoted.quotes(static_cast<int>(i)).order();
    baskets[i].set_claim_id(order.claim_id());
    baskets[i].set_expected_amount_fen(order.amount_fen());
  }
  const v1::CheckoutResponse placed = checkout(baskets, true);
  ASSERT_EQ(placed.orders_size(), 2);
  EXPECT_EQ(placed.orders(0).seller_id(), seller_.user_id);
  EXPECT_EQ(placed.orders(1).seller_id(), neighbour.user_id);
  EXPECT_EQ(placed.orders(1).state(), v1::ORDER_STATE_PAID);
  EXPECT_EQ(balance(buyer_), before - 8000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(CheckoutContract, ACheckoutPlacesAllOrdersOrNoneAndNamesTheBasketAtFault) {
  const Trainee neighbour = trainee("陈雨桐");
  open_shop(neighbour, "桐桐山货");
  const v1::Product scarce = list_product(neighbour, 5000, 1);
  const v1::Basket good = basket(order_for(first_, 1));
  const base::Error sold_out =
      refusal_of([&] { checkout({good, basket(order_for(scarce, 2))}, false); });
  EXPECT_EQ(sold_out.field(), "baskets[1]");
  EXPECT_NE(sold_out.text().zh.find(scarce.title()), std::string::npos) << "the line is named";
  v1::Basket dear = basket(order_for(scarce, 1));
  dear.set_claim_id(777);
  EXPECT_EQ(refusal_of([&] { checkout({good, dear}, false); }).field(), "baskets[1].claim_id");
  EXPECT_EQ(refusal_of([&] { checkout({good, good}, false); }).field(), "baskets[1].lines")
      << "a shop twice";
  EXPECT_EQ(product_now(seller_, first_.product_id()).stock(), 100);
  EXPECT_EQ(checkout({good, basket(order_for(scarce, 1))}, false).orders(0).state(),
            v1::ORDER_STATE_PENDING_PAY);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
