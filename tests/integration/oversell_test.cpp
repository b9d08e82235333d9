#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;

constexpr int stock = 100;
constexpr int clicks = 40;

/// What the buyers were told, over their own connections.
struct Sales {
  std::atomic<int> sold{0};
  std::atomic<int> sold_out{0};
  /// Anything else, which must not be.
  std::atomic<int> other{0};
};

class Oversell : public ::testing::Test {
 protected:
  void SetUp() override {
    class_ = kaibo_.provision(1).front();
    kaibo_.start();
    Caller seller(kaibo_.port(), class_.trainees.front().token);
    stall_ = open_stall(seller, class_.class_id, stock);
  }

  live::v1::BuyInRoomRequest buy_in_room() const {
    live::v1::BuyInRoomRequest request;
    request.set_class_id(class_.class_id);
    request.set_request_id(new_request_id());
    request.set_room_id(stall_.room_id);
    request.set_product_id(stall_.product.product_id());
    request.set_quantity(1);
    request.set_expected_price_fen(stall_.product.price_fen());
    *request.mutable_address() = order_for(class_.class_id, stall_.product).address();
    return request;
  }

  /// Clicks "buy" by turns in the mall and in the live room.
  void click(const Person& buyer, Sales& sales) const {
    Caller caller(kaibo_.port(), buyer.token);
    for (int i = 0; i < clicks; ++i) {
      const Outcome outcome =
          i % 2 == 0 ? caller.call("kaibo.mall.v1.MallService/PlaceOrder",
                                   order_for(class_.class_id, stall_.product).SerializeAsString())
                     : caller.call("kaibo.live.v1.LiveService/BuyInRoom",
                                   buy_in_room().SerializeAsString());
      if (outcome.ok()) {
        ++sales.sold;
      } else if (outcome.code == "failed_precondition") {
        ++sales.sold_out;
      } else {
        ++sales.other;
        ADD_FAILURE() << outcome.status << " " << outcome.code << " " << outcome.message;
      }
    }
  }

  /// All trainees at once; the seller clicks too, and is refused as every brusher.
  void let_all_click(Sales& sales) const {
    std::vector<std::jthread> crowd;
    for (const Person& buyer : class_.trainees) {
      crowd.emplace_back([&] { click(buyer, sales); });
    }
  }

  void expect_all_sold_and_books_in_order(const Sales& sales) {
    EXPECT_EQ(sales.sold, stock);
    EXPECT_EQ(sales.sold_out, static_cast<int>(class_.trainees.size()) * clicks - stock);
    EXPECT_EQ(sales.other, 0);

    Caller seller(kaibo_.port(), class_.trainees.front().token);
    mall::v1::GetProductRequest look;
    look.set_class_id(class_.class_id);
    look.set_product_id(stall_.product.product_id());
    const auto left =
        seller.ask<mall::v1::GetProductResponse>("kaibo.mall.v1.MallService/GetProduct", look);
    EXPECT_EQ(left.product().stock(), 0);
    EXPECT_EQ(left.product().sold(), stock);

    EXPECT_EQ(kaibo_.stop(), 0);
    const Ended check = kaibo_.run("check");
    EXPECT_EQ(check.code, 0) << check.output;
    EXPECT_THAT(check.output, HasSubstr("everything agrees"));
  }

  Kaibo kaibo_;
  PracticeClass class_;
  Stall stall_;
};

TEST_F(Oversell, AHundredPiecesAreSoldAHundredTimesHoweverManyClick) {
  Sales sales;
  let_all_click(sales);
  expect_all_sold_and_books_in_order(sales);
}

TEST_F(Oversell, WhatIsSetAsideForTheRoomIsSoldThereAndOnlyThere) {
  constexpr int in_room = 40;
  live::v1::SetShelfDetailsRequest request;
  request.set_class_id(class_.class_id);
  request.set_request_id(new_request_id());
  request.set_room_id(stall_.room_id);
  request.set_product_id(stall_.product.product_id());
  request.set_own_stock(true);
  request.set_stock(in_room);
  request.set_per_person(2);
  Caller seller(kaibo_.port(), class_.trainees.front().token);
  seller.ask<live::v1::SetShelfDetailsResponse>("kaibo.live.v1.PrepareService/SetShelfDetails",
                                                request);
  Sales sales;
  let_all_click(sales);
  live::v1::GetFiguresRequest look;
  look.set_class_id(class_.class_id);
  look.set_room_id(stall_.room_id);
  EXPECT_EQ(seller.ask<live::v1::GetFiguresResponse>("kaibo.live.v1.LiveService/GetFigures", look)
                .figures()
                .pieces(),
            in_room);
  expect_all_sold_and_books_in_order(sales);
}

}  // namespace
}  // namespace kaibo::test
