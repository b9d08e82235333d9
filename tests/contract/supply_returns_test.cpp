#include <gtest/gtest.h>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

/// What a buyer no longer wants, and what goes back to the supplier.
namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplyReturnsContract : public contract::SuppliedShopTest {};
KAIBO_ON_EVERY_DATABASE(SupplyReturnsContract);

TEST_P(SupplyReturnsContract, GoodsThatGoBackAreInspectedAndPaidBackToTheFen) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  const v1::SupplyOrder captured = capture(seller_, supply_order_of(seller_, order));
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 1, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition);
  pass_minutes(10);
  pass_minutes(60);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 4, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition);
  const std::int64_t back = ask_return(seller_, captured, 2, v1::RETURN_KIND_REFUND);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 2, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition)
      << "one is left";
  send_return(seller_, back);
  EXPECT_EQ(refusal_of([&] { cancel_return(seller_, back); }).code(), Code::failed_precondition);
  pass_minutes(30);
  const v1::SupplyOrder after = supply_order_of(seller_, order);
  EXPECT_EQ(after.returns(0).state(), v1::RETURN_STATE_REFUNDED);
  EXPECT_EQ(after.refunded_fen(), 2000);
  EXPECT_EQ(balance(seller_), before - 3200 + 2000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(profit(seller_).shop().cost_fen(), 1200);

  const std::int64_t exchange = ask_return(seller_, captured, 1, v1::RETURN_KIND_EXCHANGE);
  send_return(seller_, exchange);
  pass_minutes(30);
  const v1::SupplyOrder exchanged = supply_order_of(seller_, order);
  EXPECT_EQ(exchanged.returns(1).state(), v1::RETURN_STATE_RESENT);
  EXPECT_FALSE(exchanged.returns(1).resent_waybill().empty());
  EXPECT_EQ(exchanged.refunded_fen(), 2000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyReturnsContract, AReturnThatFailsInspectionBringsNothingBack) {
  supplier_.mutable_behaviour()->set_reject_percent(100);
  save_supplier(supplier_);
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(10);
  pass_minutes(60);
  const v1::SupplyOrder shipped = supply_order_of(seller_, order);
  send_return(seller_, ask_return(seller_, shipped, 1, v1::RETURN_KIND_REFUND));
  pass_minutes(30);
  const v1::SupplyOrder after = supply_order_of(seller_, order);
  EXPECT_EQ(after.returns(0).state(), v1::RETURN_STATE_REJECTED);
  EXPECT_FALSE(after.returns(0).finding().empty());
  EXPECT_EQ(after.refunded_fen(), 0);
  confirm(buyer_, order);
  pass_minutes(7 * 24 * 60 + 1);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, shipped, 1, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition)
      << "too late";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyReturnsContract, WhatABuyerNoLongerWantsTheSupplierNeedNotSend) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  capture(seller_, supply_order_of(seller_, order));
  step_after_sale(seller_, ask_after_sale(order, mall::v1::AFTER_SALE_KIND_REFUND, 1),
                  mall::v1::AFTER_SALE_STEP_AGREE);
  const v1::SupplyOrder fewer = supply_order_of(seller_, order);
  EXPECT_EQ(fewer.state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_EQ(fewer.lines(0).quantity(), 2);
  EXPECT_EQ(balance(seller_), before - 3200 + 1000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 18);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 2 * 1590 - 2200);

  step_after_sale(seller_, ask_after_sale(order, mall::v1::AFTER_SALE_KIND_REFUND, 2),
                  mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(order_now(seller_, order).state(), mall::v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_CANCELLED);
  EXPECT_EQ(balance(seller_), before);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyReturnsContract, GoodsThatABuyerSendsBackGoOnToTheSupplier) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 2);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  const mall::v1::AfterSale asked = ask_after_sale(order, mall::v1::AFTER_SALE_KIND_RETURN, 1);
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(supply_order_of(seller_, order).returns_size(), 0);
  step_after_sale(buyer_, asked, mall::v1::AFTER_SALE_STEP_SEND_BACK);
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_RECEIVE);

  const v1::SupplyOrder followed = supply_order_of(seller_, order);
  ASSERT_EQ(followed.returns_size(), 1);
  EXPECT_EQ(followed.returns(0).state(), v1::RETURN_STATE_ASKED);
  EXPECT_EQ(followed.returns(0).after_sale_id(), asked.after_sale_id());
  send_return(seller_, followed.returns(0).return_id());
  pass_minutes(30);
  EXPECT_EQ(supply_order_of(seller_, order).returns(0).state(), v1::RETURN_STATE_REFUNDED);
  EXPECT_EQ(balance(seller_), before - 2200 + 1000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 1590 - 1200);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::supply
