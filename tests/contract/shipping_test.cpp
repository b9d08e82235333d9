#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class ShippingContract : public contract::TradeTest {
 protected:
  v1::Order change_price(std::int64_t order_id, std::int64_t amount_fen) {
    auto request = named<v1::ChangeOrderPriceRequest>();
    request.set_order_id(order_id);
    request.set_amount_fen(amount_fen);
    request.set_reason("老顾客优惠");
    return call<v1::ChangeOrderPriceResponse>("kaibo.mall.v1.MallService/ChangeOrderPrice", request,
                                              seller_.token)
        .order();
  }

  v1::Order resend(std::int64_t parcel_id) {
    auto request = named<v1::ResendParcelRequest>();
    request.set_parcel_id(parcel_id);
    request.set_courier("顺丰速运");
    request.set_waybill("SF20260002");
    return call<v1::ResendParcelResponse>("kaibo.mall.v1.MallService/ResendParcel", request,
                                          seller_.token)
        .order();
  }

  std::vector<Event> history(const std::string& token, std::int64_t order_id) {
    v1::GetOrderHistoryRequest request;
    request.set_class_id(class_id_);
    request.set_order_id(order_id);
    const auto response = call<v1::GetOrderHistoryResponse>(
        "kaibo.mall.v1.MallService/GetOrderHistory", request, token);
    return {response.events().begin(), response.events().end()};
  }
};
KAIBO_ON_EVERY_DATABASE(ShippingContract);

TEST_P(ShippingContract, AnOrderIsShippedInPartsAndEachParcelHasItsOwnWay) {
  const v1::Product product = list_product(seller_, 1000, 10);
  const v1::Order order = paid_order(product, 3);
  const v1::Order partly = ship_pieces(order.order_id(), 0, 1);
  EXPECT_EQ(partly.state(), v1::ORDER_STATE_PARTLY_SHIPPED);
  EXPECT_EQ(partly.lines(0).to_ship(), 2);
  EXPECT_EQ(refusal_of([&] { ship_pieces(order.order_id(), 0, 3); }).field(), "lines");
  EXPECT_EQ(refusal_of([&] { confirm(buyer_, order.order_id()); }).code(),
            Code::failed_precondition);
  const v1::Order shipped = ship(seller_, order.order_id());
  EXPECT_EQ(shipped.state(), v1::ORDER_STATE_SHIPPED);
  ASSERT_EQ(shipped.parcels_size(), 2);
  EXPECT_EQ(shipped.parcels(1).lines(0).quantity(), 2);
  EXPECT_EQ(refusal_of([&] { ship(seller_, order.order_id()); }).code(), Code::failed_precondition);
  const auto told = events(Event::kOrderShipped);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].order_shipped().partly());
  EXPECT_FALSE(told[1].order_shipped().partly());
}

TEST_P(ShippingContract, TheCourierCarriesAParcelOnTheClassClock) {
  const v1::Order order = paid_order(list_product(seller_, 1000, 10), 1);
  ship(seller_, order.order_id());
  EXPECT_EQ(order_now(buyer_, order.order_id()).parcels(0).state(), v1::TRACK_STATE_WAITING);
  for (int hours = 0; hours < 200; ++hours) pass(hour);
  const v1::Parcel parcel = order_now(buyer_, order.order_id()).parcels(0);
  EXPECT_EQ(parcel.state(), v1::TRACK_STATE_DELIVERED);
  ASSERT_GE(parcel.steps_size(), 4);
  EXPECT_EQ(parcel.steps(0).state(), v1::TRACK_STATE_COLLECTED);
  for (int i = 1; i < parcel.steps_size(); ++i) {
    EXPECT_GT(parcel.steps(i).class_at(), parcel.steps(i - 1).class_at());
  }
  EXPECT_EQ(events(Event::kParcelMoved).size(), static_cast<std::size_t>(parcel.steps_size()));
}

TEST_P(ShippingContract, WhatHasArrivedIsConfirmedByTheClockSomeDaysLater) {
  const v1::Order order = paid_order(list_product(seller_, 1000, 10), 2);
  ship(seller_, order.order_id());
  EXPECT_EQ(order_now(buyer_, order.order_id()).confirm_before_class_at(), 0);
  while (order_now(buyer_, order.order_id()).confirm_before_class_at() == 0) pass(hour);
  pass(9 * day);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_SHIPPED);
  pass(1 * day);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_FINISHED);
  EXPECT_EQ(wallet(seller_).income_fen(), 2000);
  const auto finished = events(Event::kOrderFinished);
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].actor(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ShippingContract, WhoShipsTooLateIsToldOfOnce) {
  const v1::Product product = list_product(seller_, 1000, 10);
  const v1::Order in_time = paid_order(product, 1);
  const v1::Order late = paid_order(product, 3);
  ship(seller_, in_time.order_id());
  ship_pieces(late.order_id(), 0, 1);
  pass(49 * hour);
  EXPECT_FALSE(order_now(buyer_, in_time.order_id()).ship_late());
  EXPECT_TRUE(order_now(buyer_, late.order_id()).ship_late());
  const auto told = events(Event::kOrderShipLate);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].order_ship_late().pieces(), 2);
}

TEST_P(ShippingContract, ALostParcelIsSentAgainOnce) {
  const v1::Order order = paid_order(list_product(seller_, 1000, 10), 2);
  const v1::Parcel parcel = ship(seller_, order.order_id()).parcels(0);
  EXPECT_EQ(refusal_of([&] { resend(parcel.parcel_id()); }).code(), Code::failed_precondition);
  EXPECT_EQ(lose(parcel.parcel_id()).state(), v1::TRACK_STATE_LOST);
  EXPECT_EQ(refusal_of([&] { lose(parcel.parcel_id()); }).code(), Code::failed_precondition);
  pass(30 * day);
  // Nobody confirms what has not come.
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_SHIPPED);
  const v1::Order again = resend(parcel.parcel_id());
  ASSERT_EQ(again.parcels_size(), 2);
  EXPECT_EQ(again.parcels(0).resent_parcel_id(), again.parcels(1).parcel_id());
  EXPECT_EQ(refusal_of([&] { resend(parcel.parcel_id()); }).code(), Code::failed_precondition);
  pass(7 * day);
  pass(11 * day);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_FINISHED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ShippingContract, TheInstructorSeesWhatIsUnderWay) {
  const v1::Order order = paid_order(list_product(seller_, 1000, 10), 1);
  ship(seller_, order.order_id());
  v1::ListParcelsUnderWayRequest request;
  request.set_class_id(class_id_);
  const auto look = [&] {
    return call<v1::ListParcelsUnderWayResponse>("kaibo.mall.v1.MallService/ListParcelsUnderWay",
                                                 request, instructor_);
  };
  const auto under_way = look();
  ASSERT_EQ(under_way.parcels_size(), 1);
  EXPECT_EQ(under_way.parcels(0).seller_name(), "林晓燕");
  EXPECT_EQ(under_way.parcels(0).title(), order.lines(0).title());
  pass(10 * day);
  EXPECT_EQ(look().parcels_size(), 0);
}

TEST_P(ShippingContract, ThePriceIsChangedBeforePaymentAndPaidAsTheBuyerSawIt) {
  const v1::Product product = list_product(seller_, 333, 10);
  const v1::Order placed = place(buyer_, order_for(product, 3));
  const v1::Order changed = change_price(placed.order_id(), 800);
  EXPECT_EQ(changed.amount_fen(), 800);
  EXPECT_EQ(changed.change_fen(), -199);
  EXPECT_EQ(changed.lines(0).paid_fen(), 800);
  EXPECT_EQ(refusal_of([&] { change_price(placed.order_id(), 5000); }).field(), "amount_fen");

  auto stale = named<v1::PayOrderRequest>();
  stale.set_order_id(placed.order_id());
  stale.set_expected_amount_fen(999);
  EXPECT_EQ(refusal_of([&] {
              call<v1::PayOrderResponse>("kaibo.mall.v1.MallService/PayOrder", stale, buyer_.token);
            }).code(),
            Code::aborted);
  const std::int64_t before = balance(buyer_);
  pay(buyer_, placed.order_id());
  EXPECT_EQ(balance(buyer_), before - 800);
  EXPECT_EQ(refusal_of([&] { change_price(placed.order_id(), 700); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(events(Event::kOrderPriceChanged).size(), 1U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ShippingContract, ARemarkIsTheSellersOwn) {
  const v1::Order order = paid_order(list_product(seller_, 1000, 10), 1);
  auto request = named<v1::SetOrderRemarkRequest>();
  request.set_order_id(order.order_id());
  request.set_remark("老客户，多放两个");
  call<v1::SetOrderRemarkResponse>("kaibo.mall.v1.MallService/SetOrderRemark", request,
                                   seller_.token);
  EXPECT_EQ(order_now(seller_, order.order_id()).remark(), "老客户，多放两个");
  EXPECT_EQ(order_now(buyer_, order.order_id()).remark(), "");
  request.set_request_id(request_id());
  EXPECT_EQ(refusal_of([&] {
              call<v1::SetOrderRemarkResponse>("kaibo.mall.v1.MallService/SetOrderRemark", request,
                                               buyer_.token);
            }).code(),
            Code::failed_precondition);
}

TEST_P(ShippingContract, TheHistoryOfAnOrderIsWhatTheJournalSays) {
  const v1::Product product = list_product(seller_, 1000, 10);
  const std::int64_t other = paid_order(product, 1).order_id();
  const std::int64_t order = place(buyer_, order_for(product, 1)).order_id();
  auto remark = named<v1::SetOrderRemarkRequest>();
  remark.set_order_id(order);
  remark.set_remark("只给自己看");
  call<v1::SetOrderRemarkResponse>("kaibo.mall.v1.MallService/SetOrderRemark", remark,
                                   seller_.token);
  pay(buyer_, order);
  ship(seller_, order);
  using Kinds = std::vector<Event::BodyCase>;
  const auto kinds = [&](const std::string& token) {
    Kinds kinds;
    for (const Event& event : history(token, order)) kinds.push_back(event.body_case());
    return kinds;
  };
  const Kinds seen{Event::kOrderPlaced, Event::kOrderPaid, Event::kOrderShipped};
  EXPECT_EQ(kinds(buyer_.token), seen);
  const Kinds all{Event::kOrderPlaced, Event::kOrderRemarked, Event::kOrderPaid,
                  Event::kOrderShipped};
  EXPECT_EQ(kinds(seller_.token), all);
  EXPECT_EQ(kinds(instructor_), all);
  EXPECT_EQ(history(buyer_.token, other).size(), 2U);
  const Trainee stranger = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { history(stranger.token, order); }).code(), Code::not_found);
}

TEST_P(ShippingContract, WhoCancelsSaysWhyBesideTheReasonThatIsKept) {
  const v1::Order placed = place(buyer_, order_for(list_product(seller_, 1000, 10), 1));
  auto request = named<v1::CancelOrderRequest>();
  request.set_order_id(placed.order_id());
  request.set_reason("拍错了");
  const v1::Order closed =
      call<v1::CancelOrderResponse>("kaibo.mall.v1.MallService/CancelOrder", request, buyer_.token)
          .order();
  EXPECT_EQ(closed.close_reason(), v1::CLOSE_REASON_BUYER);
  EXPECT_EQ(closed.close_note(), "拍错了");
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
