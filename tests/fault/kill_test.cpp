#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "tests/contract/databases.h"
#include "tests/support/program.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

constexpr std::string_view place_order = "kaibo.mall.v1.MallService/PlaceOrder";
constexpr std::string_view post_comment = "kaibo.live.v1.LiveService/PostComment";
constexpr std::string_view save_marks = "kaibo.assessment.v1.AssessmentService/SaveMarks";

constexpr int stock = 100'000;
constexpr std::size_t buyers = 4;
constexpr std::size_t commenters = 3;

/// A call that was sent, and what is known of its fate.
struct Sent {
  std::string method;
  std::string request;
  /// Set when the server has acknowledged it.
  std::string answer;
};

/// One thread's person: does one thing after the other until the server is gone. What it remembers
/// is outside the server, as a trainee remembers what the screen said.
class Writer {
 public:
  explicit Writer(const Person& person) : person_(person) {}
  virtual ~Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void work(std::uint16_t port, std::atomic<int>& acknowledged) {
    Caller caller(port, person_.token);
    while (step(caller)) ++acknowledged;
  }

  /// Sends again, with the same request id, what was under way when the server died.
  void repeat(std::uint16_t port) {
    Caller caller(port, person_.token);
    if (!last_.method.empty() && !last_.answer.empty()) {
      const Outcome outcome = caller.call(last_.method, last_.request);
      EXPECT_EQ(outcome.status, 200) << outcome.message;
      EXPECT_EQ(outcome.body, last_.answer) << "another answer to the same request";
    }
    if (pending_.method.empty()) return;
    const Outcome outcome = caller.call(pending_.method, pending_.request);
    ASSERT_EQ(outcome.status, 200) << outcome.code << " " << outcome.message;
    acknowledge(outcome.body);
  }

  const Person& person() const { return person_; }

 protected:
  /// False when the server is gone.
  virtual bool step(Caller& caller) = 0;
  virtual void on_acknowledged(const Sent& sent) = 0;

  /// False when nobody knows whether it happened.
  bool send(Caller& caller, std::string_view method, const std::string& request) {
    pending_ = {.method = std::string(method), .request = request, .answer = {}};
    const Outcome outcome = caller.call(method, request);
    if (outcome.status == 0) return false;
    if (outcome.ok()) {
      acknowledge(outcome.body);
      return true;
    }
    // A server that is asked to do less says so; everything else would be a fault.
    EXPECT_EQ(outcome.code, "resource_exhausted") << outcome.message;
    pending_ = {};
    return true;
  }

 private:
  void acknowledge(const std::string& answer) {
    pending_.answer = answer;
    last_ = std::move(pending_);
    pending_ = {};
    on_acknowledged(last_);
  }

  const Person person_;
  Sent pending_;
  Sent last_;
};

class Buyer final : public Writer {
 public:
  Buyer(const Person& person, std::int64_t class_id, mall::v1::Product product)
      : Writer(person), class_id_(class_id), product_(std::move(product)) {}

  /// What the server lists, all pages of it, is what it has acknowledged: nothing lost, nothing
  /// twice.
  void verify(std::uint16_t port) const {
    Caller caller(port, person().token);
    std::multiset<std::int64_t> listed;
    mall::v1::ListOrdersRequest request;
    request.set_class_id(class_id_);
    request.set_limit(100);
    for (;;) {
      const auto page =
          caller.ask<mall::v1::ListOrdersResponse>("kaibo.mall.v1.MallService/ListOrders", request);
      if (page.orders().empty()) break;
      for (const mall::v1::Order& order : page.orders()) listed.insert(order.order_id());
      request.set_before_order_id(page.orders(page.orders_size() - 1).order_id());
    }
    EXPECT_EQ(listed, orders_);
  }
  std::size_t count() const { return orders_.size(); }

 protected:
  bool step(Caller& caller) override {
    return send(caller, place_order, order_for(class_id_, product_).SerializeAsString());
  }
  void on_acknowledged(const Sent& sent) override {
    mall::v1::PlaceOrderResponse response;
    response.ParseFromString(sent.answer);
    orders_.insert(response.order().order_id());
  }

 private:
  const std::int64_t class_id_;
  const mall::v1::Product product_;
  std::multiset<std::int64_t> orders_;
};

class Commenter final : public Writer {
 public:
  Commenter(const Person& person, std::int64_t class_id, std::int64_t room_id)
      : Writer(person), class_id_(class_id), room_id_(room_id) {}

  const std::multiset<std::string>& said() const { return said_; }

 protected:
  bool step(Caller& caller) override {
    live::v1::PostCommentRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(new_request_id());
    request.set_room_id(room_id_);
    request.set_text("这个怎么吃最香？" + request.request_id());
    return send(caller, post_comment, request.SerializeAsString());
  }
  void on_acknowledged(const Sent& sent) override {
    live::v1::PostCommentRequest request;
    request.ParseFromString(sent.request);
    said_.insert(request.text());
  }

 private:
  const std::int64_t class_id_;
  const std::int64_t room_id_;
  std::multiset<std::string> said_;
};

/// An instructor who cannot decide on one mark.
class Scorer final : public Writer {
 public:
  Scorer(const Person& person, std::int64_t class_id, std::int64_t trainee_id)
      : Writer(person), class_id_(class_id), trainee_id_(trainee_id) {}

  /// Chooses the line of the sheet to mark.
  void open_sheet(std::uint16_t port) {
    const assessment::v1::Sheet now = sheet(port);
    for (const auto& section : now.sections()) {
      for (const assessment::v1::SheetItem& item : section.items()) {
        if (item.mode() == assessment::v1::ITEM_MODE_MANUAL && item.max_tenths() >= 10) {
          item_ = item.id();
          return;
        }
      }
    }
    FAIL() << "the sheet has no line to mark by hand";
  }

  void verify(std::uint16_t port) const {
    const assessment::v1::Sheet now = sheet(port);
    EXPECT_EQ(now.version(), version_);
    EXPECT_EQ(points_of(now), points_);
  }
  std::size_t count() const { return saved_; }

 protected:
  bool step(Caller& caller) override {
    assessment::v1::SaveMarksRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(new_request_id());
    request.set_trainee_id(trainee_id_);
    request.set_version(version_);
    assessment::v1::NewMark& mark = *request.add_marks();
    mark.set_item_id(item_);
    mark.set_points_tenths(points_ == 5 ? 10 : 5);
    mark.set_reason("按现场表现评分");
    return send(caller, save_marks, request.SerializeAsString());
  }
  void on_acknowledged(const Sent& sent) override {
    assessment::v1::SaveMarksResponse response;
    response.ParseFromString(sent.answer);
    EXPECT_GT(response.sheet().version(), version_);
    version_ = response.sheet().version();
    points_ = points_of(response.sheet());
    ++saved_;
  }

 private:
  assessment::v1::Sheet sheet(std::uint16_t port) const {
    Caller caller(port, person().token);
    assessment::v1::GetSheetRequest request;
    request.set_class_id(class_id_);
    request.set_trainee_id(trainee_id_);
    return caller
        .ask<assessment::v1::GetSheetResponse>("kaibo.assessment.v1.AssessmentService/GetSheet",
                                               request)
        .sheet();
  }
  std::int32_t points_of(const assessment::v1::Sheet& sheet) const {
    for (const auto& section : sheet.sections()) {
      for (const auto& item : section.items()) {
        if (item.id() == item_) return item.points_tenths();
      }
    }
    return -1;
  }

  const std::int64_t class_id_;
  const std::int64_t trainee_id_;
  std::string item_;
  std::int64_t version_ = 0;
  std::int32_t points_ = 0;
  std::size_t saved_ = 0;
};

class Kill : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kaibo_ = std::make_unique<Kaibo>(on_sqlite() ? std::string() : options_.url);
    class_ = kaibo_->provision(1).front();
    kaibo_->start();
    Caller seller(kaibo_->port(), class_.trainees.front().token);
    stall_ = open_stall(seller, class_.class_id, stock);
    std::size_t next = 1;
    for (std::size_t i = 0; i < buyers; ++i) {
      buyers_.push_back(
          std::make_unique<Buyer>(class_.trainees.at(next++), class_.class_id, stall_.product));
    }
    for (std::size_t i = 0; i < commenters; ++i) {
      commenters_.push_back(
          std::make_unique<Commenter>(class_.trainees.at(next++), class_.class_id, stall_.room_id));
    }
    scorer_ = std::make_unique<Scorer>(class_.instructor, class_.class_id,
                                       class_.trainees.front().user_id);
    scorer_->open_sheet(kaibo_->port());
  }

  std::vector<Writer*> writers() const {
    std::vector<Writer*> all{scorer_.get()};
    for (const auto& buyer : buyers_) all.push_back(buyer.get());
    for (const auto& commenter : commenters_) all.push_back(commenter.get());
    return all;
  }

  /// Lets everybody write, and kills the server in the midst of it.
  void kill_under_load(int after) {
    std::atomic<int> acknowledged{0};
    std::vector<std::jthread> crowd;
    for (Writer* writer : writers()) {
      crowd.emplace_back(
          [writer, port = kaibo_->port(), &acknowledged] { writer->work(port, acknowledged); });
    }
    EXPECT_TRUE(wait_until([&] { return acknowledged >= after; })) << acknowledged;
    kaibo_->kill();
  }

  void verify() const {
    for (Writer* writer : writers()) writer->repeat(kaibo_->port());
    for (const auto& buyer : buyers_) buyer->verify(kaibo_->port());
    scorer_->verify(kaibo_->port());
    verify_comments();
  }

  /// The room's journal holds what was said, each once, as every viewer who comes back sees it.
  void verify_comments() const {
    std::multiset<std::string> said;
    for (const auto& commenter : commenters_) {
      said.insert(commenter->said().begin(), commenter->said().end());
    }
    SocketClient viewer(kaibo_->port(),
                        "Authorization: Bearer " + class_.trainees.back().token + "\r\n");
    realtime::v1::Uplink uplink;
    uplink.mutable_subscribe()->set_class_id(class_.class_id);
    uplink.mutable_subscribe()->set_topic("room:" + std::to_string(stall_.room_id));
    uplink.mutable_subscribe()->set_after_seq(0);
    viewer.send(uplink);
    realtime::v1::Downlink heard;
    std::multiset<std::string> comments;
    int read = 0;
    viewer.read_until(heard, [&](const realtime::v1::Downlink& all) {
      for (; read < all.events_size(); ++read) {
        event::v1::Event event;
        event.ParseFromString(all.events(read));
        if (event.has_comment_posted()) comments.insert(event.comment_posted().text());
      }
      return all.subscribed_size() > 0 && comments.size() >= said.size();
    });
    EXPECT_EQ(comments, said);
  }

  std::size_t orders() const {
    std::size_t sum = 0;
    for (const auto& buyer : buyers_) sum += buyer->count();
    return sum;
  }

  std::unique_ptr<Kaibo> kaibo_;
  PracticeClass class_;
  Stall stall_;
  std::vector<std::unique_ptr<Buyer>> buyers_;
  std::vector<std::unique_ptr<Commenter>> commenters_;
  std::unique_ptr<Scorer> scorer_;
};

TEST_P(Kill, WhatWasAcknowledgedIsThereAfterACrash) {
  // Other moments each time, the same ones in every run.
  std::mt19937 chance(20260817);  // NOLINT(bugprone-random-generator-seed)
  const int rounds = on_sqlite() ? 14 : 6;
  for (int round = 1; round <= rounds; ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    kill_under_load(10 + static_cast<int>(chance() % 120));
    kaibo_->start();
    verify();
    if (HasFailure()) break;
  }
  fmt::print("{} rounds: {} orders, {} marks\n", rounds, orders(), scorer_->count());
  EXPECT_GT(orders(), 100U);
  EXPECT_GT(scorer_->count(), 20U);
  EXPECT_EQ(kaibo_->stop(), 0);
  const Ended check = kaibo_->run("check");
  EXPECT_EQ(check.code, 0) << check.output;
}

KAIBO_ON_EVERY_DATABASE(Kill);

}  // namespace
}  // namespace kaibo::test
