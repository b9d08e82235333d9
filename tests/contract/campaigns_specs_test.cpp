#include <gtest/gtest.h>

#include <utility>

#include "tests/contract/campaigns.h"
#include "tests/support/refusal.h"

/// Limited-time prices of products with specifications.
namespace kaibo::mall {
namespace {

using test::refusal_of;

class CampaignsSpecsContract : public contract::CampaignsTest {
 protected:
  /// In boxes of 5 and 10 pounds, at 30 and 50 yuan.
  v1::Product list_boxes() {
    auto request = named<v1::SaveProductRequest>();
    request.set_title("赣南脐橙 现摘现发 多规格可选");
    request.set_description("早上摘、下午发，皮薄好剥，有坏果当天拍照按个赔，放心购买。");
    request.add_pictures(picture(seller_));
    request.set_listed(true);
    v1::SpecAxis& axis = *request.add_axes();
    axis.set_name("重量");
    for (const auto& [value, price] : {std::pair{"5斤", 3000}, {"10斤", 5000}}) {
      axis.add_values(value);
      v1::Sku& sku = *request.add_skus();
      sku.add_values(value);
      sku.set_price_fen(price);
      sku.set_stock(100);
    }
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller_.token)
        .product();
  }
};
KAIBO_ON_EVERY_DATABASE(CampaignsSpecsContract);

TEST_P(CampaignsSpecsContract, EachSpecificationHasItsOwnLimitedPriceExactInOrdersAndRefunds) {
  first_ = list_boxes();
  v1::PromotionWish wish = limited_price(2001, 3, 100'000);
  const v1::Promotion same = start(seller_, wish);
  ASSERT_EQ(same.terms().sku_prices_size(), 2);
  EXPECT_EQ(same.terms().sku_prices(1).price_fen(), 4001) << "the same reduction";
  stop(seller_, same.promotion_id());
  v1::SkuPrice& big = *wish.add_sku_prices();
  big.set_sku_id(first_.skus(1).sku_id());
  big.set_price_fen(1111);
  EXPECT_EQ(refusal_of([&] {
              v1::PromotionWish low = wish;
              low.mutable_sku_prices(0)->set_price_fen(999);
              start(seller_, low);
            }).field(),
            "sku_prices");
  const std::int64_t id = start(seller_, wish).promotion_id();
  EXPECT_EQ(promotion(id).terms().price_fen(), 1111) << "the lowest";

  v1::PlaceOrderRequest bought = order_for(first_, 2);
  bought.mutable_lines(0)->set_sku_id(first_.skus(0).sku_id());
  v1::NewOrderLine& line = *bought.add_lines();
  line.set_product_id(first_.product_id());
  line.set_sku_id(first_.skus(1).sku_id());
  line.set_quantity(2);
  // Three pieces a person, those of the first specification first.
  const std::int64_t amount = 2 * 2001 + 1111 + 5000;
  EXPECT_EQ(quote({basket(bought)}).amount_fen(), amount);
  bought.set_expected_amount_fen(amount);
  bought.set_pay_now(true);
  const std::int64_t before = balance(buyer_);
  const v1::Order order = place(buyer_, bought);
  EXPECT_EQ(order.lines(0).paid_fen(), 4002);
  EXPECT_EQ(order.lines(1).paid_fen(), 6111);
  EXPECT_EQ(promotion(id).spent_fen(), 2 * 999 + 3889);
  for (const int nth : {0, 1}) {
    for (int piece = 0; piece < 2; ++piece) {
      v1::AskAfterSaleRequest asked =
          TradeTest::wish(order_now(buyer_, order.order_id()), v1::AFTER_SALE_KIND_REFUND, 1);
      asked.set_line(nth);
      take(seller_, ask(asked), v1::AFTER_SALE_STEP_AGREE);
      EXPECT_TRUE(faults().empty());
    }
  }
  EXPECT_EQ(balance(buyer_), before);
}

TEST_P(CampaignsSpecsContract, ABudgetLastsWhileAnySpecificationFitsIntoIt) {
  first_ = list_boxes();
  v1::PromotionWish wish = limited_price(2900, 9, 2100);
  v1::SkuPrice& big = *wish.add_sku_prices();
  big.set_sku_id(first_.skus(1).sku_id());
  big.set_price_fen(3000);
  const std::int64_t id = start(seller_, wish).promotion_id();
  const auto buy = [&](int nth, std::int64_t fen) {
    v1::PlaceOrderRequest bought = order_for(first_, 1);
    bought.mutable_lines(0)->set_sku_id(first_.skus(nth).sku_id());
    bought.set_expected_amount_fen(fen);
    bought.set_pay_now(true);
    place(buyer_, bought);
  };
  buy(1, 3000);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_RUNNING) << "100 fen serve the small box";
  buy(0, 2900);
  EXPECT_EQ(promotion(id).state(), v1::PROMOTION_STATE_SPENT);
  EXPECT_EQ(promotion(id).spent_fen(), 2100);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
