#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

/// Goods of the supply market with specifications, from their supplier to the buyer and back.
namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplySpecsContract : public contract::SuppliedShopTest {
 protected:
  /// Pieces of the product's specifications by place, all in one order, paid at once.
  mall::v1::PlaceOrderRequest order_rows(const mall::v1::Product& product,
                                         const std::vector<std::pair<int, int>>& rows) {
    mall::v1::PlaceOrderRequest request = order_for(product, 1);
    request.clear_lines();
    std::int64_t amount = 0;
    for (const auto& [row, quantity] : rows) {
      mall::v1::NewOrderLine& line = *request.add_lines();
      line.set_product_id(product.product_id());
      line.set_sku_id(product.skus(row).sku_id());
      line.set_quantity(quantity);
      amount += product.skus(row).price_fen() * quantity;
    }
    request.set_expected_amount_fen(amount);
    request.set_pay_now(true);
    return request;
  }

  v1::Link map_sku(std::int64_t product_id, std::int64_t sku_id, std::int64_t good_sku_id) {
    v1::MapSkuRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_product_id(product_id);
    request.set_sku_id(sku_id);
    request.set_good_sku_id(good_sku_id);
    return call<v1::MapSkuResponse>("kaibo.supply.v1.SupplyService/MapSku", request, seller_.token)
        .link();
  }
};
KAIBO_ON_EVERY_DATABASE(SupplySpecsContract);

TEST_P(SupplySpecsContract, AGoodKeepsItsSpecificationsAndItsFiguresFollowFromTheirs) {
  v1::Good good = add_oranges(10);
  EXPECT_EQ(good.supply_price_fen(), 1000);
  EXPECT_EQ(good.suggested_price_fen(), 2000);
  EXPECT_EQ(good.stock(), 40);
  ASSERT_EQ(good.axes_size(), 2);
  EXPECT_EQ(good.axes(1).values(1), "大果");
  ASSERT_EQ(good.skus_size(), 4);

  v1::Good cheaper_than_cost = good;
  cheaper_than_cost.mutable_skus(0)->set_list_price_fen(900);
  EXPECT_EQ(refusal_of([&] { save_seen(cheaper_than_cost); }).field(), "good.skus");
  v1::Good incomplete = good;
  incomplete.mutable_skus()->RemoveLast();
  EXPECT_EQ(refusal_of([&] { save_seen(incomplete); }).field(), "good.skus");

  good.mutable_skus(3)->set_stock(25);
  good = save_seen(good);
  EXPECT_EQ(good.stock(), 55);
  good.clear_axes();
  good.clear_skus();
  good.set_stock(7);
  good = save_seen(good);
  EXPECT_EQ(good.stock(), 7);
  EXPECT_TRUE(good.skus().empty());
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplySpecsContract, ListingMapsEverySpecificationAndWhatIsLeftOutIsNotForSale) {
  const v1::Good good = add_oranges(10);
  const v1::Link link = copy_rows(seller_, wish_for(good, {0, 1, 2}, 4));
  const mall::v1::Product product = product_now(buyer_, link.product_id());
  ASSERT_EQ(product.skus_size(), 4) << "a hole of the matrix is there, without stock";
  EXPECT_EQ(product.skus(0).price_fen(), 2000);
  EXPECT_EQ(product.skus(0).stock(), 4);
  EXPECT_EQ(product.skus(3).stock(), 0);
  EXPECT_EQ(product.skus(3).price_fen(), 3000) << "by the rule: +50 %";
  EXPECT_EQ(product.stock(), 12);
  ASSERT_EQ(link.skus_size(), 4);
  for (int row = 0; row < 4; ++row) {
    EXPECT_EQ(link.skus(row).good_sku_id(), good.skus(row).sku_id());
    EXPECT_EQ(link.skus(row).specification(), link.skus(row).good_specification());
  }
  EXPECT_EQ(link.skus(1).supply_price_fen(), 1200);
  EXPECT_TRUE(link.news().empty());
  v1::SetOwnCapRequest more;
  more.set_class_id(class_id_);
  more.set_request_id(request_id());
  more.set_product_id(link.product_id());
  more.set_own_cap(30);
  EXPECT_EQ(refusal_of([&] {
              call<v1::SetOwnCapResponse>("kaibo.supply.v1.SupplyService/SetOwnCap", more,
                                          seller_.token);
            }).code(),
            Code::invalid_argument)
      << "of which one?";
  more.set_request_id(request_id());
  more.set_sku_id(link.skus(3).sku_id());
  call<v1::SetOwnCapResponse>("kaibo.supply.v1.SupplyService/SetOwnCap", more, seller_.token);
  EXPECT_EQ(product_now(buyer_, link.product_id()).skus(3).stock(), 10);
  EXPECT_EQ(product_now(buyer_, link.product_id()).stock(), 22);

  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const mall::v1::Product heavy =
      product_now(buyer_, copy_rows(other, wish_for(good, {2, 3}, 50)).product_id());
  EXPECT_EQ(heavy.axes(0).values_size(), 1) << "a value that nothing has is not to be chosen";
  EXPECT_EQ(heavy.skus_size(), 2);
  EXPECT_EQ(heavy.skus(0).stock(), 10) << "the supplier's stock is the smaller one";

  v1::CopyGoodRequest stale = wish_for(good, {0}, 4);
  stale.mutable_skus(0)->set_supply_price_fen(900);
  const Trainee third = trainee("王志强");
  open_shop(third, "志强山货铺");
  EXPECT_EQ(refusal_of([&] { copy_rows(third, stale); }).code(), Code::aborted);
  stale.mutable_skus(0)->set_sku_id(1);
  EXPECT_EQ(refusal_of([&] { copy_rows(third, stale); }).code(), Code::invalid_argument);
  const mall::v1::Product by_rule =
      product_now(buyer_, copy_rows(third, wish_for(good, {}, 3)).product_id());
  EXPECT_EQ(by_rule.skus(2).price_fen(), 2700);
  EXPECT_EQ(by_rule.stock(), 12);
}

TEST_P(SupplySpecsContract, AnOrderBecomesALineForEachSpecificationAndEachGoesItsOwnWayBack) {
  const v1::Good good = add_oranges(10);
  const v1::Link link = copy_rows(seller_, wish_for(good, {0, 1, 2, 3}, 50));
  const std::int64_t before = balance(seller_);
  const mall::v1::Product product = product_now(buyer_, link.product_id());
  // 2 × ¥20.00 and 3 × ¥36.00.
  const std::int64_t order = place(buyer_, order_rows(product, {{0, 2}, {2, 3}})).order_id();
  v1::SupplyOrder supplied = supply_order_of(seller_, order);
  ASSERT_EQ(supplied.lines_size(), 2);
  EXPECT_EQ(supplied.lines(0).specification(), "5斤 / 中果");
  EXPECT_EQ(supplied.lines(0).supply_price_fen(), 1000);
  EXPECT_EQ(supplied.lines(0).income_fen(), 4000);
  EXPECT_EQ(supplied.lines(1).specification(), "10斤 / 中果");
  EXPECT_EQ(supplied.lines(1).quantity(), 3);
  EXPECT_EQ(supplied.lines(1).income_fen(), 10'800);
  EXPECT_EQ(supplied.goods_fen(), 2 * 1000 + 3 * 1800);
  EXPECT_EQ(good_now(good.good_id()).skus(2).stock(), 7);

  capture(seller_, supplied);
  EXPECT_EQ(balance(seller_), before - 7600);
  // One piece of the second is not wanted any more before it ships.
  step_after_sale(seller_, ask_after_sale(order, mall::v1::AFTER_SALE_KIND_REFUND, 1, 1),
                  mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(balance(seller_), before - 7600 + 1800);
  EXPECT_EQ(good_now(good.good_id()).skus(2).stock(), 8);
  EXPECT_EQ(good_now(good.good_id()).skus(0).stock(), 8);
  pass_minutes(70);
  EXPECT_EQ(order_now(seller_, order).state(), mall::v1::ORDER_STATE_SHIPPED);

  // One of the first comes back and goes on to the supplier.
  const mall::v1::AfterSale asked = ask_after_sale(order, mall::v1::AFTER_SALE_KIND_RETURN, 1, 0);
  EXPECT_EQ(asked.specification(), "5斤 / 中果");
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_AGREE);
  step_after_sale(buyer_, asked, mall::v1::AFTER_SALE_STEP_SEND_BACK);
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_RECEIVE);
  supplied = supply_order_of(seller_, order);
  ASSERT_EQ(supplied.returns_size(), 1);
  EXPECT_EQ(supplied.returns(0).lines(0).specification(), "5斤 / 中果");
  EXPECT_EQ(supplied.lines(0).returned(), 1);
  EXPECT_EQ(supplied.lines(1).returned(), 0);
  send_return(seller_, supplied.returns(0).return_id());
  pass_minutes(30);
  EXPECT_EQ(balance(seller_), before - 7600 + 1800 + 1000);
  EXPECT_EQ(good_now(good.good_id()).skus(0).stock(), 9);
  EXPECT_EQ(good_now(good.good_id()).skus(2).stock(), 8);

  // Income ¥20.00 + ¥72.00; cost ¥10.00 + ¥36.00 and ¥2.00 freight.
  const v1::GetProfitResponse report = profit(seller_);
  EXPECT_EQ(report.shop().income_fen(), 9200);
  EXPECT_EQ(report.shop().cost_fen(), 4800);
  ASSERT_EQ(report.products_size(), 2);
  EXPECT_EQ(report.products(0).profit().net_fen() + report.products(1).profit().net_fen(),
            report.shop().net_fen());
  EXPECT_EQ(report.products(1).specification(), "10斤 / 中果");
  EXPECT_EQ(report.products(1).profit().income_fen(), 7200);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplySpecsContract, WhatChangesAtTheSupplierIsToldOfEachSpecification) {
  v1::Good good = add_oranges(10);
  const v1::Link link = copy_rows(seller_, wish_for(good, {0, 1, 2, 3}, 50));
  capture_automatically(seller_);
  good = good_now(good.good_id());
  good.mutable_skus(1)->set_price_fen(1600);
  good.mutable_skus(1)->set_list_price_fen(3200);
  good.mutable_skus(2)->set_stock(0);
  good = save_seen(good);
  v1::Link told = link_of(seller_, link.product_id());
  EXPECT_TRUE(told.skus(0).news().empty());
  EXPECT_EQ(told.skus(1).news(0), v1::LINK_NEWS_PRICE_CHANGED);
  EXPECT_EQ(told.skus(2).news(0), v1::LINK_NEWS_OUT_OF_STOCK);
  EXPECT_EQ(told.news_size(), 2);
  const mall::v1::Product product = product_now(buyer_, link.product_id());
  EXPECT_EQ(product.skus(2).stock(), 0);
  EXPECT_EQ(
      supply_order_of(seller_, place(buyer_, order_rows(product, {{1, 1}})).order_id()).hold(),
      v1::HOLD_PRICE_CHANGED);
  EXPECT_EQ(
      supply_order_of(seller_, place(buyer_, order_rows(product, {{0, 1}})).order_id()).state(),
      v1::SUPPLY_ORDER_STATE_CAPTURED)
      << "its own price has not changed";

  v1::AcceptPriceRequest accept;
  accept.set_class_id(class_id_);
  accept.set_request_id(request_id());
  accept.set_product_id(link.product_id());
  accept.set_price_anew(true);
  EXPECT_EQ(refusal_of([&] {
              call<v1::AcceptPriceResponse>("kaibo.supply.v1.SupplyService/AcceptPrice", accept,
                                            seller_.token);
            }).code(),
            Code::aborted)
      << "nothing was seen";
  for (const mall::v1::Sku& sku : good.skus()) {
    v1::SkuPrice& seen = *accept.add_skus();
    seen.set_sku_id(sku.sku_id());
    seen.set_supply_price_fen(sku.price_fen());
  }
  accept.set_request_id(request_id());
  told = call<v1::AcceptPriceResponse>("kaibo.supply.v1.SupplyService/AcceptPrice", accept,
                                       seller_.token)
             .link();
  EXPECT_EQ(told.skus(1).price_fen(), 2400) << "+50 %";
  EXPECT_TRUE(told.skus(1).news().empty());

  // The supplier has large ones no more.
  good = good_now(good.good_id());
  good.mutable_axes(1)->mutable_values()->RemoveLast();
  good.mutable_skus()->DeleteSubrange(3, 1);
  good.mutable_skus()->DeleteSubrange(1, 1);
  good = save_seen(good);
  told = link_of(seller_, link.product_id());
  EXPECT_EQ(told.skus(1).news(0), v1::LINK_NEWS_UNMAPPED);
  const mall::v1::Product fewer = product_now(buyer_, link.product_id());
  EXPECT_EQ(fewer.skus(1).stock(), 0);
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_rows(fewer, {{1, 1}})); }).code(),
            Code::failed_precondition);
  told = map_sku(link.product_id(), fewer.skus(1).sku_id(), good.skus(0).sku_id());
  EXPECT_EQ(told.skus(1).good_specification(), "5斤 / 中果");
  EXPECT_EQ(product_now(buyer_, link.product_id()).skus(1).stock(), 9);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplySpecsContract, PiecesOfASpecificationThatIsGoneAreNotFreeAgain) {
  v1::Good good = add_oranges(10);
  const v1::Link link = copy_rows(seller_, wish_for(good, {0, 1, 2, 3}, 50));
  const mall::v1::Product product = product_now(buyer_, link.product_id());
  mall::v1::PlaceOrderRequest unpaid = order_rows(product, {{1, 4}, {0, 1}});
  unpaid.set_pay_now(false);
  const std::int64_t order = place(buyer_, unpaid).order_id();
  good = good_now(good.good_id());
  good.mutable_axes(1)->mutable_values()->RemoveLast();
  good.mutable_skus()->DeleteSubrange(3, 1);
  good.mutable_skus()->DeleteSubrange(1, 1);
  good = save_seen(good);
  EXPECT_EQ(good.stock(), 19);
  cancel(buyer_, order);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplySpecsContract, AProductLinkedBeforeTheGoodHadSpecificationsSellsAgainOnceItIsMapped) {
  v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t earlier = buy(buyer_, link.product_id(), 2);
  good = good_now(good.good_id());
  good.add_axes()->set_name("重量");
  for (const char* weight : {"5斤", "10斤"}) {
    good.mutable_axes(0)->add_values(weight);
    mall::v1::Sku& sku = *good.add_skus();
    sku.add_values(weight);
    sku.set_price_fen(1000);
    sku.set_list_price_fen(2000);
    sku.set_stock(5);
  }
  good = save_seen(good);
  EXPECT_EQ(product_now(buyer_, link.product_id()).stock(), 0);
  EXPECT_EQ(link_of(seller_, link.product_id()).news(0), v1::LINK_NEWS_UNMAPPED);
  EXPECT_EQ(refusal_of([&] { buy(buyer_, link.product_id(), 1); }).code(),
            Code::failed_precondition);
  cancel_supply(seller_, supply_order_of(seller_, earlier).supply_order_id());
  EXPECT_EQ(good_now(good.good_id()).stock(), 10) << "what was before is not sold again";

  map_sku(link.product_id(), 0, good.skus(1).sku_id());
  EXPECT_EQ(product_now(buyer_, link.product_id()).stock(), 5);
  buy(buyer_, link.product_id(), 3);
  EXPECT_EQ(good_now(good.good_id()).skus(1).stock(), 2);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplySpecsContract, ThirtyFiveBuyersNeverOversellOneSpecification) {
  constexpr int pieces = 20;
  const v1::Good good = add_oranges(pieces);
  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const v1::Link whole = copy_rows(seller_, wish_for(good, {0, 1, 2, 3}, 100));
  const v1::Link single = copy_rows(other, wish_for(good, {2}, 100));
  std::vector<Trainee> buyers;
  for (int i = 0; i < 35; ++i) buyers.push_back(trainee("学员" + std::to_string(i)));

  std::atomic<int> sold{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < buyers.size(); ++i) {
    mall::v1::PlaceOrderRequest wish;
    if (i % 2 == 0) {
      wish = order_rows(product_now(buyers[i], whole.product_id()), {{2, 1}});
    } else {
      wish = order_for(product_now(buyers[i], single.product_id()), 1);
      wish.set_pay_now(true);
    }
    threads.emplace_back([this, &sold, buyer = buyers[i], wish] {
      try {
        place(buyer, wish);
        ++sold;
      } catch (const base::Error& refused) {
        EXPECT_EQ(refused.code(), Code::failed_precondition);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sold, pieces);
  const v1::Good now = good_now(good.good_id());
  EXPECT_EQ(now.skus(2).stock(), 0);
  EXPECT_EQ(now.stock(), 3 * pieces) << "the others are untouched";
  EXPECT_EQ(product_now(buyer_, whole.product_id()).skus(2).stock(), 0);
  EXPECT_EQ(product_now(buyer_, single.product_id()).stock(), 0);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::supply
