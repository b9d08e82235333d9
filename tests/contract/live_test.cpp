#include <gtest/gtest.h>

#include "services/classroom/happened.h"
#include "tests/contract/room.h"
#include "tests/support/cores.h"
#include "tests/support/fake_listener.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using base::Code;
using test::refusal_of;

class LiveContract : public contract::RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    prepare(list_product(host_, 2990, 3));
  }

  mall::v1::Order buy(const Trainee& who, std::int64_t price_fen, int quantity = 1) {
    v1::BuyInRoomRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    request.set_product_id(product_.product_id());
    request.set_quantity(quantity);
    request.set_expected_price_fen(price_fen);
    *request.mutable_address() = order_for(product_, 1).address();
    return call<v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", request, who.token)
        .order();
  }

  void end_visits(std::int32_t node) {
    async::run_blocking([&]() -> Task<void> { co_await live_->end_visits(node); });
  }

  v1::Figures figures() {
    v1::GetFiguresRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetFiguresResponse>("kaibo.live.v1.LiveService/GetFigures", request,
                                        viewer_.token)
        .figures();
  }
};
KAIBO_ON_EVERY_DATABASE(LiveContract);

TEST_P(LiveContract, NothingHappensInARoomThatIsNotLive) {
  EXPECT_EQ(refusal_of([&] { comment(viewer_, "来了"); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 2990); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { explain(host_, room_id_, product_.product_id()); }).code(),
            Code::failed_precondition);
  start_room(host_, room_id_);
  comment(viewer_, "来了");
  end_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { comment(viewer_, "还在吗"); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { start_room(host_, room_id_); }).code(), Code::failed_precondition);
}

TEST_P(LiveContract, OnlyTheHostRunsTheRoomAndOnlyOneAtATime) {
  EXPECT_EQ(refusal_of([&] { start_room(viewer_, room_id_); }).code(), Code::permission_denied);
  start_room(host_, room_id_);
  const std::int64_t second = prepare_room(host_, {});
  EXPECT_EQ(refusal_of([&] { start_room(host_, second); }).code(), Code::failed_precondition);
}

TEST_P(LiveContract, AViewerBuysAtTheRoomsPriceAndTheRoomSeesIt) {
  v1::PutOnShelfRequest put;
  put.set_class_id(class_id_);
  put.set_request_id(request_id());
  put.set_room_id(room_id_);
  put.set_product_id(product_.product_id());
  put.set_live_price_fen(1990);
  call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host_.token);
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 2990); }).code(), Code::aborted);
  const mall::v1::Order order = buy(viewer_, 1990, 2);
  EXPECT_EQ(order.amount_fen(), 3980);
  EXPECT_EQ(order.room_id(), room_id_);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 1990, 2); }).code(), Code::failed_precondition);

  const db::Entry last = journal_of(class_id_).back();
  const event::v1::Event event = classroom::event_of(last);
  ASSERT_TRUE(event.has_room_sale());
  EXPECT_EQ(event.topic(), classroom::room_topic(room_id_));
  EXPECT_EQ(event.room_sale().stock_left(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(LiveContract, FiguresAreWhatTheRoomsEventsAddUpTo) {
  start_room(host_, room_id_);
  const Trainee second = trainee("陈雨桐");
  presence(viewer_, true);
  presence(host_, true);
  now_.advance(30'000);
  presence(second, true);
  explain(host_, room_id_, product_.product_id());
  comment(viewer_, "怎么保存？");
  buy(viewer_, 2990);
  now_.advance(60'000);
  presence(second, false);
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    live_->rooms.add_likes(tx, class_id_, room_id_, {{viewer_.user_id, 5}, {second.user_id, 2}});
  });
  now_.advance(30'000);
  end_room(host_, room_id_);
  now_.advance(600'000);

  const v1::Figures counted = figures();
  EXPECT_EQ(counted.visits(), 2);
  EXPECT_EQ(counted.visitors(), 2);
  EXPECT_EQ(counted.peak_online(), 2);
  EXPECT_EQ(counted.online(), 0);
  EXPECT_EQ(counted.comments(), 1);
  EXPECT_EQ(counted.likes(), 7);
  EXPECT_EQ(counted.orders(), 1);
  EXPECT_EQ(counted.buyers(), 1);
  EXPECT_EQ(counted.sales_fen(), 2990);
  EXPECT_EQ(counted.live_seconds(), 120);
  EXPECT_EQ(counted.average_stay_seconds(), (120 + 60) / 2);
  EXPECT_EQ(counted.conversion_bp(), 5000);
  ASSERT_EQ(counted.products_size(), 1);
  EXPECT_EQ(counted.products(0).explained_seconds(), 90);
  EXPECT_EQ(counted.minutes_size(), 3);
  EXPECT_EQ(counted.minutes(1).likes(), 7);
}

TEST_P(LiveContract, WhoeverWasInTheRoomWhenTheServerStoppedLeftAtTheLastMomentKnown) {
  start_room(host_, room_id_);
  presence(viewer_, true);
  now_.advance(30'000);
  comment(viewer_, "先到这里");
  now_.advance(600'000);
  end_visits(0);
  EXPECT_EQ(figures().online(), 0);
  EXPECT_EQ(figures().average_stay_seconds(), 30);
  const std::size_t lines = journal_of(class_id_).size();
  end_visits(0);
  EXPECT_EQ(journal_of(class_id_).size(), lines);

  presence(viewer_, true);
  now_.advance(60'000);
  EXPECT_EQ(figures().online(), 1);
  EXPECT_EQ(figures().visits(), 2);
  EXPECT_EQ(figures().average_stay_seconds(), 90);
}

TEST_P(LiveContract, WhoeverIsThereEntersAgainAfterItsNodeWasTakenForDead) {
  start_room(host_, room_id_);
  const std::string topic = classroom::room_topic(room_id_);
  const Trainee other = trainee("吴小军");
  for (const Trainee& here : {viewer_, other}) {
    const auto listener = std::make_shared<test::FakeListener>(0, here.user_id);
    test::on_core(runtime_, 0, [&] {
      hub_.add(listener);
      hub_.listen(*listener, class_id_, topic);
    });
    presence(here, true);
  }
  end_visits(0);
  presence(other, true);
  EXPECT_EQ(figures().online(), 1);
  const std::size_t lines = journal_of(class_id_).size();
  for (int i = 0; i < 2; ++i) {
    async::run_blocking([&]() -> Task<void> { co_await live_->resume_visits(); });
    EXPECT_EQ(figures().online(), 2);
    EXPECT_EQ(journal_of(class_id_).size(), lines + 1) << "who had not left enters once more";
  }
}

TEST_P(LiveContract, TheVisitsOfANodeThatCameBackAreLeftAlone) {
  start_room(host_, room_id_);
  presence(viewer_, true);
  async::run_blocking([&]() -> Task<void> {
    co_await live_->end_visits(0, [](db::Transaction&) { return false; });
  });
  EXPECT_EQ(figures().online(), 1);
}

TEST_P(LiveContract, AViewerWhoCameByTwoNodesStaysUntilBothAreLeft) {
  start_room(host_, room_id_);
  const auto entry = [this](bool entered, std::int32_t node) {
    event::v1::Event event;
    if (entered) {
      event.mutable_viewer_entered()->set_user_id(viewer_.user_id);
      event.mutable_viewer_entered()->set_node(node);
    } else {
      event.mutable_viewer_left()->set_user_id(viewer_.user_id);
      event.mutable_viewer_left()->set_node(node);
    }
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      classroom::happened(tx, class_id_, viewer_.user_id, {classroom::room_topic(room_id_), {}},
                          event);
    });
  };
  entry(true, 1);
  entry(true, 2);
  end_visits(0);
  EXPECT_EQ(figures().online(), 1) << "nobody came by this node";
  end_visits(1);
  EXPECT_EQ(figures().online(), 1);
  EXPECT_EQ(figures().visits(), 1);
  entry(false, 2);
  EXPECT_EQ(figures().online(), 0);
}

TEST_P(LiveContract, APageStartsWithTheNewestCommentsAndTheSeqToListenFrom) {
  start_room(host_, room_id_);
  comment(viewer_, "第一条");
  comment(host_, "欢迎欢迎");
  v1::GetRoomRequest request;
  request.set_class_id(class_id_);
  request.set_room_id(room_id_);
  const auto page =
      call<v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", request, viewer_.token);
  ASSERT_EQ(page.comments_size(), 2);
  EXPECT_EQ(page.comments(0).text(), "第一条");
  EXPECT_EQ(page.comments(1).user_name(), "林晓燕");
  EXPECT_EQ(page.seq(), journal_of(class_id_).back().seq);
  EXPECT_EQ(page.room().shelf_size(), 1);
}

TEST_P(LiveContract, SomebodyWhoCommentsTooFastIsAskedToWait) {
  start_room(host_, room_id_);
  const int burst = profiles_.find("live-hunan-2021")->live.comment_rate.burst;
  for (int i = 0; i < burst; ++i) comment(viewer_, "刷屏");
  EXPECT_EQ(refusal_of([&] { comment(viewer_, "刷屏"); }).code(), Code::resource_exhausted);
  now_.advance(1'000);
  comment(viewer_, "好的");
}

}  // namespace
}  // namespace kaibo::live
