#include "loadtest/checks.h"

#include <gtest/gtest.h>

#include <utility>

namespace kaibo::load {
namespace {

constexpr std::int64_t class_id = 1;
constexpr std::int64_t seller = 10;
constexpr std::int64_t buyer = 11;
constexpr std::int64_t product_id = 20;
constexpr std::int64_t order_id = 30;
constexpr std::int64_t room_id = 40;

mall::v1::Order order_of_two() {
  mall::v1::Order order;
  order.set_order_id(order_id);
  order.set_seller_id(seller);
  order.set_buyer_id(buyer);
  order.set_amount_fen(1000);
  order.set_state(mall::v1::ORDER_STATE_PAID);
  order.add_lines()->set_product_id(product_id);
  order.mutable_lines(0)->set_quantity(2);
  return order;
}

mall::v1::Product product_with(int stock, int sold) {
  mall::v1::Product product;
  product.set_product_id(product_id);
  product.set_seller_id(seller);
  product.set_stock(stock);
  product.set_sold(sold);
  product.set_listed(true);
  return product;
}

/// A class in which one order of two pieces was paid, one comment posted and three likes given.
class Checks : public testing::Test {
 protected:
  Checks() {
    world.product_saved(product_with(5, 0), 5);
    world.order_placed(order_of_two());
    world.commented({room_id, buyer, "主播好 1"});
    world.liked({room_id, buyer}, 3);

    event::v1::OrderPlaced& placed = *add().mutable_order_placed();
    placed.set_order_id(order_id);
    placed.set_seller_id(seller);
    placed.set_buyer_id(buyer);
    placed.set_amount_fen(1000);
    event::v1::OrderPaid& paid = *add().mutable_order_paid();
    paid.set_order_id(order_id);
    paid.set_amount_fen(1000);
    event::v1::CommentPosted& comment = *add().mutable_comment_posted();
    comment.set_room_id(room_id);
    comment.set_user_id(buyer);
    comment.set_text("主播好 1");
    event::v1::LikesAdded& likes = *add().mutable_likes_added();
    likes.set_room_id(room_id);
    likes.set_count(3);
    likes.add_people()->set_user_id(buyer);
    likes.mutable_people(0)->set_count(3);

    pictures.products.push_back(product_with(3, 2));
    pictures.spent_fen[buyer] = 1000;
    pictures.wallets[seller].set_escrow_fen(1000);
  }

  event::v1::Event& add() {
    Journal::Line line;
    line.event.set_seq(journal.last_seq() + 1);
    journal.lines.push_back(std::move(line));
    return journal.lines.back().event;
  }

  World world{class_id};
  Journal journal;
  Pictures pictures;
};

TEST_F(Checks, NothingIsFoundWhereAllAgrees) {
  EXPECT_EQ(check_journal(world, journal), Findings());
  EXPECT_EQ(check_pictures(world, journal, pictures), Findings());
}

TEST_F(Checks, AnAcknowledgedOrderThatIsNotInTheJournalIsFound) {
  mall::v1::Order order = order_of_two();
  order.set_order_id(order_id + 1);
  world.order_placed(order);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, AnOrderNobodyWasToldOfIsFound) {
  add().mutable_order_placed()->set_order_id(order_id + 1);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, AnOrderNobodyWasToldOfMayBeThereAfterAFailedCall) {
  add().mutable_order_placed()->set_order_id(order_id + 1);
  world.became_unsure();
  EXPECT_EQ(check_journal(world, journal), Findings());
}

TEST_F(Checks, AnOrderPaidTwiceIsFound) {
  event::v1::OrderPaid& paid = *add().mutable_order_paid();
  paid.set_order_id(order_id);
  paid.set_amount_fen(1000);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, AnAcknowledgedShippingThatIsNotInTheJournalIsFound) {
  world.order_shipped(order_id, "KB1");
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, ALostCommentIsFound) {
  world.commented({room_id, buyer, "主播好 2"});
  EXPECT_FALSE(check_journal(world, journal).empty());
}

TEST_F(Checks, ACommentThatStandsTwiceIsFound) {
  const event::v1::Event comment = journal.lines[2].event;
  *add().mutable_comment_posted() = comment.comment_posted();
  EXPECT_FALSE(check_journal(world, journal).empty());
}

TEST_F(Checks, WhatIsSaidInATalkStandsInTheJournalOnce) {
  world.said_in_chat({50, buyer, "甜不甜？ 1"});
  EXPECT_EQ(check_journal(world, journal).size(), 2U) << "lost, and one too few in all";
  event::v1::Event& said = add();
  said.set_actor(buyer);
  said.mutable_chat_said()->set_chat_id(50);
  said.mutable_chat_said()->set_text("甜不甜？ 1");
  EXPECT_EQ(check_journal(world, journal), Findings());
  *add().mutable_chat_said() = journal.lines[4].event.chat_said();
  EXPECT_FALSE(check_journal(world, journal).empty()) << "nobody was told of the second";
}

TEST_F(Checks, WhatPromotionsTookOffIsWhatTheBuyerWasTold) {
  event::v1::PromotionUsed& used = *add().mutable_promotion_used();
  used.set_order_id(order_id);
  used.set_off_fen(200);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
  mall::v1::Order order = order_of_two();
  order.set_promotion_fen(200);
  world.order_placed(order);
  EXPECT_EQ(check_journal(world, journal), Findings());
}

TEST_F(Checks, ALostLikeIsFound) {
  world.liked({room_id, buyer}, 1);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, ALostMarkIsFound) {
  world.marked({buyer, "D1", 50});
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
}

TEST_F(Checks, APieceSoldTooManyIsFound) {
  pictures.products[0].set_stock(2);
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 1U);
}

TEST_F(Checks, MoneyThatHasVanishedIsFound) {
  pictures.wallets[seller].set_escrow_fen(999);
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 1U);
}

TEST_F(Checks, ABoardBehindTheJournalIsFound) {
  assessment::v1::Tile& tile = *pictures.board.add_tiles();
  tile.set_user_id(seller);
  tile.set_listed_products(1);
  tile.set_paid_orders(0);
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 1U);
}

TEST_F(Checks, ARefundIsOfPiecesMoneyAndStock) {
  mall::v1::AfterSale refund;
  refund.set_after_sale_id(50);
  refund.set_order_id(order_id);
  refund.set_quantity(1);
  refund.set_refund_fen(500);
  world.refunded(refund);
  EXPECT_EQ(check_journal(world, journal).size(), 1U) << "it is not in the journal";
  event::v1::OrderRefunded& refunded = *add().mutable_order_refunded();
  refunded.set_after_sale_id(50);
  refunded.set_order_id(order_id);
  refunded.set_product_id(product_id);
  refunded.set_quantity(1);
  refunded.set_refund_fen(500);
  refunded.set_restocked(true);
  EXPECT_EQ(check_journal(world, journal), Findings());
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 4U)
      << "stock, pieces sold, money spent, income waiting";
  pictures.products[0] = product_with(4, 1);
  pictures.spent_fen[buyer] = 500;
  pictures.wallets[seller].set_escrow_fen(500);
  EXPECT_EQ(check_pictures(world, journal, pictures), Findings());
}

TEST_F(Checks, AnOrderRefundedWholeIsClosedAndCountsNoMore) {
  mall::v1::AfterSale refund;
  refund.set_after_sale_id(50);
  refund.set_order_id(order_id);
  refund.set_quantity(2);
  refund.set_refund_fen(1000);
  world.refunded(refund);
  event::v1::OrderRefunded& refunded = *add().mutable_order_refunded();
  refunded.set_after_sale_id(50);
  refunded.set_order_id(order_id);
  refunded.set_quantity(2);
  refunded.set_refund_fen(1000);
  EXPECT_EQ(check_journal(world, journal).size(), 1U) << "it is not closed";
  event::v1::OrderClosed& closed = *add().mutable_order_closed();
  closed.set_order_id(order_id);
  closed.set_reason(mall::v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(check_journal(world, journal), Findings());
  pictures.products[0] = product_with(3, 0);
  pictures.spent_fen[buyer] = 0;
  pictures.wallets[seller].set_escrow_fen(0);
  assessment::v1::Tile& tile = *pictures.board.add_tiles();
  tile.set_user_id(seller);
  tile.set_listed_products(1);
  EXPECT_EQ(check_pictures(world, journal, pictures), Findings()) << "nothing came into stock";
}

TEST_F(Checks, ASupplyOrderIsPaidOnceFromWhatTheShopHasEarnedFirst) {
  world.supply_order_captured(60);
  EXPECT_EQ(check_journal(world, journal).size(), 1U);
  add().mutable_order_finished()->set_order_id(order_id);
  world.order_finished(order_id);
  event::v1::SupplyOrderMoved& captured = *add().mutable_supply_order_moved();
  captured.set_supply_order_id(60);
  captured.set_seller_id(seller);
  captured.set_paid_fen(1200);
  EXPECT_EQ(check_journal(world, journal), Findings());
  pictures.wallets[seller].set_escrow_fen(0);
  pictures.spent_fen[seller] = 200;
  EXPECT_EQ(check_pictures(world, journal, pictures), Findings());
}

TEST_F(Checks, ALinkedProductHasTheStockThatWasToldLast) {
  supply::v1::Link link;
  link.set_product_id(product_id);
  link.set_seller_id(seller);
  link.set_listed(true);
  world.product_copied(link);
  event::v1::SupplyStockChanged& changed = *add().mutable_supply_stock_changed();
  changed.add_products()->set_product_id(product_id);
  changed.mutable_products(0)->set_stock(3);
  EXPECT_EQ(check_pictures(world, journal, pictures), Findings());
  pictures.products[0].set_stock(4);
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 1U);
}

TEST_F(Checks, FiguresOfARoomThatMissACommentAreFound) {
  pictures.figures[room_id].set_likes(3);
  EXPECT_EQ(check_pictures(world, journal, pictures).size(), 1U);
}

}  // namespace
}  // namespace kaibo::load
