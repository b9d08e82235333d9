#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class MallContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    seller_ = trainee("林晓燕");
    buyer_ = trainee("周建国");
    open_shop(seller_, "橙心果园");
  }

  Trainee seller_;
  Trainee buyer_;
};
KAIBO_ON_EVERY_DATABASE(MallContract);

TEST_P(MallContract, AShopNameIsUniqueInTheClass) {
  const base::Error taken = refusal_of([&] { open_shop(buyer_, "橙心果园"); });
  EXPECT_EQ(taken.code(), Code::already_exists);
  EXPECT_EQ(taken.field(), "name");
  EXPECT_EQ(refusal_of([&] { open_shop(seller_, "第二家店"); }).code(), Code::already_exists);
}

TEST_P(MallContract, AnOrderGoesFromPlacingToFinishingAndTheMoneyFollows) {
  const v1::Product product = list_product(seller_, 2990, 10);
  const std::int64_t before = balance(buyer_);
  const v1::Order placed = place(buyer_, order_for(product, 2));
  EXPECT_EQ(placed.state(), v1::ORDER_STATE_PENDING_PAY);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 8);
  EXPECT_EQ(balance(buyer_), before);

  EXPECT_EQ(pay(buyer_, placed.order_id()).state(), v1::ORDER_STATE_PAID);
  EXPECT_EQ(balance(buyer_), before - 5980);
  EXPECT_EQ(ship(seller_, placed.order_id()).state(), v1::ORDER_STATE_SHIPPED);
  EXPECT_EQ(confirm(buyer_, placed.order_id()).state(), v1::ORDER_STATE_FINISHED);
  EXPECT_EQ(product_now(seller_, product.product_id()).sold(), 2);

  v1::GetWalletRequest request;
  request.set_class_id(class_id_);
  const auto wallet =
      call<v1::GetWalletResponse>("kaibo.mall.v1.MallService/GetWallet", request, seller_.token);
  EXPECT_EQ(wallet.income_fen(), 5980);
  EXPECT_EQ(wallet.escrow_fen(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(MallContract, EveryStepOutsideTheStatesListedIsRefused) {
  const v1::Product product = list_product(seller_, 2990, 10);
  const std::int64_t order = place(buyer_, order_for(product, 1)).order_id();
  EXPECT_EQ(refusal_of([&] { pay(seller_, order); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { ship(seller_, order); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { confirm(buyer_, order); }).code(), Code::failed_precondition);
  const Trainee stranger = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { pay(stranger, order); }).code(), Code::not_found);
  cancel(buyer_, order);
  EXPECT_EQ(refusal_of([&] { pay(buyer_, order); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { cancel(buyer_, order); }).code(), Code::failed_precondition);
}

TEST_P(MallContract, ACancelledOrderGivesItsStockBackOnce) {
  const v1::Product product = list_product(seller_, 2990, 10);
  const std::int64_t order = place(buyer_, order_for(product, 3)).order_id();
  const v1::Order closed = cancel(seller_, order);
  EXPECT_EQ(closed.close_reason(), v1::CLOSE_REASON_SELLER);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 10);
  EXPECT_TRUE(faults().empty());
}

TEST_P(MallContract, AnUnpaidOrderClosesByItselfOnTheClassClock) {
  const v1::Product product = list_product(seller_, 2990, 10);
  const std::int64_t order = place(buyer_, order_for(product, 3)).order_id();
  const std::int64_t paid = place(buyer_, order_for(product, 1)).order_id();
  pay(buyer_, paid);
  now_.advance(29 * 60'000);
  EXPECT_EQ(fire_timers(), 0);
  now_.advance(60'000);
  EXPECT_EQ(fire_timers(), 1);

  v1::GetOrderRequest request;
  request.set_class_id(class_id_);
  request.set_order_id(order);
  const v1::Order closed =
      call<v1::GetOrderResponse>("kaibo.mall.v1.MallService/GetOrder", request, buyer_.token)
          .order();
  EXPECT_EQ(closed.state(), v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(closed.close_reason(), v1::CLOSE_REASON_TIMEOUT);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 9);
  EXPECT_TRUE(faults().empty());
}

TEST_P(MallContract, TheSameRequestOrdersOnce) {
  const v1::Product product = list_product(seller_, 2990, 10);
  v1::PlaceOrderRequest request = order_for(product, 1);
  const std::int64_t first = place(buyer_, request).order_id();
  EXPECT_EQ(place(buyer_, request).order_id(), first);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 9);
  request.mutable_lines(0)->set_quantity(2);
  EXPECT_EQ(refusal_of([&] { place(buyer_, request); }).code(), Code::invalid_argument);
}

TEST_P(MallContract, NobodyBuysFromTheirOwnShopOrBeyondTheirMoneyOrAtAnOldPrice) {
  const v1::Product product = list_product(seller_, 2'000'00, 100);
  EXPECT_EQ(refusal_of([&] { place(seller_, order_for(product, 1)); }).code(),
            Code::failed_precondition);
  v1::PlaceOrderRequest rich = order_for(product, 50);
  rich.set_pay_now(true);
  EXPECT_EQ(refusal_of([&] { place(buyer_, rich); }).code(), Code::failed_precondition);
  v1::PlaceOrderRequest stale = order_for(product, 1);
  stale.set_expected_amount_fen(1);
  EXPECT_EQ(refusal_of([&] { place(buyer_, stale); }).code(), Code::aborted);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 100);
  EXPECT_TRUE(faults().empty());
}

TEST_P(MallContract, LinesThatNameOneProductTwiceAreCheckedTogether) {
  const v1::Product product = list_product(seller_, 100, 5);
  v1::PlaceOrderRequest twice = order_for(product, 3);
  *twice.add_lines() = twice.lines(0);
  twice.set_expected_amount_fen(600);
  EXPECT_EQ(refusal_of([&] { place(buyer_, twice); }).code(), Code::failed_precondition);
  for (const int quantity : {0, -1, 1'000'000}) {
    EXPECT_EQ(refusal_of([&] { place(buyer_, order_for(product, quantity)); }).code(),
              Code::invalid_argument);
  }
}

TEST_P(MallContract, ASellerWhoChangesTheStockDoesNotBringBackWhatWasSold) {
  const v1::Product product = list_product(seller_, 100, 10);
  place(buyer_, order_for(product, 4));
  v1::SaveProductRequest save;
  save.set_class_id(class_id_);
  save.set_request_id(request_id());
  save.set_product_id(product.product_id());
  save.set_title(product.title());
  *save.mutable_pictures() = product.pictures();
  save.set_price_fen(120);
  save.set_listed(true);
  save.set_version(product.version());
  save.set_stock(15);
  save.set_stock_seen(10);
  const auto saved =
      call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", save, seller_.token);
  EXPECT_EQ(saved.product().stock(), 11);
  save.set_request_id(request_id());
  EXPECT_EQ(refusal_of([&] {
              call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", save,
                                            seller_.token);
            }).code(),
            Code::aborted);
  EXPECT_TRUE(faults().empty());
}

/// INV-1: a hundred pieces, 35 buyers who click forty times each.
TEST_P(MallContract, AHotProductIsNeverOversold) {
  constexpr int buyers = 35;
  constexpr int clicks = 40;
  constexpr int stock = 100;
  const v1::Product product = list_product(seller_, 1, stock);
  std::vector<std::int64_t> people;
  for (int i = 0; i < buyers; ++i) {
    people.push_back(make_person("mass-" + std::to_string(i), "同学" + std::to_string(i),
                                 {.class_id = class_id_, .role = 1}));
  }
  std::atomic<int> sold = 0;
  std::atomic<int> sold_out = 0;
  std::vector<std::jthread> crowd;
  for (const std::int64_t person : people) {
    crowd.emplace_back([&, person] {
      for (int i = 0; i < clicks; ++i) {
        try {
          db_->write_now(class_id_, [&](db::Transaction& tx) {
            Orders::NewOrder order{.class_id = class_id_,
                                   .buyer_id = person,
                                   .lines = {},
                                   .address = {},
                                   .pay_now = true,
                                   .expected_amount_fen = 1,
                                   .room_id = 0,
                                   .live_prices_fen = {},
                                   .claim_id = 0};
            order.address.set_name("张三");
            order.address.set_phone("138");
            order.address.set_text("201");
            v1::NewOrderLine& line = *order.lines.Add();
            line.set_product_id(product.product_id());
            line.set_quantity(1);
            mall_->orders.place(tx, order);
          });
          ++sold;
        } catch (const base::Error& refusal) {
          EXPECT_EQ(refusal.code(), Code::failed_precondition) << refusal.what();
          ++sold_out;
        }
      }
    });
  }
  crowd.clear();
  EXPECT_EQ(sold, stock);
  EXPECT_EQ(sold_out, buyers * clicks - stock);
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 0);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
