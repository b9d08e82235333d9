#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "services/identity/simulated.h"
#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::audience {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class AudienceContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    host_ = trainee("林晓燕");
    open_shop(host_, "橙心果园");
    product_ = list_product(host_, 2990, 200);
    room_id_ = prepare_room(host_, {product_.product_id()});
  }

  static v1::Setup setup(const std::string& scenario = "questions", std::int32_t size = 60) {
    v1::Setup setup;
    setup.set_scenario(scenario);
    setup.set_size(size);
    setup.set_difficulty(v1::DIFFICULTY_NORMAL);
    setup.set_seed(7);
    return setup;
  }

  v1::Audience choose(const Trainee& who, const v1::Setup& wish) {
    v1::SetAudienceRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    *request.mutable_setup() = wish;
    return call<v1::SetAudienceResponse>("kaibo.audience.v1.AudienceService/SetAudience", request,
                                         who.token)
        .audience();
  }

  void assign(std::int64_t trainee_id, const v1::Setup* wish) {
    v1::AssignAudienceRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_trainee_id(trainee_id);
    if (wish != nullptr) *request.mutable_setup() = *wish;
    call<v1::AssignAudienceResponse>("kaibo.audience.v1.AudienceService/AssignAudience", request,
                                     instructor_);
  }

  template <typename Request, typename Response>
  v1::Audience order(const std::string& method, const std::string& token) {
    Request request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    return call<Response>("kaibo.audience.v1.AudienceService/" + method, request, token).audience();
  }
  v1::Audience start(const std::string& token) {
    return order<v1::StartAudienceRequest, v1::StartAudienceResponse>("StartAudience", token);
  }
  v1::Audience stop(const std::string& token) {
    return order<v1::StopAudienceRequest, v1::StopAudienceResponse>("StopAudience", token);
  }

  v1::GetAudienceResponse look() {
    v1::GetAudienceRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetAudienceResponse>("kaibo.audience.v1.AudienceService/GetAudience", request,
                                         host_.token);
  }

  void say(const std::string& text) {
    live::v1::PostCommentRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    request.set_text(text);
    call<live::v1::PostCommentResponse>("kaibo.live.v1.LiveService/PostComment", request,
                                        host_.token);
  }

  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      now_.advance(1'000);
      fire_timers();
    }
  }

  Trainee host_;
  mall::v1::Product product_;
  std::int64_t room_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(AudienceContract);

TEST_P(AudienceContract, ItComesWhenTheRoomGoesLiveAndGoesWithIt) {
  EXPECT_EQ(choose(host_, setup()).state(), v1::AUDIENCE_STATE_CHOSEN);
  pass(5);
  EXPECT_EQ(look().audience().present(), 0) << "nobody comes into a room that is not live";
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  pass(30);
  const v1::Audience audience = look().audience();
  EXPECT_EQ(audience.state(), v1::AUDIENCE_STATE_RUNNING);
  EXPECT_GT(audience.present(), 5);
  EXPECT_LE(audience.come(), 60);
  end_room(host_, room_id_);
  pass(3);
  EXPECT_EQ(look().audience().present(), 0);
  EXPECT_EQ(look().audience().state(), v1::AUDIENCE_STATE_STOPPED);
  const std::size_t lines = journal_of(class_id_).size();
  pass(5);
  EXPECT_EQ(journal_of(class_id_).size(), lines);
}

TEST_P(AudienceContract, ItsPersonsHaveNegativeIdsAndNamesAndMoveInOneEventATick) {
  choose(host_, setup("steady", 100));
  start_room(host_, room_id_);
  pass(40);
  const auto moves = events(Event::kAudienceMoved);
  ASSERT_FALSE(moves.empty());
  EXPECT_LE(moves.size(), 40U);
  std::set<std::string> names;
  int entered = 0;
  for (const Event& event : moves) {
    for (const auto& person : event.audience_moved().entered()) {
      EXPECT_TRUE(identity::is_simulated(person.user_id()));
      names.insert(person.name());
      ++entered;
    }
  }
  EXPECT_GT(entered, 10);
  EXPECT_EQ(names.size(), static_cast<std::size_t>(look().audience().come()));
  for (const Event& event : events(Event::kCommentPosted)) {
    EXPECT_LT(event.comment_posted().user_id(), 0);
    EXPECT_FALSE(event.comment_posted().name().empty());
  }
}

TEST_P(AudienceContract, WhatItBuysIsPaidByItsOwnMoneyAndTakenFromTheStock) {
  v1::Setup wish = setup("steady", 300);
  wish.set_difficulty(v1::DIFFICULTY_EASY);
  choose(host_, wish);
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  pass(150);
  std::int64_t pieces = 0;
  for (const Event& event : events(Event::kRoomSale)) {
    EXPECT_TRUE(identity::is_simulated(event.room_sale().buyer_id()));
    pieces += event.room_sale().quantity();
  }
  EXPECT_GT(pieces, 3);
  EXPECT_EQ(product_now(host_, product_.product_id()).stock(), 200 - pieces);
  EXPECT_TRUE(faults().empty());
  EXPECT_EQ(balance(host_), profiles_.find("live-hunan-2021")->mall.initial_money_fen);
}

TEST_P(AudienceContract, ForMarksNobodyOfItIsABuyer) {
  choose(host_, setup("steady", 300));
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  pass(150);
  ASSERT_FALSE(events(Event::kOrderPaid).empty());
  const assessment::v1::Sheet sheet = sheet_of(host_);
  for (const auto& section : sheet.sections()) {
    for (const auto& item : section.items()) {
      if (item.id() == "C5") EXPECT_EQ(item.proposed_tenths(), 0);
    }
  }
}

TEST_P(AudienceContract, AnAnswerOfTheHostClosesAQuestionAndWhatIsNotAnsweredIsMissed) {
  choose(host_, setup("questions", 80));
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  for (int i = 0; i < 120 && events(Event::kAudienceQuestion).empty(); ++i) pass(1);
  ASSERT_FALSE(events(Event::kAudienceQuestion).empty());
  const Event asked = events(Event::kAudienceQuestion).front();
  const v1::Question open = look().audience().questions(0);
  EXPECT_EQ(open.state(), v1::QUESTION_STATE_OPEN);
  EXPECT_EQ(open.text(), asked.audience_question().text());
  const auto comments = events(Event::kCommentPosted);
  EXPECT_TRUE(std::ranges::any_of(comments, [&](const Event& comment) {
    return comment.seq() == open.comment_seq() && comment.comment_posted().text() == open.text();
  })) << "the line before the question is its comment";
  now_.advance(300);
  say("这位朋友：" + open.keywords(0));
  pass(2);
  const v1::Question answered = look().audience().questions(0);
  EXPECT_EQ(answered.state(), v1::QUESTION_STATE_ANSWERED);
  EXPECT_EQ(answered.answered_after_ms(), 300);
  pass(150);
  const auto closings = events(Event::kAudienceQuestionClosed);
  EXPECT_TRUE(std::ranges::any_of(closings, [](const Event& closing) {
    return !closing.audience_question_closed().answered();
  }));
  const v1::GetAudienceResponse after = look();
  ASSERT_GT(after.advice_size(), 0);
  EXPECT_LE(after.advice_size(), 2);
  EXPECT_FALSE(after.advice(0).text().empty());
}

TEST_P(AudienceContract, WhoFollowsIsNotCountedAmongThePeopleWhoDo) {
  choose(host_, setup("steady", 200));
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  pass(120);
  const auto followed = events(Event::kFollowed);
  ASSERT_FALSE(followed.empty());
  for (const Event& event : followed) {
    EXPECT_TRUE(identity::is_simulated(event.followed().user_id()));
    EXPECT_EQ(event.followed().followers(), 0);
  }
}

TEST_P(AudienceContract, AMutedRoomHearsNothingAndGoesOn) {
  choose(host_, setup("questions", 100));
  start_room(host_, room_id_);
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    live::v1::MuteRoomRequest mute;
    mute.set_class_id(class_id_);
    mute.set_room_id(room_id_);
    mute.set_muted(true);
    live_->talk.mute_room(tx, host_.user_id, mute);
  });
  pass(60);
  EXPECT_TRUE(events(Event::kCommentPosted).empty());
  EXPECT_TRUE(events(Event::kAudienceQuestion).empty());
  EXPECT_GT(look().audience().present(), 5);
}

TEST_P(AudienceContract, AnAnswerInWordsCountsAsAnAnswerInTheRoomToo) {
  choose(host_, setup("questions", 80));
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  for (int i = 0; i < 120 && look().audience().questions_size() == 0; ++i) pass(1);
  const v1::Question open = look().audience().questions(0);
  say(open.keywords(0));
  pass(2);
  const auto answered = events(Event::kQuestionAnswered);
  EXPECT_TRUE(std::ranges::any_of(answered, [&](const Event& event) {
    return event.question_answered().comment_seq() == open.comment_seq();
  }));
}

TEST_P(AudienceContract, TwoNodesLetItActOnceASecond) {
  choose(host_, setup("steady", 200));
  start_room(host_, room_id_);
  agenda::Agenda other(*db_, runtime_, now_);
  mall_->register_timers(other);
  audience_->register_timers(other);
  for (int i = 0; i < 20; ++i) {
    now_.advance(1'000);
    std::jthread node(
        [&] { async::run_blocking([&]() -> Task<void> { co_await other.fire_due(); }); });
    fire_timers();
  }
  std::set<std::int64_t> times;
  for (const Event& event : events(Event::kAudienceMoved)) {
    EXPECT_TRUE(times.insert(event.at()).second) << "two ticks in one second";
  }
  const std::int64_t waiting = db_->read_now([](db::Transaction& tx) {
    return tx.query("SELECT COUNT(*) FROM agenda_timer WHERE kind = ?", "audience.tick")
        .front()
        .integer(0);
  });
  EXPECT_EQ(waiting, 1);
}

TEST_P(AudienceContract, AfterAStandstillItGoesOnWithoutMakingUpForAllOfIt) {
  choose(host_, setup("questions", 200));
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  pass(10);
  const std::size_t before = events(Event::kCommentPosted).size();
  now_.advance(600'000);
  pass(1);
  const Habits& habits = audience_->script().habits();
  const auto more = static_cast<std::int64_t>(events(Event::kCommentPosted).size() - before);
  EXPECT_LE(more, habits.catch_up_s * (habits.say_at_once + 1));
  EXPECT_EQ(look().audience().state(), v1::AUDIENCE_STATE_RUNNING);
}

TEST_P(AudienceContract, WhatAnInstructorLaysDownHoldsForEverybodyAndCannotBeChangedByTheHost) {
  const v1::Setup wish = setup("incidents", 40);
  assign(0, &wish);
  EXPECT_EQ(refusal_of([&] { choose(host_, setup()); }).code(), Code::failed_precondition);
  EXPECT_TRUE(look().audience().assigned());
  EXPECT_EQ(look().audience().setup().scenario(), "incidents");
  start_room(host_, room_id_);
  EXPECT_EQ(look().audience().state(), v1::AUDIENCE_STATE_RUNNING);
  EXPECT_EQ(refusal_of([&] { stop(host_.token); }).code(), Code::failed_precondition);
  EXPECT_EQ(stop(instructor_).state(), v1::AUDIENCE_STATE_STOPPED);
  assign(0, nullptr);
  EXPECT_FALSE(look().audience().assigned());
}

TEST_P(AudienceContract, AnAssignmentForOneTraineeGoesBeforeThatOfTheClass) {
  const v1::Setup all = setup("steady", 20);
  const v1::Setup own = setup("bargain", 30);
  assign(0, &all);
  assign(host_.user_id, &own);
  EXPECT_EQ(look().audience().setup().scenario(), "bargain");
  assign(host_.user_id, nullptr);
  EXPECT_EQ(look().audience().setup().scenario(), "steady");
}

TEST_P(AudienceContract, OnlyTheHostDecidesAndOnlyALiveRoomHasAnAudience) {
  const Trainee other = trainee("周建国");
  EXPECT_EQ(refusal_of([&] { choose(other, setup()); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { start(host_.token); }).code(), Code::failed_precondition);
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { start(host_.token); }).code(), Code::failed_precondition)
      << "nothing was chosen";
  choose(host_, setup());
  EXPECT_EQ(start(host_.token).state(), v1::AUDIENCE_STATE_RUNNING);
  EXPECT_EQ(refusal_of([&] { choose(host_, setup("cold")); }).code(), Code::failed_precondition);
  pass(20);
  EXPECT_EQ(stop(host_.token).state(), v1::AUDIENCE_STATE_STOPPED);
  choose(host_, setup("cold"));
  EXPECT_EQ(start(host_.token).state(), v1::AUDIENCE_STATE_RUNNING);
  pass(2);
  EXPECT_LT(look().audience().come(), 20) << "it begins anew";
}

}  // namespace
}  // namespace kaibo::audience
