#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

/// What a shop sells becomes an order at its supplier, who is paid and ships it.
namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplyCaptureContract : public contract::SuppliedShopTest {};
KAIBO_ON_EVERY_DATABASE(SupplyCaptureContract);

TEST_P(SupplyCaptureContract, StockComesBackExactlyOnceWhenAnOrderClosesUnpaid) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t order =
      place(buyer_, order_for(product_now(buyer_, link.product_id()), 4)).order_id();
  EXPECT_EQ(good_now(good.good_id()).stock(), 16);
  cancel(buyer_, order);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  place(buyer_, order_for(product_now(buyer_, link.product_id()), 4));
  pass_minutes(30);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract,
       APaidOrderIsCapturedByHandShippedBySupplierAndItsWaybillIsTheMallOrders) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  const v1::SupplyOrder waiting = supply_order_of(seller_, order);
  EXPECT_EQ(waiting.state(), v1::SUPPLY_ORDER_STATE_WAITING);
  EXPECT_EQ(waiting.hold(), v1::HOLD_BY_HAND);
  EXPECT_EQ(waiting.goods_fen() + waiting.freight_fen(), 3200);
  EXPECT_EQ(balance(seller_), before);

  EXPECT_EQ(capture(seller_, waiting).state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_EQ(balance(seller_), before - 3200);
  EXPECT_EQ(refusal_of([&] { capture(seller_, waiting); }).code(), Code::failed_precondition);
  pass_minutes(10);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  pass_minutes(60);
  const v1::SupplyOrder shipped = supply_order_of(seller_, order);
  EXPECT_EQ(shipped.state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  const mall::v1::Order bought = order_now(seller_, order);
  EXPECT_EQ(bought.state(), mall::v1::ORDER_STATE_SHIPPED);
  EXPECT_EQ(bought.waybill(), shipped.waybill());
  confirm(buyer_, order);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_RECEIVED);

  const v1::GetProfitResponse report = profit(seller_);
  EXPECT_EQ(report.shop().income_fen(), 4770);
  EXPECT_EQ(report.shop().cost_fen(), 3200);
  EXPECT_EQ(report.shop().net_fen(), 1570);
  ASSERT_EQ(report.products_size(), 1);
  EXPECT_EQ(report.products(0).profit().net_fen(), 1570);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract, SwitchingToAutomaticTouchesNewOrdersOnly) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t earlier = buy(buyer_, link.product_id(), 1);
  capture_automatically(seller_);
  const std::int64_t later = buy(buyer_, link.product_id(), 1);
  EXPECT_EQ(supply_order_of(seller_, earlier).state(), v1::SUPPLY_ORDER_STATE_WAITING);
  const v1::SupplyOrder captured = supply_order_of(seller_, later);
  EXPECT_EQ(captured.state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_TRUE(captured.automatic());
}

TEST_P(SupplyCaptureContract, WhatHindersAnAutomaticCaptureIsSaidAndCanBeMended) {
  v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 200);
  const v1::Link link = copy(seller_, good, 1590, 500);
  capture_automatically(seller_);

  good = good_now(good.good_id());
  good.set_supply_price_fen(1200);
  save_good(good, good.stock());
  const v1::Link changed = link_of(seller_, link.product_id());
  EXPECT_EQ(changed.news_size(), 1);
  EXPECT_EQ(changed.news(0), v1::LINK_NEWS_PRICE_CHANGED);
  const std::int64_t dearer = buy(buyer_, link.product_id(), 1);
  const v1::SupplyOrder held = supply_order_of(seller_, dearer);
  EXPECT_EQ(held.hold(), v1::HOLD_PRICE_CHANGED);
  v1::SupplyOrder old_price = held;
  old_price.set_goods_fen(1000);
  EXPECT_EQ(refusal_of([&] { capture(seller_, old_price); }).code(), Code::aborted);
  EXPECT_EQ(capture(seller_, held).paid_fen(), 1400);

  v1::AcceptPriceRequest accept;
  accept.set_class_id(class_id_);
  accept.set_request_id(request_id());
  accept.set_product_id(link.product_id());
  accept.set_supply_price_fen(1200);
  accept.set_price_anew(true);
  const v1::Link accepted = call<v1::AcceptPriceResponse>(
                                "kaibo.supply.v1.SupplyService/AcceptPrice", accept, seller_.token)
                                .link();
  EXPECT_EQ(accepted.price_fen(), 1800) << "the link's rule is +50 %";
  EXPECT_EQ(accepted.news_size(), 0);
  EXPECT_EQ(supply_order_of(seller_, buy(buyer_, link.product_id(), 1)).state(),
            v1::SUPPLY_ORDER_STATE_CAPTURED);

  // The shop's money goes into another purchase.
  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const mall::v1::Product dear = list_product(other, balance(seller_) - 100, 5);
  mall::v1::PlaceOrderRequest spend = order_for(dear, 1);
  spend.set_pay_now(true);
  place(seller_, spend);
  const v1::SupplyOrder poor = supply_order_of(seller_, buy(buyer_, link.product_id(), 1));
  EXPECT_EQ(poor.hold(), v1::HOLD_SHORT_OF_MONEY);
  EXPECT_EQ(refusal_of([&] { capture(seller_, poor); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract, IncomePaysForSupplyBeforeTheWalletDoes) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t first = buy(buyer_, link.product_id(), 1);
  ship(seller_, first);
  EXPECT_EQ(supply_order_of(seller_, first).state(), v1::SUPPLY_ORDER_STATE_CANCELLED)
      << "the seller has sent it from elsewhere";
  EXPECT_EQ(good_now(link.good_id()).stock(), 20);
  confirm(buyer_, first);
  capture(seller_, supply_order_of(seller_, buy(buyer_, link.product_id(), 1)));
  EXPECT_EQ(balance(seller_), before) << "¥12 of ¥15.90 earned";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract, ASupplierWithoutGoodsPaysBackAndMayBeAskedAgain) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  supplier_.mutable_behaviour()->set_short_percent(100);
  save_supplier(supplier_);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 2);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  const v1::SupplyOrder unfilled = supply_order_of(seller_, order);
  EXPECT_EQ(unfilled.state(), v1::SUPPLY_ORDER_STATE_UNFILLED);
  EXPECT_EQ(balance(seller_), before);
  EXPECT_EQ(order_now(seller_, order).state(), mall::v1::ORDER_STATE_PAID);
  supplier_.mutable_behaviour()->set_short_percent(0);
  save_supplier(supplier_);
  capture(seller_, unfilled);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_EQ(profit(seller_).shop().cost_fen(), 2200);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract, ALateSupplierShipsLaterByWhatTheInstructorSays) {
  supplier_.mutable_behaviour()->set_late_percent(100);
  supplier_.mutable_behaviour()->set_late_minutes(500);
  save_supplier(supplier_);
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  pass_minutes(499);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  pass_minutes(1);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
}

TEST_P(SupplyCaptureContract, NothingIsSentWhileTheBuyerAsksTheMoneyBack) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  capture_automatically(seller_);
  const std::int64_t order_id = buy(buyer_, link.product_id(), 2);
  const mall::v1::AfterSale asked = ask_after_sale(order_id, mall::v1::AFTER_SALE_KIND_REFUND, 2);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order_id).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  step_after_sale(buyer_, asked, mall::v1::AFTER_SALE_STEP_WITHDRAW);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order_id).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_EQ(order_now(seller_, order_id).parcels_size(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyCaptureContract, WhatHappensIsInTheJournal) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  capture_automatically(seller_);
  buy(buyer_, link.product_id(), 1);
  pass_minutes(70);
  std::vector<int> kinds;
  for (const db::Entry& entry : journal_of(class_id_)) {
    kinds.push_back(classroom::event_of(entry).body_case());
  }
  for (const auto kind :
       {event::v1::Event::kGoodLinked, event::v1::Event::kSupplyStockChanged,
        event::v1::Event::kSupplyOrderCreated, event::v1::Event::kSupplyOrderMoved}) {
    EXPECT_EQ(std::ranges::count(kinds, kind) > 0, true) << kind;
  }
}

}  // namespace
}  // namespace kaibo::supply
