#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kaibo/mall/v1/conduct.pb.h"
#include "services/classroom/happened.h"
#include "services/supply/market/seed.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

/// Goods of the supply market as products of shops, and the stock that the shops share.
namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplyListingContract : public contract::SuppliedShopTest {
 protected:
  /// Of which product the class was told its stock last, and what it was told.
  std::pair<std::int64_t, int> stock_told_last() {
    std::pair<std::int64_t, int> told;
    for (const db::Entry& entry : journal_of(class_id_)) {
      const event::v1::Event event = classroom::event_of(entry);
      if (!event.has_stock_changed()) continue;
      told = {event.stock_changed().product_id(), event.stock_changed().stock()};
    }
    return told;
  }
};
KAIBO_ON_EVERY_DATABASE(SupplyListingContract);

TEST_P(SupplyListingContract, WhatTheSupplierGaveIsNobodysCopyButAShopsOwnTitleOfItIs) {
  open_shop(buyer_, "建国茶行");
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 50);
  const auto found = [&](const Trainee& who) {
    mall::v1::ListViolationsRequest request;
    request.set_class_id(class_id_);
    request.set_rule("copied");
    return call<mall::v1::ListViolationsResponse>("kaibo.mall.v1.ConductService/ListViolations",
                                                  request, who.token);
  };
  const std::int64_t first = copy(seller_, good, 1590, 30).product_id();
  const std::int64_t second = copy(buyer_, good, 1690, 30).product_id();
  EXPECT_EQ(found(seller_).violations_size(), 0);
  EXPECT_EQ(found(buyer_).violations_size(), 0) << "they share the source";

  const auto retitle = [&](const Trainee& who, std::int64_t product_id) {
    const mall::v1::Product product = product_now(who, product_id);
    mall::v1::SaveProductRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_product_id(product_id);
    request.set_version(product.version());
    request.set_title("我家后山的橙子 摘下来就给您寄");
    request.set_description(product.description());
    *request.mutable_pictures() = product.pictures();
    request.set_price_fen(product.price_fen());
    request.set_stock(product.stock());
    request.set_stock_seen(product.stock());
    request.set_listed(true);
    call<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                        who.token);
  };
  retitle(seller_, first);
  EXPECT_EQ(found(seller_).violations_size(), 0);
  retitle(buyer_, second);
  ASSERT_EQ(found(buyer_).violations_size(), 1);
  EXPECT_EQ(found(buyer_).violations(0).place(), "title") << "the picture is still the supplier's";
}

TEST_P(SupplyListingContract, TheMarketThatComesWithTheProgramIsFilledInOnceAndSearched) {
  v1::FillMarketRequest fill;
  fill.set_class_id(class_id_);
  fill.set_request_id(request_id());
  const auto fill_now = [&] {
    return call<v1::FillMarketResponse>("kaibo.supply.v1.SupplyService/FillMarket", fill,
                                        instructor_);
  };
  EXPECT_GE(fill_now().goods(), 60);
  fill.set_request_id(request_id());
  EXPECT_EQ(fill_now().goods(), static_cast<int>(seed().goods.size()));

  v1::SearchGoodsRequest search;
  search.set_class_id(class_id_);
  const auto found = [&] {
    return call<v1::SearchGoodsResponse>("kaibo.supply.v1.SupplyService/SearchGoods", search,
                                         seller_.token);
  };
  EXPECT_EQ(found().goods_size(), found().total());
  EXPECT_GE(found().categories_size(), 8);
  EXPECT_FALSE(found().suppliers(0).has_behaviour()) << "how a supplier behaves is not told";
  search.set_category("水果");
  search.set_to_fen(2000);
  search.set_sort(v1::GOOD_SORT_PRICE_UP);
  search.set_limit(2);
  const v1::SearchGoodsResponse cheap = found();
  ASSERT_EQ(cheap.goods_size(), 2);
  EXPECT_GT(cheap.total(), 2);
  EXPECT_LE(cheap.goods(0).supply_price_fen(), cheap.goods(1).supply_price_fen());
}

TEST_P(SupplyListingContract, ACopiedGoodIsAProductThatShowsTheSmallerOfBothStocks) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link few = copy(seller_, good, 1590, 5);
  EXPECT_EQ(stock_in_mall(few.product_id()), 5);
  EXPECT_EQ(few.supply_stock(), 20);
  EXPECT_TRUE(few.listed());
  EXPECT_EQ(good_now(good.good_id()).shops(), 1);

  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const v1::Link many = copy(other, good, 1690, 100);
  EXPECT_EQ(stock_in_mall(many.product_id()), 20);
  buy(buyer_, few.product_id(), 3);
  EXPECT_EQ(stock_in_mall(many.product_id()), 17) << "sold in one shop, gone from both";
  EXPECT_EQ(stock_in_mall(few.product_id()), 2);
  EXPECT_EQ(stock_told_last(), std::pair(few.product_id(), 2));
  buy(buyer_, many.product_id(), 1);
  EXPECT_EQ(stock_told_last(), std::pair(many.product_id(), 16)) << "what its supplier has";
  EXPECT_EQ(stock_in_mall(many.product_id()), 16);
  EXPECT_EQ(refusal_of([&] { copy(seller_, good, 1590, 5); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyListingContract, AStoppedGoodSellsNoMoreAndABrokenLinkLeavesTheShopItsOwnStock) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 8);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  set_stopped(good.good_id(), true);
  EXPECT_EQ(stock_in_mall(link.product_id()), 0);
  EXPECT_EQ(link_of(seller_, link.product_id()).news(0), v1::LINK_NEWS_STOPPED);
  EXPECT_EQ(capture(seller_, supply_order_of(seller_, order)).state(),
            v1::SUPPLY_ORDER_STATE_CAPTURED)
      << "what is ordered is delivered";

  v1::SetLinkedRequest unlink;
  unlink.set_class_id(class_id_);
  unlink.set_request_id(request_id());
  unlink.set_product_id(link.product_id());
  call<v1::SetLinkedResponse>("kaibo.supply.v1.SupplyService/SetLinked", unlink, seller_.token);
  EXPECT_EQ(stock_in_mall(link.product_id()), 7);
  buy(buyer_, link.product_id(), 2);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyListingContract, ThirtyFiveBuyersInSeveralShopsAndARoomNeverOversellASupplier) {
  constexpr int pieces = 20;
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", pieces);
  std::vector<Trainee> sellers{seller_};
  std::vector<std::int64_t> products{copy(seller_, good, 1590, 100).product_id()};
  for (const char* name : {"陈雨桐", "王志强"}) {
    sellers.push_back(trainee(name));
    open_shop(sellers.back(), std::string(name) + "的店");
    products.push_back(copy(sellers.back(), good, 1590, 100).product_id());
  }
  const std::int64_t room = prepare_room(seller_, {products[0]});
  start_room(seller_, room);
  std::vector<Trainee> buyers;
  for (int i = 0; i < 35 - 3; ++i) buyers.push_back(trainee("学员" + std::to_string(i)));

  std::atomic<int> sold{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < buyers.size(); ++i) {
    mall::v1::PlaceOrderRequest in_mall =
        order_for(product_now(buyers[i], products[i % products.size()]), 1);
    in_mall.set_pay_now(true);
    live::v1::BuyInRoomRequest in_room;
    in_room.set_class_id(class_id_);
    in_room.set_request_id(request_id());
    in_room.set_room_id(room);
    in_room.set_product_id(products[0]);
    in_room.set_quantity(1);
    in_room.set_expected_price_fen(1590);
    *in_room.mutable_address() = in_mall.address();
    threads.emplace_back([this, &sold, buyer = buyers[i], in_mall, in_room, i] {
      try {
        if (i % 4 == 3) {
          call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", in_room,
                                            buyer.token);
        } else {
          place(buyer, in_mall);
        }
        ++sold;
      } catch (const base::Error& refused) {
        EXPECT_EQ(refused.code(), Code::failed_precondition);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sold, pieces);
  EXPECT_EQ(good_now(good.good_id()).stock(), 0);
  for (const std::int64_t product : products) EXPECT_EQ(stock_in_mall(product), 0);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::supply
