#include <gtest/gtest.h>

#include <algorithm>

#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class AfterSaleContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    product_ = list_product(seller_, 1000, 100);
  }

  v1::Order shipped_order(int quantity) {
    return ship(seller_, paid_order(product_, quantity).order_id());
  }

  v1::AfterSale shown(const std::string& token, std::int64_t after_sale_id) {
    v1::GetAfterSaleRequest request;
    request.set_class_id(class_id_);
    request.set_after_sale_id(after_sale_id);
    return call<v1::GetAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/GetAfterSale", request,
                                          token)
        .after_sale();
  }

  Trainee open_second_shop() {
    const Trainee other = trainee("陈雨桐");
    open_shop(other, "雨桐小铺");
    return other;
  }

  int stock() { return product_now(seller_, product_.product_id()).stock(); }
  int sold() { return product_now(seller_, product_.product_id()).sold(); }

  v1::Product product_;
};
KAIBO_ON_EVERY_DATABASE(AfterSaleContract);

TEST_P(AfterSaleContract, BeforeShippingMoneyAndStockGoBackAtOnceWhenTheSellerAgrees) {
  const std::int64_t before = balance(buyer_);
  const v1::Order order = paid_order(product_, 3);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  EXPECT_TRUE(asked.before_shipping());
  EXPECT_EQ(asked.refund_fen(), 1000);
  // What is asked back is not shipped meanwhile.
  EXPECT_EQ(order_now(seller_, order.order_id()).lines(0).to_ship(), 2);
  EXPECT_EQ(refusal_of([&] { ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)); }).field(), "kind");

  EXPECT_EQ(take(seller_, asked, v1::AFTER_SALE_STEP_AGREE).state(), v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(balance(buyer_), before - 2000);
  EXPECT_EQ(wallet(seller_).escrow_fen(), 2000);
  EXPECT_EQ(stock(), 98);
  EXPECT_EQ(sold(), 2);
  EXPECT_EQ(ship(seller_, order.order_id()).state(), v1::ORDER_STATE_SHIPPED);
  confirm(buyer_, order.order_id());
  EXPECT_EQ(wallet(seller_).income_fen(), 2000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, AnOrderRefundedWholeIsClosedAndItsCouponIsBack) {
  auto terms = named<v1::CreateCouponRequest>();
  terms.mutable_terms()->set_name("开业券");
  terms.mutable_terms()->set_kind(v1::COUPON_KIND_FIXED);
  terms.mutable_terms()->set_off_fen(500);
  terms.mutable_terms()->set_total(1);
  terms.mutable_terms()->set_per_person(1);
  terms.mutable_terms()->set_valid_until_class_at(now_.now() + 7 * day);
  auto claim = named<v1::ClaimCouponRequest>();
  claim.set_coupon_id(call<v1::CreateCouponResponse>("kaibo.mall.v1.PromotionService/CreateCoupon",
                                                     terms, seller_.token)
                          .coupon()
                          .coupon_id());
  const std::int64_t claim_id =
      call<v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon", claim,
                                    buyer_.token)
          .claim()
          .claim_id();
  const std::int64_t before = balance(buyer_);
  v1::PlaceOrderRequest request = order_for(product_, 3);
  request.set_claim_id(claim_id);
  request.set_expected_amount_fen(2500);
  request.set_pay_now(true);
  const v1::Order order = place(buyer_, request);

  const v1::AfterSale first = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  EXPECT_EQ(first.refund_fen(), 833);
  take(seller_, first, v1::AFTER_SALE_STEP_AGREE);
  const v1::AfterSale rest = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 2));
  EXPECT_EQ(rest.refund_fen(), 1667);
  take(seller_, rest, v1::AFTER_SALE_STEP_AGREE);
  const v1::Order closed = order_now(buyer_, order.order_id());
  EXPECT_EQ(closed.state(), v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(closed.close_reason(), v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(balance(buyer_), before);
  EXPECT_EQ(stock(), 100);
  EXPECT_EQ(sold(), 0);
  v1::ListMyCouponsRequest mine;
  mine.set_class_id(class_id_);
  EXPECT_EQ(call<v1::ListMyCouponsResponse>("kaibo.mall.v1.PromotionService/ListMyCoupons", mine,
                                            buyer_.token)
                .claims(0)
                .state(),
            v1::CLAIM_STATE_USABLE);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, AReturnIsRefundedWhenTheGoodsAreBack) {
  const v1::Order order = shipped_order(2);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_RETURN, 1));
  EXPECT_EQ(take(seller_, asked, v1::AFTER_SALE_STEP_AGREE).state(),
            v1::AFTER_SALE_STATE_WAIT_RETURN);
  const v1::AfterSale sent = take(buyer_, asked, v1::AFTER_SALE_STEP_SEND_BACK);
  EXPECT_EQ(sent.state(), v1::AFTER_SALE_STATE_WAIT_RECEIPT);
  ASSERT_EQ(sent.parcels_size(), 1);
  EXPECT_EQ(sent.parcels(0).waybill(), "YT20260009");
  EXPECT_EQ(stock(), 98);
  EXPECT_EQ(refusal_of([&] { confirm(buyer_, order.order_id()); }).code(),
            Code::failed_precondition);
  take(seller_, asked, v1::AFTER_SALE_STEP_RECEIVE);
  EXPECT_EQ(stock(), 99);
  EXPECT_EQ(order_now(buyer_, order.order_id()).refunded_fen(), 1000);
  confirm(buyer_, order.order_id());
  EXPECT_EQ(wallet(seller_).income_fen(), 1000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, ARefundWithoutReturnLeavesTheGoodsWithTheBuyer) {
  const v1::Order order = shipped_order(2);
  take(seller_, ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)), v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(stock(), 98);
  EXPECT_EQ(sold(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, AnExchangeMovesNoMoney) {
  const std::int64_t before = balance(buyer_);
  const v1::Order order = shipped_order(2);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_EXCHANGE, 1));
  take(seller_, asked, v1::AFTER_SALE_STEP_AGREE);
  take(buyer_, asked, v1::AFTER_SALE_STEP_SEND_BACK);
  take(seller_, asked, v1::AFTER_SALE_STEP_RECEIVE);
  EXPECT_EQ(take(seller_, asked, v1::AFTER_SALE_STEP_RESEND).parcels_size(), 2);
  EXPECT_EQ(take(buyer_, asked, v1::AFTER_SALE_STEP_CONFIRM).state(),
            v1::AFTER_SALE_STATE_EXCHANGED);
  EXPECT_EQ(balance(buyer_), before - 2000);
  EXPECT_EQ(stock(), 98);
  // The line can be asked about again.
  EXPECT_EQ(order_now(buyer_, order.order_id()).lines(0).after_sale_kinds_size(), 3);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, TheInstructorDecidesWhatTheTwoCannotAgreeOn) {
  const v1::Order order = shipped_order(1);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  EXPECT_EQ(refusal_of([&] { take(seller_, asked, v1::AFTER_SALE_STEP_REFUSE, ""); }).field(),
            "text");
  EXPECT_EQ(refusal_of([&] { decide(instructor_, asked, true); }).code(),
            Code::failed_precondition);
  take(seller_, asked, v1::AFTER_SALE_STEP_REFUSE, "看不出是运输损坏");
  take(buyer_, asked, v1::AFTER_SALE_STEP_APPEAL, "开箱视频在");
  EXPECT_EQ(events(Event::kDisputeOpened).size(), 1U);
  v1::ListDisputesRequest request;
  request.set_class_id(class_id_);
  const auto disputes = call<v1::ListDisputesResponse>(
      "kaibo.mall.v1.AfterSaleService/ListDisputes", request, instructor_);
  ASSERT_EQ(disputes.after_sales_size(), 1);
  EXPECT_EQ(disputes.after_sales(0).buyer_name(), "周建国");

  const std::int64_t before = balance(buyer_);
  EXPECT_EQ(decide(instructor_, asked, true).state(), v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(balance(buyer_), before + 1000);
  EXPECT_EQ(refusal_of([&] { decide(instructor_, asked, true); }).code(),
            Code::failed_precondition);
  const v1::AfterSale end = shown(buyer_.token, asked.after_sale_id());
  ASSERT_EQ(end.entries_size(), 4);
  EXPECT_EQ(end.entries(3).party(), v1::AFTER_SALE_PARTY_PLATFORM);
  EXPECT_EQ(end.entries(3).author_name(), "沈老师");
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, WhatTheInstructorTurnsDownStaysPaid) {
  const v1::Order order = shipped_order(1);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  take(seller_, asked, v1::AFTER_SALE_STEP_REFUSE);
  take(buyer_, asked, v1::AFTER_SALE_STEP_APPEAL);
  EXPECT_EQ(decide(instructor_, asked, false).state(), v1::AFTER_SALE_STATE_CLOSED);
  confirm(buyer_, order.order_id());
  EXPECT_EQ(wallet(seller_).income_fen(), 1000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, WhoLetsTheTimeRunOutIsDecidedFor) {
  const v1::Order order = shipped_order(1);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_RETURN, 1));
  const auto state = [&] { return shown(buyer_.token, asked.after_sale_id()).state(); };
  pass(47 * hour);
  EXPECT_EQ(state(), v1::AFTER_SALE_STATE_WAIT_SELLER);
  pass(1 * hour);
  EXPECT_EQ(state(), v1::AFTER_SALE_STATE_WAIT_RETURN);
  take(buyer_, asked, v1::AFTER_SALE_STEP_SEND_BACK);
  pass(10 * day);
  EXPECT_EQ(state(), v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(stock(), 100);

  const v1::AfterSale forgotten = ask(wish(shipped_order(1), v1::AFTER_SALE_KIND_RETURN, 1));
  take(seller_, forgotten, v1::AFTER_SALE_STEP_AGREE);
  pass(7 * day);
  EXPECT_EQ(shown(buyer_.token, forgotten.after_sale_id()).state(), v1::AFTER_SALE_STATE_CLOSED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, AfterTheOrderIsFinishedTheSellerPaysOutOfWhatWasEarned) {
  const v1::Order order = shipped_order(2);
  confirm(buyer_, order.order_id());
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1));
  take(seller_, asked, v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(wallet(seller_).income_fen(), 1000);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_FINISHED);
  pass(8 * day);
  EXPECT_EQ(refusal_of([&] { ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)); }).field(), "kind");
  EXPECT_TRUE(faults().empty());
}

TEST_P(AfterSaleContract, ARefundThatTheSellerCannotPayWaitsLongerAndLongerAndIsSeen) {
  const v1::Order order = shipped_order(2);
  confirm(buyer_, order.order_id());
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 2));
  const auto now = [&](const std::string& token) { return shown(token, asked.after_sale_id()); };
  const auto unpaid = [&] {
    const auto moves = events(Event::kAfterSaleMoved);
    return std::ranges::count_if(
        moves, [](const Event& event) { return event.after_sale_moved().missing_fen() > 0; });
  };
  const auto move = [&](Holder from, Holder to, std::int64_t fen) {
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      mall_->ledger.move(tx, {.class_id = class_id_,
                              .from = from,
                              .to = to,
                              .fen = fen,
                              .cause = "supply",
                              .order_id = 0});
    });
  };
  EXPECT_EQ(now(seller_.token).missing_fen(), 0);
  const Holder income{.owner_id = seller_.user_id, .account = Account::income};
  const Holder purse{.owner_id = seller_.user_id, .account = Account::wallet};
  const Holder supplier{.owner_id = 1, .account = Account::supplier};
  move(income, supplier, 2000);
  // A wallet is opened with what its owner starts with.
  pay(seller_, place(seller_, order_for(list_product(open_second_shop(), 100, 1), 1)).order_id());
  const std::int64_t rest = balance(seller_);
  move(purse, supplier, rest - 300);

  EXPECT_EQ(now(seller_.token).missing_fen(), 1700);
  EXPECT_EQ(now(instructor_).missing_fen(), 1700);
  EXPECT_EQ(now(buyer_.token).missing_fen(), 0) << "is not the buyer's to know";
  const base::Error refused = refusal_of([&] { take(seller_, asked, v1::AFTER_SALE_STEP_AGREE); });
  EXPECT_EQ(refused.code(), Code::failed_precondition);
  EXPECT_NE(refused.text().zh.find("17.00"), std::string::npos) << refused.text().zh;

  pass(48 * hour);
  EXPECT_EQ(now(seller_.token).state(), v1::AFTER_SALE_STATE_WAIT_SELLER);
  EXPECT_EQ(unpaid(), 1);
  v1::ListDisputesRequest list;
  list.set_class_id(class_id_);
  const auto seen = call<v1::ListDisputesResponse>("kaibo.mall.v1.AfterSaleService/ListDisputes",
                                                   list, instructor_);
  ASSERT_EQ(seen.after_sales_size(), 1);
  EXPECT_EQ(seen.after_sales(0).missing_fen(), 1700);
  // After 30 minutes, then 30 more, then 60, then 120.
  pass(29 * base::minute);
  EXPECT_EQ(unpaid(), 1);
  pass(1 * base::minute);
  EXPECT_EQ(unpaid(), 2);
  pass(30 * base::minute);
  EXPECT_EQ(unpaid(), 3);
  pass(59 * base::minute);
  EXPECT_EQ(unpaid(), 3);
  pass(1 * base::minute);
  EXPECT_EQ(unpaid(), 4);

  move(supplier, income, 1700);
  EXPECT_EQ(now(seller_.token).missing_fen(), 0);
  pass(2 * hour);
  EXPECT_EQ(now(buyer_.token).state(), v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(unpaid(), 4);
}

TEST_P(AfterSaleContract, ALineIsAskedAboutSoManyTimesAndNoMore) {
  const v1::Order order = shipped_order(1);
  for (int i = 0; i < 5; ++i) {
    take(buyer_, ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)), v1::AFTER_SALE_STEP_WITHDRAW);
  }
  EXPECT_EQ(refusal_of([&] { ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)); }).field(), "kind");
}

TEST_P(AfterSaleContract, EachSideTakesItsOwnStepsAndStrangersNone) {
  const v1::Order order = shipped_order(1);
  const v1::AfterSale asked = ask(wish(order, v1::AFTER_SALE_KIND_RETURN, 1));
  EXPECT_EQ(refusal_of([&] { take(buyer_, asked, v1::AFTER_SALE_STEP_AGREE); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { take(seller_, asked, v1::AFTER_SALE_STEP_UPHOLD); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { take(seller_, asked, v1::AFTER_SALE_STEP_EXPIRE); }).code(),
            Code::failed_precondition);
  const Trainee stranger = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { take(stranger, asked, v1::AFTER_SALE_STEP_AGREE); }).code(),
            Code::not_found);
  EXPECT_EQ(refusal_of([&] { shown(stranger.token, asked.after_sale_id()); }).code(),
            Code::not_found);
  EXPECT_EQ(shown(instructor_, asked.after_sale_id()).buyer_id(), buyer_.user_id);
}

TEST_P(AfterSaleContract, BothSidesAndTheInstructorTalkWhileItIsOpen) {
  const v1::AfterSale asked = ask(wish(shipped_order(1), v1::AFTER_SALE_KIND_REFUND, 1));
  const auto say = [&](const std::string& token, const std::string& text) {
    auto request = named<v1::SayInAfterSaleRequest>();
    request.set_after_sale_id(asked.after_sale_id());
    request.set_text(text);
    return call<v1::SayInAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/SayInAfterSale",
                                            request, token)
        .after_sale();
  };
  say(seller_.token, "能补发一箱吗？");
  say(buyer_.token, "还是退款吧");
  const v1::AfterSale heard = say(instructor_, "请双方上传照片");
  ASSERT_EQ(heard.entries_size(), 4);
  EXPECT_EQ(heard.entries(3).party(), v1::AFTER_SALE_PARTY_PLATFORM);
  EXPECT_EQ(heard.state(), v1::AFTER_SALE_STATE_WAIT_SELLER);
  EXPECT_EQ(refusal_of([&] { say(buyer_.token, ""); }).field(), "text");
  take(seller_, asked, v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(refusal_of([&] { say(buyer_.token, "谢谢"); }).code(), Code::failed_precondition);
}

TEST_P(AfterSaleContract, TheChoicesSayToTheFenWhatComesBack) {
  const v1::Order order = paid_order(product_, 3);
  v1::GetAfterSaleChoicesRequest request;
  request.set_class_id(class_id_);
  request.set_order_id(order.order_id());
  const auto choices = call<v1::GetAfterSaleChoicesResponse>(
      "kaibo.mall.v1.AfterSaleService/GetAfterSaleChoices", request, buyer_.token);
  ASSERT_EQ(choices.choices_size(), 1);
  ASSERT_EQ(choices.choices(0).refund_fen_size(), 3);
  EXPECT_EQ(choices.choices(0).refund_fen(2), 3000);
  EXPECT_GT(choices.reasons_size(), 3);
}

TEST_P(AfterSaleContract, ARefundOfALiveSaleCountsInTheFiguresOfTheRoom) {
  const std::int64_t room = prepare_room(seller_, {product_.product_id()});
  start_room(seller_, room);
  auto buy = named<live::v1::BuyInRoomRequest>();
  buy.set_room_id(room);
  buy.set_product_id(product_.product_id());
  buy.set_quantity(2);
  buy.set_expected_price_fen(1000);
  *buy.mutable_address() = order_for(product_, 1).address();
  const v1::Order order =
      call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", buy, buyer_.token)
          .order();
  end_room(seller_, room);
  take(seller_, ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 1)), v1::AFTER_SALE_STEP_AGREE);
  const auto refunds = events(Event::kRoomRefund);
  ASSERT_EQ(refunds.size(), 1U);
  EXPECT_EQ(refunds[0].room_refund().amount_fen(), 1000);
  EXPECT_EQ(refunds[0].topic(), classroom::room_topic(room));
}

}  // namespace
}  // namespace kaibo::mall
