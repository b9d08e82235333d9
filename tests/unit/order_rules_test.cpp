#include "services/mall/orders/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "services/classroom/profile.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using order_rules::Party;
using test::refusal_of;
using Actions = std::vector<v1::OrderAction>;
using AfterSaleKinds = std::vector<v1::AfterSaleKind>;

const classroom::MallRules& order_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("ecommerce-2020s")->mall;
}

/// Each line a price and a quantity.
v1::Order order_of(v1::OrderState state, std::vector<std::pair<std::int64_t, int>> lines) {
  v1::Order order;
  order.set_state(state);
  for (const auto& [price, quantity] : lines) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line(order.lines_size() - 1);
    line.set_price_fen(price);
    line.set_quantity(quantity);
    line.set_to_ship(quantity);
    order.set_amount_fen(order.amount_fen() + price * quantity);
  }
  return order;
}

TEST(OrderRules, OnlyTheListedStepsAreAllowed) {
  const auto in = [](v1::OrderState state) { return order_of(state, {{100, 2}}); };
  const v1::Order unpaid = in(v1::ORDER_STATE_PENDING_PAY);
  EXPECT_EQ(order_rules::allowed_actions(unpaid, Party::buyer),
            (Actions{v1::ORDER_ACTION_PAY, v1::ORDER_ACTION_CANCEL}));
  EXPECT_EQ(
      order_rules::allowed_actions(unpaid, Party::seller),
      (Actions{v1::ORDER_ACTION_CHANGE_PRICE, v1::ORDER_ACTION_CANCEL, v1::ORDER_ACTION_REMARK}));
  EXPECT_TRUE(order_rules::allowed_actions(unpaid, Party::other).empty());
  for (const auto state : {v1::ORDER_STATE_PAID, v1::ORDER_STATE_PARTLY_SHIPPED}) {
    EXPECT_TRUE(order_rules::allowed(in(state), Party::seller, v1::ORDER_ACTION_SHIP));
    EXPECT_FALSE(order_rules::allowed(in(state), Party::buyer, v1::ORDER_ACTION_CONFIRM));
  }
  EXPECT_EQ(order_rules::allowed_actions(in(v1::ORDER_STATE_SHIPPED), Party::buyer),
            (Actions{v1::ORDER_ACTION_CONFIRM}));
  for (const auto state : {v1::ORDER_STATE_FINISHED, v1::ORDER_STATE_CLOSED}) {
    EXPECT_TRUE(order_rules::allowed_actions(in(state), Party::buyer).empty());
    EXPECT_EQ(order_rules::allowed_actions(in(state), Party::seller),
              (Actions{v1::ORDER_ACTION_REMARK}));
  }
}

TEST(OrderRules, AnOrderInAfterSaleIsNotConfirmedAndItsUnsentPiecesAreNotShipped) {
  v1::Order order = order_of(v1::ORDER_STATE_SHIPPED, {{100, 2}});
  order.mutable_lines(0)->set_after_sale_id(7);
  EXPECT_FALSE(order_rules::allowed(order, Party::buyer, v1::ORDER_ACTION_CONFIRM));
  order.set_state(v1::ORDER_STATE_PAID);
  order.mutable_lines(0)->set_to_ship(0);
  EXPECT_FALSE(order_rules::allowed(order, Party::seller, v1::ORDER_ACTION_SHIP));
}

TEST(OrderRules, TheStateFollowsFromWhatWasSentAndRefunded) {
  v1::Order order = order_of(v1::ORDER_STATE_PAID, {{100, 2}, {50, 1}});
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_PAID);
  order.mutable_lines(0)->set_shipped(1);
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_PARTLY_SHIPPED);
  order.mutable_lines(0)->set_cancelled(1);
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_PARTLY_SHIPPED);
  order.mutable_lines(1)->set_cancelled(1);
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_SHIPPED);
  order.set_state(v1::ORDER_STATE_FINISHED);
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_FINISHED);
  order.mutable_lines(0)->set_refunded(1);
  EXPECT_EQ(order_rules::state_of_paid(order), v1::ORDER_STATE_CLOSED);
}

TEST(OrderRules, AnOrderHasArrivedWhenAllThatTheBuyerKeepsWasDelivered) {
  v1::Order order = order_of(v1::ORDER_STATE_SHIPPED, {{100, 2}});
  order.mutable_lines(0)->set_shipped(2);
  const auto add = [&](v1::TrackState state, v1::ParcelKind kind) {
    v1::Parcel& parcel = *order.add_parcels();
    parcel.set_kind(kind);
    parcel.set_state(state);
    parcel.add_lines()->set_quantity(1);
  };
  add(v1::TRACK_STATE_DELIVERED, v1::PARCEL_KIND_GOODS);
  add(v1::TRACK_STATE_LOST, v1::PARCEL_KIND_GOODS);
  add(v1::TRACK_STATE_DELIVERED, v1::PARCEL_KIND_RETURN);
  EXPECT_FALSE(order_rules::has_arrived(order));
  order.mutable_lines(0)->set_refunded(1);
  EXPECT_TRUE(order_rules::has_arrived(order));
}

TEST(OrderRules, WhatCanBeAskedForFollowsFromWhatWasSent) {
  v1::Order order = order_of(v1::ORDER_STATE_PAID, {{100, 3}});
  v1::OrderLine& line = *order.mutable_lines(0);
  const auto kinds = [&](base::Millis now = 0) {
    return order_rules::after_sale_kinds(order_numbers().after_sale, order, line, now);
  };
  EXPECT_EQ(kinds(), (AfterSaleKinds{v1::AFTER_SALE_KIND_REFUND}));
  line.set_shipped(1);
  EXPECT_EQ(kinds(), (AfterSaleKinds{v1::AFTER_SALE_KIND_REFUND, v1::AFTER_SALE_KIND_RETURN,
                                     v1::AFTER_SALE_KIND_EXCHANGE}));
  EXPECT_EQ(order_rules::after_sale_pieces(line, v1::AFTER_SALE_KIND_REFUND), 2);
  EXPECT_EQ(order_rules::after_sale_pieces(line, v1::AFTER_SALE_KIND_RETURN), 1);
  order.set_state(v1::ORDER_STATE_FINISHED);
  order.set_after_sale_before_class_at(1000);
  EXPECT_EQ(kinds(1000).size(), 3U);
  EXPECT_TRUE(kinds(1001).empty());
  line.set_after_sales_asked(static_cast<int>(order_numbers().after_sale.most_for_a_line));
  EXPECT_TRUE(kinds(1000).empty());
  line.set_after_sales_asked(0);
  line.set_after_sale_id(9);
  EXPECT_TRUE(kinds(1000).empty());
  order.set_state(v1::ORDER_STATE_PENDING_PAY);
  line.set_after_sale_id(0);
  EXPECT_TRUE(kinds().empty());
}

TEST(OrderRules, ThePiecesOfALineTogetherAreRefundedExactlyWhatItCost) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    v1::Order order = order_of(v1::ORDER_STATE_PAID, {{1 + random() % 900, 1 + random() % 9}});
    v1::OrderLine& line = *order.mutable_lines(0);
    line.set_discount_fen(static_cast<std::int64_t>(random()) % order.amount_fen());
    const std::int64_t cost = order_rules::paid_fen(line);
    std::int64_t back = 0;
    while (order_rules::given_up(line) < line.quantity()) {
      const int left = static_cast<int>(line.quantity() - order_rules::given_up(line));
      const int pieces = 1 + static_cast<int>(random() % static_cast<unsigned>(left));
      const std::int64_t part = order_rules::refund_fen(line, pieces);
      EXPECT_GE(part, 0);
      back += part;
      line.set_cancelled(line.cancelled() + pieces);
    }
    EXPECT_EQ(back, cost);
  }
}

TEST(OrderRules, AChangedPriceIsSharedOutToTheFen) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    v1::Order order =
        order_of(v1::ORDER_STATE_PENDING_PAY,
                 {{1 + random() % 900, 1}, {1 + random() % 90, 3}, {1 + random() % 9000, 2}});
    const std::int64_t before = order.amount_fen();
    for (const int percent : {73, 141, 100}) {
      const std::int64_t amount = (before * percent + 99) / 100;
      order_rules::change_price(order_numbers().orders, amount, order);
      std::int64_t sum = 0;
      for (const v1::OrderLine& line : order.lines()) {
        EXPECT_GE(order_rules::paid_fen(line), 0);
        sum += order_rules::paid_fen(line);
      }
      EXPECT_EQ(sum, amount);
      EXPECT_EQ(order.amount_fen(), amount);
      EXPECT_EQ(order.change_fen(), amount - before);
    }
  }
}

TEST(OrderRules, APriceIsChangedWithinTheBoundsOfTheCourseOnly) {
  v1::Order order = order_of(v1::ORDER_STATE_PENDING_PAY, {{1000, 1}});
  const auto refused = [&](std::int64_t amount) {
    return refusal_of([&] { order_rules::change_price(order_numbers().orders, amount, order); })
        .field();
  };
  EXPECT_EQ(refused(99), "amount_fen");
  EXPECT_EQ(refused(1501), "amount_fen");
  order_rules::change_price(order_numbers().orders, 1500, order);
  // Always of what it cost first.
  EXPECT_EQ(refused(1501), "amount_fen");
  order_rules::change_price(order_numbers().orders, 100, order);
}

TEST(OrderRules, AParcelHoldsWhatIsThereToBeShipped) {
  const v1::Order order = order_of(v1::ORDER_STATE_PAID, {{100, 2}, {50, 1}});
  google::protobuf::RepeatedPtrField<v1::ParcelLine> wished;
  EXPECT_EQ(order_rules::parcel_lines(order, wished).size(), 2U);
  const auto refused = [&](int line, int quantity) {
    wished.Clear();
    wished.Add()->set_line(line);
    wished.Mutable(0)->set_quantity(quantity);
    return refusal_of([&] { order_rules::parcel_lines(order, wished); }).field();
  };
  EXPECT_EQ(refused(0, 3), "lines");
  EXPECT_EQ(refused(0, 0), "lines");
  EXPECT_EQ(refused(2, 1), "lines");
  wished.Mutable(0)->set_line(1);
  const auto packed = order_rules::parcel_lines(order, wished);
  ASSERT_EQ(packed.size(), 1U);
  EXPECT_EQ(packed[0].line(), 1);
  EXPECT_EQ(packed[0].quantity(), 1);
}

TEST(OrderRules, AnEventIsAboutTheOrderItNames) {
  event::v1::Event event;
  EXPECT_FALSE(order_rules::is_about(event, 7));
  event.mutable_order_paid()->set_order_id(7);
  EXPECT_TRUE(order_rules::is_about(event, 7));
  EXPECT_FALSE(order_rules::is_about(event, 8));
  event.mutable_shop_opened()->set_shop_id(7);
  EXPECT_FALSE(order_rules::is_about(event, 7));
}

}  // namespace
}  // namespace kaibo::mall
