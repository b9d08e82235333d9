#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "kaibo/live/v1/prepare.pb.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

/// Goods of the supply market on the shelf of a live room.
namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplyLiveContract : public contract::SuppliedShopTest {
 protected:
  /// Whose product, of the good, is on the shelf.
  void shelve(const v1::Good& good, const std::vector<int>& rows, int own_cap) {
    good_id_ = good.good_id();
    product_id_ = copy_rows(seller_, wish_for(good, rows, own_cap)).product_id();
    room_id_ = prepare_room(seller_, {product_id_});
  }

  template <typename Request>
  Request in_room() {
    Request request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    request.set_product_id(product_id_);
    return request;
  }
  /// Of each of the product's specifications, of which the room was seen to hold `seen`.
  void set_aside(const std::vector<int>& pieces, const std::vector<int>& seen) {
    const mall::v1::Product product = product_now(seller_, product_id_);
    auto wish = in_room<live::v1::SetShelfDetailsRequest>();
    wish.set_own_stock(true);
    for (std::size_t row = 0; row < pieces.size(); ++row) {
      live::v1::SkuStock& one = *wish.add_skus();
      one.set_sku_id(product.skus(static_cast<int>(row)).sku_id());
      one.set_stock(pieces[row]);
      one.set_stock_seen(seen[row]);
    }
    call<live::v1::SetShelfDetailsResponse>("kaibo.live.v1.PrepareService/SetShelfDetails", wish,
                                            seller_.token);
  }
  /// The order of the mall.
  std::int64_t buy_in_room(std::int64_t sku_id, int quantity, std::int64_t price_fen) {
    auto wish = in_room<live::v1::BuyInRoomRequest>();
    wish.set_sku_id(sku_id);
    wish.set_quantity(quantity);
    wish.set_expected_price_fen(price_fen);
    *wish.mutable_address() = order_for({}, 1).address();
    return call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", wish,
                                             buyer_.token)
        .order()
        .order_id();
  }
  using Stock = std::vector<int>;
  template <typename Owner>
  static Stock stock_of(const Owner& owner) {
    Stock stock;
    for (const mall::v1::Sku& sku : owner.skus()) stock.push_back(sku.stock());
    return stock;
  }
  Stock supplier_has() { return stock_of(good_now(good_id_)); }
  Stock mall_offers() { return stock_of(product_now(buyer_, product_id_)); }

  std::int64_t good_id_ = 0;
  std::int64_t product_id_ = 0;
  std::int64_t room_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(SupplyLiveContract);

TEST_P(SupplyLiveContract, ALiveRoomSetsSuppliersPiecesAsideAndTheyAreSoldOnce) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 10);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t room = prepare_room(seller_, {link.product_id()});
  live::v1::SetShelfDetailsRequest details;
  details.set_class_id(class_id_);
  details.set_request_id(request_id());
  details.set_room_id(room);
  details.set_product_id(link.product_id());
  details.set_own_stock(true);
  details.set_stock(6);
  call<live::v1::SetShelfDetailsResponse>("kaibo.live.v1.PrepareService/SetShelfDetails", details,
                                          seller_.token);
  EXPECT_EQ(good_now(good.good_id()).stock(), 4);
  EXPECT_EQ(stock_in_mall(link.product_id()), 4);
  start_room(seller_, room);
  live::v1::BuyInRoomRequest wish;
  wish.set_class_id(class_id_);
  wish.set_request_id(request_id());
  wish.set_room_id(room);
  wish.set_product_id(link.product_id());
  wish.set_quantity(2);
  wish.set_expected_price_fen(1590);
  *wish.mutable_address() = order_for({}, 1).address();
  call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", wish, buyer_.token);
  EXPECT_EQ(good_now(good.good_id()).stock(), 4);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 1);
  end_room(seller_, room);
  EXPECT_EQ(good_now(good.good_id()).stock(), 8) << "what was not sold is free again";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyLiveContract, ARoomSetsAsideAndSellsOfTheSpecificationThatIsMapped) {
  shelve(add_oranges(10), {0, 1, 2, 3}, 50);
  set_aside({4, 0, 6, 0}, {0, 0, 0, 0});
  EXPECT_EQ(supplier_has(), (Stock{6, 10, 4, 10}));
  EXPECT_EQ(mall_offers(), (Stock{6, 10, 4, 10})) << "nobody in the mall buys what the room holds";
  EXPECT_EQ(refusal_of([&] { set_aside({4, 0, 11, 0}, {4, 0, 6, 0}); }).field(), "stock")
      << "the supplier has ten in all";
  set_aside({1, 0, 6, 2}, {4, 0, 6, 0});
  EXPECT_EQ(supplier_has(), (Stock{9, 10, 4, 8}));
  EXPECT_TRUE(faults().empty());

  start_room(seller_, room_id_);
  const std::int64_t ten = product_now(buyer_, product_id_).skus(2).sku_id();
  const std::int64_t order = buy_in_room(ten, 5, 3600);
  EXPECT_EQ(supplier_has(), (Stock{9, 10, 4, 8})) << "it was taken when it was set aside";
  const v1::SupplyOrder supplied = supply_order_of(seller_, order);
  EXPECT_EQ(supplied.lines(0).specification(), "10斤 / 中果");
  EXPECT_EQ(supplied.lines(0).quantity(), 5);
  EXPECT_EQ(refusal_of([&] { buy_in_room(ten, 2, 3600); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());

  end_room(seller_, room_id_);
  EXPECT_EQ(supplier_has(), (Stock{10, 10, 5, 10})) << "what was not sold is free again";
  EXPECT_EQ(mall_offers(), (Stock{10, 10, 5, 10}));
  cancel_supply(seller_, supplied.supply_order_id());
  EXPECT_EQ(supplier_has(), (Stock{10, 10, 10, 10}));
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyLiveContract, ARoomWithoutStockOfItsOwnSellsOfTheSpecificationThatIsMapped) {
  shelve(add_oranges(10), {1, 2}, 4);
  start_room(seller_, room_id_);
  const mall::v1::Product product = product_now(buyer_, product_id_);
  ASSERT_EQ(product.skus_size(), 4);
  buy_in_room(product.skus(1).sku_id(), 3, product.skus(1).price_fen());
  EXPECT_EQ(supplier_has(), (Stock{10, 7, 10, 10}));
  EXPECT_EQ(mall_offers(), (Stock{0, 1, 4, 0}));
  EXPECT_EQ(refusal_of([&] {
              buy_in_room(product.skus(0).sku_id(), 1, product.skus(0).price_fen());
            }).code(),
            Code::failed_precondition)
      << "it was left out of the listing";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyLiveContract, WhatARoomHoldsOfASpecificationThatTheSupplierDropsIsNotFreeAgain) {
  v1::Good good = add_oranges(10);
  shelve(good, {0, 1, 2, 3}, 50);
  set_aside({0, 3, 0, 2}, {0, 0, 0, 0});
  good = good_now(good_id_);
  good.mutable_axes(1)->mutable_values()->RemoveLast();
  good.mutable_skus()->DeleteSubrange(3, 1);
  good.mutable_skus()->DeleteSubrange(1, 1);
  save_seen(good);
  EXPECT_TRUE(faults().empty());
  start_room(seller_, room_id_);
  const mall::v1::Product product = product_now(buyer_, product_id_);
  const std::int64_t order = buy_in_room(product.skus(1).sku_id(), 1, product.skus(1).price_fen());
  EXPECT_EQ(supply_order_of(seller_, order).lines(0).quantity(), 1) << "it was promised";
  end_room(seller_, room_id_);
  EXPECT_EQ(supplier_has(), (Stock{10, 10}));
  EXPECT_EQ(mall_offers(), (Stock{10, 0, 10, 0}));
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyLiveContract, ASingleSpecificationMakesAProductWithoutAnyThatALiveRoomSells) {
  shelve(add_oranges(10), {3}, 20);
  const mall::v1::Product product = product_now(buyer_, product_id_);
  EXPECT_TRUE(product.skus().empty());
  EXPECT_EQ(product.stock(), 10);
  EXPECT_EQ(product.price_fen(), 4000);
  start_room(seller_, room_id_);
  buy_in_room(0, 2, 4000);
  EXPECT_EQ(supplier_has(), (Stock{10, 10, 10, 8}));
  const v1::SupplyOrder order = supply_orders(seller_).orders(0);
  EXPECT_EQ(order.lines(0).specification(), "10斤 / 大果");
  EXPECT_EQ(order.lines(0).supply_price_fen(), 2000);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::supply
