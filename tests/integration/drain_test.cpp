#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Answer get(std::uint16_t port, const std::string& path) {
  return RawClient(port).ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// Buys one piece after the other until the server turns everybody away.
struct Buyer {
  Person person;
  std::multiset<std::int64_t> acknowledged;
  /// The call that got no order, to be sent again.
  std::string pending;
  Outcome last;

  void buy_on(std::uint16_t port, std::int64_t class_id, const mall::v1::Product& product,
              std::atomic<int>& orders) {
    Caller caller(port, person.token);
    for (;;) {
      pending = order_for(class_id, product).SerializeAsString();
      last = caller.call(place_order, pending);
      if (!last.ok()) return;
      acknowledge();
      ++orders;
    }
  }

  void try_again(std::uint16_t port) {
    Caller caller(port, person.token);
    last = caller.call(place_order, pending);
    ASSERT_TRUE(last.ok()) << last.code << " " << last.message;
    acknowledge();
  }

  std::multiset<std::int64_t> listed(std::uint16_t port, std::int64_t class_id) const {
    Caller caller(port, person.token);
    std::multiset<std::int64_t> orders;
    mall::v1::ListOrdersRequest request;
    request.set_class_id(class_id);
    request.set_limit(100);
    for (;;) {
      const auto page =
          caller.ask<mall::v1::ListOrdersResponse>("kaibo.mall.v1.MallService/ListOrders", request);
      if (page.orders().empty()) return orders;
      for (const mall::v1::Order& order : page.orders()) orders.insert(order.order_id());
      request.set_before_order_id(page.orders(page.orders_size() - 1).order_id());
    }
  }

 private:
  void acknowledge() {
    mall::v1::PlaceOrderResponse response;
    response.ParseFromString(last.body);
    acknowledged.insert(response.order().order_id());
  }
};

class Drain : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kaibo_ = std::make_unique<Kaibo>(on_sqlite() ? std::string() : options_.url);
  }

  void start(std::string_view toml) {
    kaibo_->configure(toml);
    class_ = kaibo_->provision(1).front();
    kaibo_->start();
    Caller seller(kaibo_->port(), class_.trainees.front().token);
    stall_ = open_stall(seller, class_.class_id, 100'000);
    for (std::size_t i = 1; i <= 6; ++i) buyers_.push_back({.person = class_.trainees.at(i)});
  }

  std::vector<std::jthread> all_buy(std::atomic<int>& orders) {
    std::vector<std::jthread> crowd;
    for (Buyer& buyer : buyers_) {
      crowd.emplace_back([this, &buyer, &orders] {
        buyer.buy_on(kaibo_->port(), class_.class_id, stall_.product, orders);
      });
    }
    return crowd;
  }

  std::unique_ptr<Kaibo> kaibo_;
  PracticeClass class_;
  Stall stall_;
  std::vector<Buyer> buyers_;
};

TEST_P(Drain, WhatWasAcceptedIsAnsweredAndNothingElseHappens) {
  start("[server]\ndrain_spread_ms = 500\n");
  for (int round = 0; round < 3; ++round) {
    std::atomic<int> orders{0};
    std::vector<std::jthread> crowd = all_buy(orders);
    EXPECT_TRUE(wait_until([&] { return orders >= 100; })) << orders;
    EXPECT_EQ(kaibo_->stop(), 0);
    crowd.clear();
    kaibo_->start();
    for (Buyer& buyer : buyers_) {
      // Turned away before anything happened: an answer that says so, or no connection at all.
      EXPECT_THAT(buyer.last.code, ::testing::AnyOf("", "unavailable")) << buyer.last.message;
      EXPECT_EQ(buyer.listed(kaibo_->port(), class_.class_id), buyer.acknowledged);
      buyer.try_again(kaibo_->port());
      EXPECT_EQ(buyer.listed(kaibo_->port(), class_.class_id), buyer.acknowledged);
    }
  }
  EXPECT_EQ(kaibo_->stop(), 0);
  const Ended check = kaibo_->run("check");
  EXPECT_EQ(check.code, 0) << check.output;
}

TEST_P(Drain, LoadBalancersAreToldFirstWhileEverybodyIsServed) {
  start("[server]\ndrain_notice_ms = 1500\n");
  RawClient open(kaibo_->port());
  kaibo_->ask_to_stop();
  Answer ready;
  EXPECT_TRUE(wait_until([&] {
    ready = get(kaibo_->port(), "/readyz");
    return ready.status == 503;
  }));
  EXPECT_THAT(ready.body, HasSubstr("this node is stopping"));
  Caller buyer(kaibo_->port(), buyers_.front().person.token);
  const Outcome order =
      buyer.call(place_order, order_for(class_.class_id, stall_.product).SerializeAsString());
  EXPECT_TRUE(order.ok()) << order.code << order.message;
  // A kept connection ends with its next answer, so that nobody sends into a closed one.
  const Answer last = open.ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.headers.at("connection"), "close");
  const SocketClient socket(kaibo_->port());
  EXPECT_EQ(socket.status(), 503);
  EXPECT_EQ(kaibo_->wait_for_end(), 0);
}

KAIBO_ON_EVERY_DATABASE(Drain);

}  // namespace
}  // namespace kaibo::test
