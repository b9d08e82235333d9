#include "tests/fault/buyers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view list_orders = "kaibo.mall.v1.MallService/ListOrders";
/// Between two purchases: what a shop has must last.
constexpr std::chrono::milliseconds pace{5};
/// Before a refused call is sent again.
constexpr std::chrono::milliseconds buyer_pause{20};

/// What may be answered while the database is in trouble, and nothing else.
bool is_for_the_moment(const Outcome& outcome) {
  return outcome.code == "unavailable" || outcome.code == "resource_exhausted";
}

}  // namespace

struct Buyers::Buyer {
  Person person;
  std::multiset<std::int64_t> orders;
  std::atomic<int> count{0};
};

Buyers::Buyers(const PracticeClass& of, std::uint16_t port, std::size_t count)
    : class_(of), port_(port) {
  Caller seller(port_, class_.trainees.front().token);
  stall_ = open_stall(seller, class_.class_id, largest_stock);
  for (std::size_t i = 1; i <= count; ++i) {
    buyers_.push_back(std::make_unique<Buyer>());
    buyers_.back()->person = class_.trainees.at(i);
  }
}

Buyers::~Buyers() { stop(); }

void Buyers::start() {
  over_ = false;
  for (const auto& buyer : buyers_) {
    threads_.emplace_back([this, buyer = buyer.get()] { buy(*buyer); });
  }
}

void Buyers::stop() {
  over_ = true;
  threads_.clear();
}

void Buyers::buy(Buyer& buyer) {
  Caller caller(port_, buyer.person.token);
  mall::v1::ListOrdersRequest look;
  look.set_class_id(class_.class_id);
  look.set_limit(1);
  while (!over_) {
    take_order(buyer, caller, order_for(class_.class_id, stall_.product).SerializeAsString());
    const auto start = steady_clock::now();
    const Outcome looked = caller.call(list_orders, look.SerializeAsString());
    note_time(start);
    EXPECT_TRUE(looked.ok() || is_for_the_moment(looked)) << looked.status << " " << looked.message;
    std::this_thread::sleep_for(pace);
  }
}

/// Until it is taken, also when the others stop meanwhile: half an order would be left.
void Buyers::take_order(Buyer& buyer, Caller& caller, const std::string& request) {
  const auto give_up = steady_clock::now() + std::chrono::minutes(3);
  for (;;) {
    const auto start = steady_clock::now();
    const Outcome outcome = caller.call(place_order, request);
    note_time(start);
    if (outcome.ok()) {
      mall::v1::PlaceOrderResponse response;
      response.ParseFromString(outcome.body);
      buyer.orders.insert(response.order().order_id());
      ++buyer.count;
      ++sold_;
      return;
    }
    if (outcome.status == 503) ++refused_;
    EXPECT_TRUE(is_for_the_moment(outcome))
        << outcome.status << " " << outcome.code << " " << outcome.message;
    if (!is_for_the_moment(outcome) || steady_clock::now() > give_up) {
      ADD_FAILURE() << "an order was given up";
      return;
    }
    std::this_thread::sleep_for(buyer_pause);
  }
}

void Buyers::note_time(steady_clock::time_point start) {
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
  std::int64_t slowest = slowest_us_;
  while (took.count() > slowest && !slowest_us_.compare_exchange_weak(slowest, took.count())) {
  }
}

std::chrono::milliseconds Buyers::take_slowest() {
  return std::chrono::milliseconds(slowest_us_.exchange(0) / 1000);
}

bool Buyers::sold_to_each(int more) const {
  std::vector<int> wanted;
  for (const auto& buyer : buyers_) wanted.push_back(buyer->count + more);
  return wait_until(
      [&] {
        // Leaves the processor to those who are measured.
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        for (std::size_t i = 0; i < buyers_.size(); ++i) {
          if (buyers_[i]->count < wanted[i]) return false;
        }
        return true;
      },
      std::chrono::seconds(60));
}

void Buyers::verify() const {
  for (const auto& buyer : buyers_) {
    Caller caller(port_, buyer->person.token);
    std::multiset<std::int64_t> listed;
    mall::v1::ListOrdersRequest request;
    request.set_class_id(class_.class_id);
    request.set_limit(100);
    for (;;) {
      const auto page = caller.ask<mall::v1::ListOrdersResponse>(list_orders, request);
      if (page.orders().empty()) break;
      for (const mall::v1::Order& order : page.orders()) listed.insert(order.order_id());
      request.set_before_order_id(page.orders(page.orders_size() - 1).order_id());
    }
    EXPECT_EQ(listed, buyer->orders);
  }
}

}  // namespace kaibo::test
