#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/sha256.h"
#include "kaibo/live/v1/talk.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/room.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using base::Code;
using test::refusal_of;

class ReviewContract : public contract::RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    prepare(list_product(host_, 2990, 30));
  }

  /// Ten minutes with one viewer, who comments, opens the product and buys it.
  void broadcast() {
    start_room(host_, room_id_);
    presence(viewer_, true);
    explain(host_, room_id_, product_.product_id());
    comment(viewer_, "怎么保存？");
    write([&](db::Transaction& tx) {
      live_->rooms.add_likes(tx, class_id_, room_id_, {{viewer_.user_id, 7}});
      live_->reviews.open_products(tx, class_id_, room_id_,
                                   {{viewer_.user_id, product_.product_id()}});
    });
    now_.advance(300'000);
    v1::BuyInRoomRequest buy;
    buy.set_class_id(class_id_);
    buy.set_request_id(request_id());
    buy.set_room_id(room_id_);
    buy.set_product_id(product_.product_id());
    buy.set_quantity(1);
    buy.set_expected_price_fen(2990);
    *buy.mutable_address() = order_for(product_, 1).address();
    call<v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", buy, viewer_.token);
    now_.advance(300'000);
    end_room(host_, room_id_);
  }

  void broadcast_with_deleted_comment() {
    start_room(host_, room_id_);
    comment(viewer_, "这个很好");
    v1::PinCommentRequest pin;
    pin.set_class_id(class_id_);
    pin.set_request_id(request_id());
    pin.set_room_id(room_id_);
    pin.set_comment_seq(comment(viewer_, "删掉我"));
    call<v1::PinCommentResponse>("kaibo.live.v1.TalkService/PinComment", pin, host_.token);
    v1::DeleteCommentRequest remove;
    remove.set_class_id(class_id_);
    remove.set_request_id(request_id());
    remove.set_room_id(room_id_);
    remove.set_comment_seq(pin.comment_seq());
    call<v1::DeleteCommentResponse>("kaibo.live.v1.TalkService/DeleteComment", remove, host_.token);
    end_room(host_, room_id_);
  }

  template <typename Work>
  void write(Work work) {
    db_->write_now(class_id_, work);
  }
  template <typename Response, typename Request>
  Response ask(const std::string& method, Request request, const std::string& token) {
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<Response>("kaibo.live.v1.ReviewService/" + method, request, token);
  }
  v1::Report report() {
    return ask<v1::GetReportResponse>("GetReport", v1::GetReportRequest(), viewer_.token).report();
  }
  std::int64_t value(v1::FigureKind kind) {
    const v1::Report counted = report();
    for (const v1::Figure& figure : counted.figures()) {
      if (figure.kind() == kind) return figure.value();
    }
    return -1;
  }
  v1::Review enter(const Trainee& who, const std::map<v1::FigureKind, std::int64_t>& values) {
    v1::EnterFiguresRequest request;
    request.set_request_id(request_id());
    for (const auto& [kind, value] : values) {
      v1::EnteredFigure& figure = *request.add_figures();
      figure.set_kind(kind);
      figure.set_value(value);
      figure.set_correct(true);
    }
    return ask<v1::EnterFiguresResponse>("EnterFigures", request, who.token).review();
  }
  static v1::Finding finding() {
    v1::Finding finding;
    finding.set_problem("只有一个人下单");
    finding.set_cause("价格讲得太晚");
    finding.set_action("开场三分钟内报价");
    finding.set_figure(v1::FIGURE_KIND_CONVERSION);
    return finding;
  }
  v1::Review find(const Trainee& who, const std::vector<v1::Finding>& findings) {
    v1::SaveFindingsRequest request;
    request.set_request_id(request_id());
    for (const v1::Finding& one : findings) *request.add_findings() = one;
    return ask<v1::SaveFindingsResponse>("SaveFindings", request, who.token).review();
  }
  v1::GetReviewResponse review_of(std::int64_t trainee_id, const std::string& token) {
    v1::GetReviewRequest request;
    request.set_trainee_id(trainee_id);
    return ask<v1::GetReviewResponse>("GetReview", request, token);
  }
  assessment::v1::SheetItem line(const std::string& id) {
    const assessment::v1::Sheet sheet = sheet_of(host_);
    for (const auto& section : sheet.sections()) {
      for (const auto& item : section.items()) {
        if (item.id() == id) return item;
      }
    }
    return {};
  }

  /// All events of the room, as a replay reads them.
  std::vector<event::v1::Event> replay(const std::string& token) {
    std::vector<event::v1::Event> events;
    v1::ListRoomEventsRequest request;
    do {
      const auto page = ask<v1::ListRoomEventsResponse>("ListRoomEvents", request, token);
      events.insert(events.end(), page.events().begin(), page.events().end());
      request.set_after_seq(page.next_after_seq());
    } while (request.after_seq() != 0);
    return events;
  }
  static std::string hash_of(const std::vector<event::v1::Event>& events) {
    base::Sha256 hash;
    for (const event::v1::Event& event : events) hash.add(event.SerializeAsString());
    return hash.hex();
  }
};
KAIBO_ON_EVERY_DATABASE(ReviewContract);

TEST_P(ReviewContract, TheReportIsCountedFromTheRoomsJournal) {
  broadcast();
  now_.advance(3'600'000);
  EXPECT_EQ(value(v1::FIGURE_KIND_DURATION), 600);
  EXPECT_EQ(value(v1::FIGURE_KIND_VISITORS), 1);
  EXPECT_EQ(value(v1::FIGURE_KIND_AVERAGE_STAY), 600);
  EXPECT_EQ(value(v1::FIGURE_KIND_LIKES), 7);
  EXPECT_EQ(value(v1::FIGURE_KIND_CLICK_RATE), 10'000);
  EXPECT_EQ(value(v1::FIGURE_KIND_PAID), 2990);
  const v1::Report counted = report();
  ASSERT_EQ(counted.segments_size(), 1);
  EXPECT_EQ(counted.segments(0).host_name(), "林晓燕");
  EXPECT_EQ(counted.segments(0).sales_fen(), 2990);
  ASSERT_EQ(counted.markers_size(), 1);
  EXPECT_TRUE(counted.markers(0).has_product_explained());
}

TEST_P(ReviewContract, AFigureOpensTheEventsItWasCountedFrom) {
  broadcast();
  const auto events_of = [&](v1::FigureKind kind) {
    v1::ListFigureEventsRequest request;
    request.set_kind(kind);
    return ask<v1::ListFigureEventsResponse>("ListFigureEvents", request, viewer_.token);
  };
  const auto comments = events_of(v1::FIGURE_KIND_COMMENTS);
  ASSERT_EQ(comments.events_size(), value(v1::FIGURE_KIND_COMMENTS));
  EXPECT_EQ(comments.events(0).comment_posted().text(), "怎么保存？");
  EXPECT_EQ(comments.next_after_seq(), 0);
  const v1::Report counted = report();
  for (const v1::Figure& figure : counted.figures()) {
    if (figure.value() == 0 || figure.kind() == v1::FIGURE_KIND_REFUNDED) continue;
    EXPECT_GT(events_of(figure.kind()).events_size(), 0) << v1::FigureKind_Name(figure.kind());
  }
}

TEST_P(ReviewContract, AReplayIsTheJournalOfTheRoomToTheLastByte) {
  start_room(host_, room_id_);
  write([&](db::Transaction& tx) {
    for (int i = 0; i < 1100; ++i) {
      live_->rooms.add_likes(tx, class_id_, room_id_, {{viewer_.user_id, 1}});
    }
  });
  end_room(host_, room_id_);
  std::vector<event::v1::Event> happened;
  std::int64_t after_seq = 0;
  for (;;) {
    const std::vector<db::Entry> page = journal_of(class_id_, after_seq);
    if (page.empty()) break;
    after_seq = page.back().seq;
    for (const db::Entry& entry : page) {
      if (entry.topic == classroom::room_topic(room_id_)) {
        happened.push_back(classroom::event_of(entry));
      }
    }
  }
  const std::vector<event::v1::Event> replayed = replay(viewer_.token);
  EXPECT_GT(replayed.size(), 1100U);
  EXPECT_EQ(replayed.size(), happened.size());
  EXPECT_EQ(hash_of(replayed), hash_of(happened));
}

TEST_P(ReviewContract, WhatADeletedCommentSaidIsReplayedToStaffOnly) {
  broadcast_with_deleted_comment();
  const auto says = [](const std::vector<event::v1::Event>& events, const std::string& text) {
    return std::ranges::any_of(events, [&](const event::v1::Event& event) {
      return event.comment_posted().text() == text || event.comment_pinned().text() == text;
    });
  };
  EXPECT_TRUE(says(replay(viewer_.token), "这个很好"));
  EXPECT_FALSE(says(replay(viewer_.token), "删掉我"));
  EXPECT_FALSE(says(replay(host_.token), "删掉我"));
  EXPECT_TRUE(says(replay(instructor_), "删掉我"));
  v1::ListFigureEventsRequest request;
  request.set_kind(v1::FIGURE_KIND_COMMENTS);
  const auto seen = [&](const std::string& token) {
    return ask<v1::ListFigureEventsResponse>("ListFigureEvents", request, token).events_size();
  };
  EXPECT_EQ(seen(viewer_.token), 1);
  EXPECT_EQ(seen(instructor_), 2);
}

TEST_P(ReviewContract, OnlyProductsOfTheShelfAreOpenedAndOnlyWhileLive) {
  const auto open = [&](std::int64_t product_id) {
    write([&](db::Transaction& tx) {
      live_->reviews.open_products(tx, class_id_, room_id_, {{viewer_.user_id, product_id}});
    });
  };
  EXPECT_EQ(refusal_of([&] { open(product_.product_id()); }).code(), Code::failed_precondition);
  start_room(host_, room_id_);
  open(list_product(host_, 100, 1).product_id());
  EXPECT_EQ(value(v1::FIGURE_KIND_PRODUCT_VISITORS), 0);
  open(product_.product_id());
  EXPECT_EQ(value(v1::FIGURE_KIND_PRODUCT_VISITORS), 1);
}

TEST_P(ReviewContract, EachKeyFigureThatIsRightGivesAPoint) {
  broadcast();
  EXPECT_EQ(line("D1").proposed_tenths(), 0);
  v1::Review review = enter(
      host_,
      {{v1::FIGURE_KIND_VISITORS, 1}, {v1::FIGURE_KIND_LIKES, 8}, {v1::FIGURE_KIND_PAID, 2990}});
  ASSERT_EQ(review.figures_size(), 3);
  EXPECT_TRUE(review.figures(0).correct());
  EXPECT_FALSE(review.figures(1).correct());
  EXPECT_EQ(line("D1").proposed_tenths(), 20);
  EXPECT_EQ(line("D1").evidence_count(), 1);

  enter(host_, {{v1::FIGURE_KIND_LIKES, 7}, {v1::FIGURE_KIND_CONVERSION, 9996}});
  EXPECT_EQ(line("D1").proposed_tenths(), 40) << "a rate may be rounded";
  enter(host_, {{v1::FIGURE_KIND_PAID, 2989}});
  EXPECT_EQ(line("D1").proposed_tenths(), 30) << "what was entered last counts";
}

TEST_P(ReviewContract, OnlyTheFiguresOfTheCourseAreAskedFor) {
  broadcast();
  const auto asked = review_of(0, host_.token).key_figures();
  EXPECT_EQ(asked.size(), 8);
  EXPECT_EQ(refusal_of([&] { enter(host_, {{v1::FIGURE_KIND_GPM, 1}}); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { enter(host_, {}); }).code(), Code::invalid_argument);
}

TEST_P(ReviewContract, AFindingHasACauseAnActionAndSomethingItRestsOn) {
  broadcast();
  const auto refused = [&](const v1::Finding& one) {
    return refusal_of([&] { find(host_, {finding(), one}); }).field();
  };
  v1::Finding wrong = finding();
  wrong.set_cause(" ");
  EXPECT_EQ(refused(wrong), "findings.1.cause");
  wrong = finding();
  wrong.set_figure(v1::FIGURE_KIND_UNSPECIFIED);
  EXPECT_EQ(refused(wrong), "findings.1.figure");
  wrong.set_at(now_.now() + 1);
  EXPECT_EQ(refused(wrong), "findings.1.at");
  wrong.set_at(now_.now() - 1000);
  EXPECT_EQ(find(host_, {finding(), wrong}).findings_size(), 2);

  const assessment::v1::SheetItem scored = line("D2");
  EXPECT_EQ(scored.proposed_tenths(), 0) << "an instructor gives the points";
  ASSERT_EQ(scored.facts_size(), 1);
  EXPECT_EQ(scored.facts(0).value(), 2);
  EXPECT_EQ(scored.evidence_count(), 1);
}

TEST_P(ReviewContract, OnlyTheHostOfAnEndedRoomReviewsIt) {
  EXPECT_EQ(refusal_of([&] { find(host_, {finding()}); }).code(), Code::failed_precondition);
  broadcast();
  EXPECT_EQ(refusal_of([&] { find(viewer_, {finding()}); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { enter(viewer_, {{v1::FIGURE_KIND_LIKES, 7}}); }).code(),
            Code::permission_denied);
}

TEST_P(ReviewContract, AReviewIsSeenByItsTraineeAndByStaff) {
  broadcast();
  find(host_, {finding()});
  EXPECT_EQ(review_of(0, host_.token).review().findings_size(), 1);
  EXPECT_EQ(review_of(host_.user_id, instructor_).review().findings_size(), 1);
  EXPECT_EQ(review_of(0, viewer_.token).review().findings_size(), 0);
  EXPECT_EQ(refusal_of([&] { review_of(host_.user_id, viewer_.token); }).code(),
            Code::permission_denied);
}

}  // namespace
}  // namespace kaibo::live
