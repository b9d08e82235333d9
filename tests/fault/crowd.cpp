#include "tests/fault/crowd.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

constexpr std::string_view add_likes = "kaibo.live.v1.LiveService/AddLikes";
constexpr std::string_view save_marks = "kaibo.assessment.v1.AssessmentService/SaveMarks";

constexpr std::size_t buying = 4;
constexpr std::size_t commenters = 3;
/// The status of what a person does too often.
constexpr int too_often = 429;
/// Before a refused call is sent again.
constexpr std::chrono::milliseconds writer_pause{5};

}  // namespace

void Writer::work(std::uint16_t port, Rush& rush) {
  Caller caller(port, person_.token);
  while (!rush.over && step(caller, rush)) {
    ++rush.acknowledged;
    if (rush.pace.count() > 0) std::this_thread::sleep_for(rush.pace);
  }
}

void Writer::repeat(std::uint16_t port) {
  Caller caller(port, person_.token);
  if (!last_.method.empty()) {
    const Outcome outcome = ask(caller, last_);
    EXPECT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_EQ(outcome.body, last_.answer) << "another answer to the same request";
  }
  if (pending_.method.empty()) return;
  const Outcome outcome = ask(caller, pending_);
  ASSERT_EQ(outcome.status, 200) << outcome.code << " " << outcome.message;
  acknowledge(outcome.body);
}

Outcome Writer::ask(Caller& caller, const Sent& sent) {
  Outcome outcome;
  wait_until([&] {
    outcome = caller.call(sent.method, sent.request);
    return outcome.status != too_often;
  });
  return outcome;
}

bool Writer::send(Caller& caller, Rush& rush, std::string_view method, const std::string& request) {
  pending_ = {.method = std::string(method), .request = request, .answer = {}};
  while (!rush.over) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = caller.call(method, request);
    if (outcome.status == 0) return false;
    if (outcome.ok()) {
      took_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - start));
      acknowledge(outcome.body);
      return true;
    }
    if (outcome.status != too_often) ++rush.refused;
    EXPECT_THAT(outcome.code, testing::AnyOf("resource_exhausted", "unavailable"))
        << outcome.message;
    std::this_thread::sleep_for(writer_pause);
  }
  return false;
}

void Writer::acknowledge(const std::string& answer) {
  pending_.answer = answer;
  last_ = std::exchange(pending_, {});
  on_acknowledged(last_);
}

class Crowd::Buyer final : public Writer {
 public:
  Buyer(const Person& person, std::int64_t class_id, mall::v1::Product product)
      : Writer(person), class_id_(class_id), product_(std::move(product)) {}

  /// What the server lists, all pages of it, is what it has acknowledged: nothing lost, nothing
  /// twice.
  void verify(std::uint16_t port) const override {
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
  bool step(Caller& caller, Rush& rush) override {
    return send(caller, rush, place_order, order_for(class_id_, product_).SerializeAsString());
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

class Crowd::Commenter final : public Writer {
 public:
  Commenter(const Person& person, std::int64_t class_id, std::int64_t room_id)
      : Writer(person), class_id_(class_id), room_id_(room_id) {}

  const std::multiset<std::string>& said() const { return said_; }
  /// The crowd looks at the comments of all at once.
  void verify(std::uint16_t /*port*/) const override {}

 protected:
  bool step(Caller& caller, Rush& rush) override {
    live::v1::PostCommentRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(new_request_id());
    request.set_room_id(room_id_);
    request.set_text("这个怎么吃最香？" + request.request_id());
    return send(caller, rush, post_comment, request.SerializeAsString());
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

class Crowd::Liker final : public Writer {
 public:
  Liker(const Person& person, std::int64_t class_id, std::int64_t room_id)
      : Writer(person), class_id_(class_id), room_id_(room_id) {}

  std::int64_t count() const { return count_; }
  /// Nobody else likes the room.
  void verify(std::uint16_t port) const override {
    Caller caller(port, person().token);
    live::v1::GetRoomRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    const auto page =
        caller.ask<live::v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", request);
    EXPECT_EQ(page.room().likes(), count_);
  }

 protected:
  bool step(Caller& caller, Rush& rush) override {
    live::v1::AddLikesRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(new_request_id());
    request.set_room_id(room_id_);
    request.set_count(3);
    return send(caller, rush, add_likes, request.SerializeAsString());
  }
  void on_acknowledged(const Sent& sent) override {
    live::v1::AddLikesRequest request;
    request.ParseFromString(sent.request);
    count_ += request.count();
  }

 private:
  const std::int64_t class_id_;
  const std::int64_t room_id_;
  std::int64_t count_ = 0;
};

/// An instructor who cannot decide on one mark.
class Crowd::Scorer final : public Writer {
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

  void verify(std::uint16_t port) const override {
    const assessment::v1::Sheet now = sheet(port);
    EXPECT_EQ(now.version(), version_);
    EXPECT_EQ(points_of(now), points_);
  }
  std::size_t count() const { return saved_; }

 protected:
  bool step(Caller& caller, Rush& rush) override {
    assessment::v1::SaveMarksRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(new_request_id());
    request.set_trainee_id(trainee_id_);
    request.set_version(version_);
    assessment::v1::NewMark& mark = *request.add_marks();
    mark.set_item_id(item_);
    mark.set_points_tenths(points_ == 5 ? 10 : 5);
    mark.set_reason("按现场表现评分");
    return send(caller, rush, save_marks, request.SerializeAsString());
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

Crowd::Crowd(const PracticeClass& of, std::uint16_t port) : class_(of) {
  Caller seller(port, class_.trainees.front().token);
  stall_ = open_stall(seller, class_.class_id, largest_stock);
  std::size_t next = 1;
  for (std::size_t i = 0; i < buying; ++i) {
    buyers_.push_back(
        std::make_unique<Buyer>(class_.trainees.at(next++), class_.class_id, stall_.product));
  }
  for (std::size_t i = 0; i < commenters; ++i) {
    commenters_.push_back(
        std::make_unique<Commenter>(class_.trainees.at(next++), class_.class_id, stall_.room_id));
  }
  liker_ = std::make_unique<Liker>(class_.trainees.at(next), class_.class_id, stall_.room_id);
  scorer_ =
      std::make_unique<Scorer>(class_.instructor, class_.class_id, class_.trainees.front().user_id);
  scorer_->open_sheet(port);
}

Crowd::~Crowd() { stop(); }

std::vector<Writer*> Crowd::writers() const {
  std::vector<Writer*> all{scorer_.get(), liker_.get()};
  for (const auto& buyer : buyers_) all.push_back(buyer.get());
  for (const auto& commenter : commenters_) all.push_back(commenter.get());
  return all;
}

void Crowd::start(const std::vector<std::uint16_t>& ports) {
  stop();
  rush_->over = false;
  std::size_t next = 0;
  for (Writer* writer : writers()) {
    threads_.emplace_back([writer, port = ports[next++ % ports.size()], rush = rush_.get()] {
      writer->work(port, *rush);
    });
  }
}

void Crowd::stop() {
  rush_->over = true;
  threads_.clear();
}

bool Crowd::wait_for(int more) const {
  const int enough = acknowledged() + more;
  return wait_until([&] { return acknowledged() >= enough; });
}

void Crowd::verify(std::uint16_t port) const {
  for (Writer* writer : writers()) {
    writer->repeat(port);
    writer->verify(port);
  }
  verify_comments(port);
}

/// The room's journal holds what was said, each once, as every viewer who comes back sees it.
void Crowd::verify_comments(std::uint16_t port) const {
  std::multiset<std::string> said;
  for (const auto& commenter : commenters_) {
    said.insert(commenter->said().begin(), commenter->said().end());
  }
  SocketClient viewer(port, "Authorization: Bearer " + class_.trainees.back().token + "\r\n");
  realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_.class_id);
  uplink.mutable_subscribe()->set_topic("room:" + std::to_string(stall_.room_id));
  uplink.mutable_subscribe()->set_after_seq(0);
  uplink.mutable_subscribe()->set_silent(true);
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

std::size_t Crowd::orders() const {
  std::size_t sum = 0;
  for (const auto& buyer : buyers_) sum += buyer->count();
  return sum;
}

std::size_t Crowd::comments() const {
  std::size_t sum = 0;
  for (const auto& commenter : commenters_) sum += commenter->said().size();
  return sum;
}

std::int64_t Crowd::likes() const { return liker_->count(); }

std::size_t Crowd::marks() const { return scorer_->count(); }

std::chrono::microseconds Crowd::p99() {
  std::vector<std::chrono::microseconds> all;
  timed_.resize(writers().size());
  std::size_t next = 0;
  for (const Writer* writer : writers()) {
    const auto& took = writer->took();
    all.insert(all.end(), took.begin() + static_cast<std::ptrdiff_t>(timed_[next]), took.end());
    timed_[next++] = took.size();
  }
  if (all.empty()) return {};
  const auto nth = all.begin() + static_cast<std::ptrdiff_t>(all.size() * 99 / 100);
  std::ranges::nth_element(all, nth);
  return *nth;
}

}  // namespace kaibo::test
