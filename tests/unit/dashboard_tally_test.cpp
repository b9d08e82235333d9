#include <gtest/gtest.h>

#include "services/mall/dashboard/tally.h"

namespace kaibo::mall {
namespace {

using event::v1::Event;

constexpr std::int64_t seller = 10;
constexpr std::int64_t orange = 100;
constexpr std::int64_t tea = 101;
/// 2030-03-17 00:00 of the class.
constexpr base::Millis midnight = 1'899'907'200'000;

Event seen(std::int64_t visitor, std::int64_t product, base::Millis at) {
  Event event;
  event.set_class_at(at);
  event.mutable_product_viewed()->set_seller_id(seller);
  event.mutable_product_viewed()->set_visitor_id(visitor);
  event.mutable_product_viewed()->set_product_id(product);
  return event;
}

Event placed(std::int64_t order, std::int64_t buyer, std::int64_t fen, base::Millis at,
             std::int64_t room = 0) {
  Event event;
  event.set_class_at(at);
  event::v1::OrderPlaced& said = *event.mutable_order_placed();
  said.set_seller_id(seller);
  said.set_order_id(order);
  said.set_buyer_id(buyer);
  said.set_amount_fen(fen);
  said.set_room_id(room);
  return event;
}

Event paid(std::int64_t order, std::int64_t fen, base::Millis at) {
  Event event;
  event.set_class_at(at);
  event.mutable_order_paid()->set_seller_id(seller);
  event.mutable_order_paid()->set_order_id(order);
  event.mutable_order_paid()->set_amount_fen(fen);
  return event;
}

Event repriced(std::int64_t order, std::int64_t fen) {
  Event event;
  event.mutable_order_price_changed()->set_seller_id(seller);
  event.mutable_order_price_changed()->set_order_id(order);
  event.mutable_order_price_changed()->set_amount_fen(fen);
  return event;
}

Event given_back(std::int64_t order, std::int64_t product, std::int64_t fen, base::Millis at) {
  Event event;
  event.set_class_at(at);
  event::v1::OrderRefunded& said = *event.mutable_order_refunded();
  said.set_seller_id(seller);
  said.set_order_id(order);
  said.set_product_id(product);
  said.set_refund_fen(fen);
  return event;
}

v1::Order lines(std::int64_t order, std::int64_t product, int quantity, std::int64_t fen) {
  v1::Order made;
  made.set_order_id(order);
  v1::OrderLine& line = *made.add_lines();
  line.set_product_id(product);
  line.set_title("宝贝");
  line.set_quantity(quantity);
  line.set_paid_fen(fen);
  return made;
}

/// Three visitors with four looks; five orders: two of one person in the mall, one in a live room,
/// one of the simulated audience, one unpaid.
ShopTally told() {
  ShopTally tally(seller);
  tally.apply(seen(1, orange, midnight - 1));
  tally.apply(seen(1, orange, midnight));
  tally.apply(seen(2, orange, midnight + base::hour));
  tally.apply(seen(3, tea, midnight + base::hour));
  tally.apply(placed(11, 1, 3000, midnight));
  tally.apply(repriced(11, 2800));
  tally.apply(paid(11, 2800, midnight + base::hour));
  tally.apply(placed(12, 1, 1000, midnight + base::hour));
  tally.apply(paid(12, 1000, midnight + base::hour));
  tally.apply(placed(13, 4, 500, midnight + base::hour, 77));
  tally.apply(paid(13, 500, midnight + base::hour));
  tally.apply(placed(14, -8, 500, midnight + base::hour, 77));
  tally.apply(paid(14, 500, midnight + base::hour));
  tally.apply(placed(15, 2, 9900, midnight + base::day));
  tally.apply(given_back(12, tea, 400, midnight + base::day));
  tally.add_lines(lines(11, orange, 2, 2500));
  tally.add_lines(lines(12, tea, 1, 1000));
  tally.add_lines(lines(13, tea, 1, 500));
  tally.add_lines(lines(14, tea, 1, 500));
  tally.add_lines(lines(15, orange, 9, 9900));
  return tally;
}

TEST(ShopTally, CountsWhatItsFormulasSay) {
  const v1::ShopFigures figures = told().figures();
  EXPECT_EQ(figures.views(), 4);
  EXPECT_EQ(figures.visitors(), 3);
  EXPECT_EQ(figures.orders(), 5);
  EXPECT_EQ(figures.paid_orders(), 4);
  EXPECT_EQ(figures.buyers(), 3);
  EXPECT_EQ(figures.mall_buyers(), 1);
  EXPECT_EQ(figures.simulated_buyers(), 1);
  EXPECT_EQ(figures.conversion(), 3333);
  EXPECT_EQ(figures.gmv_fen(), 2800 + 1000 + 500 + 500 + 9900);
  EXPECT_EQ(figures.paid_fen(), 4800);
  EXPECT_EQ(figures.refunded_fen(), 400);
  EXPECT_EQ(figures.net_fen(), 4400);
  EXPECT_EQ(figures.per_customer_fen(), 1600);
  EXPECT_EQ(figures.refund_rate(), 833);
  EXPECT_EQ(figures.pieces(), 5);
}

TEST(ShopTally, SaysWhichProductSold) {
  const v1::GetDashboardResponse report = told().report();
  ASSERT_EQ(report.products_size(), 2);
  const v1::ProductFigures& best = report.products(0);
  EXPECT_EQ(best.product_id(), orange);
  EXPECT_EQ(best.views(), 3);
  EXPECT_EQ(best.visitors(), 2);
  EXPECT_EQ(best.buyers(), 1);
  EXPECT_EQ(best.conversion(), 5000);
  EXPECT_EQ(best.pieces(), 2) << "what is not paid does not count";
  EXPECT_EQ(best.paid_fen(), 2500);
  const v1::ProductFigures& other = report.products(1);
  EXPECT_EQ(other.buyers(), 3);
  EXPECT_EQ(other.paid_fen(), 2000);
  EXPECT_EQ(other.refunded_fen(), 400);
}

TEST(ShopTally, CutsTheDayAtTheClassesMidnight) {
  const v1::GetDashboardResponse report = told().report();
  ASSERT_EQ(report.days_size(), 3);
  EXPECT_EQ(report.days(0).class_at(), midnight - base::day);
  EXPECT_EQ(report.days(0).views(), 1);
  EXPECT_EQ(report.days(1).class_at(), midnight);
  EXPECT_EQ(report.days(1).visitors(), 3);
  EXPECT_EQ(report.days(1).paid_fen(), 4800);
  EXPECT_EQ(report.days(2).orders(), 1);
  EXPECT_EQ(report.days(2).refunded_fen(), 400);
  ASSERT_EQ(report.hours_size(), 4);
  EXPECT_EQ(report.hours(1).class_at(), midnight);
  EXPECT_EQ(report.hours(1).orders(), 1);
  EXPECT_EQ(report.hours(2).paid_orders(), 4);
}

TEST(ShopTally, OfNobodyIsNothing) {
  ShopTally tally(seller);
  Event others = seen(1, orange, midnight);
  others.mutable_product_viewed()->set_seller_id(99);
  tally.apply(others);
  const v1::GetDashboardResponse report = tally.report();
  EXPECT_EQ(report.figures().views(), 0);
  EXPECT_EQ(report.figures().conversion(), 0);
  EXPECT_EQ(report.figures().per_customer_fen(), 0);
  EXPECT_EQ(report.products_size(), 0);
  EXPECT_EQ(report.days_size(), 0);
}

}  // namespace
}  // namespace kaibo::mall
