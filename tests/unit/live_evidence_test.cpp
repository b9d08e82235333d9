#include <gtest/gtest.h>

#include <utility>

#include "services/assessment/evidence.h"
#include "services/classroom/happened.h"

namespace kaibo::assessment {
namespace {

using event::v1::Event;

constexpr std::int64_t owner = 1;
constexpr std::int64_t partner = 2;
constexpr std::int64_t viewer = 3;
constexpr std::int64_t room = 10;
constexpr base::Millis second = 1000;

/// One room's broadcast, told event by event.
class LiveEvidence : public ::testing::Test {
 protected:
  /// Returns the event's seq.
  std::int64_t tell(std::int64_t actor, const Event& event) {
    db::Entry entry;
    entry.stream = 5;
    entry.seq = ++seq_;
    entry.at = now_;
    entry.topic = classroom::room_topic(room);
    entry.actor = actor;
    entry.kind = static_cast<int>(event.body_case());
    entry.body = event.SerializeAsString();
    evidence_.apply(entry);
    return seq_;
  }
  void start() {
    Event saved;
    saved.mutable_room_saved()->set_room_id(room);
    saved.mutable_room_saved()->set_title("果园");
    tell(owner, saved);
    Event started;
    started.mutable_room_started()->set_room_id(room);
    tell(owner, started);
  }
  void end(const std::string& reason = {}) {
    Event event;
    event.mutable_room_ended()->set_room_id(room);
    event.mutable_room_ended()->set_reason(reason);
    tell(owner, event);
  }
  void pause(bool paused) {
    Event event;
    event.mutable_room_paused()->set_room_id(room);
    event.mutable_room_paused()->set_paused(paused);
    tell(owner, event);
  }
  void hand_over(std::int64_t to_id) {
    Event event;
    event.mutable_presenter_changed()->set_room_id(room);
    event.mutable_presenter_changed()->set_to_id(to_id);
    tell(owner, event);
  }
  std::int64_t ask() {
    Event event;
    event.mutable_comment_posted()->set_room_id(room);
    event.mutable_comment_posted()->set_user_id(viewer);
    event.mutable_comment_posted()->set_question(true);
    return tell(viewer, event);
  }
  void answer(std::int64_t question) {
    Event event;
    event.mutable_question_answered()->set_room_id(room);
    event.mutable_question_answered()->set_comment_seq(question);
    tell(owner, event);
  }
  void erase(std::int64_t comment) {
    Event event;
    event.mutable_comment_deleted()->set_room_id(room);
    event.mutable_comment_deleted()->set_comment_seq(comment);
    tell(owner, event);
  }
  void wait(base::Millis seconds) { now_ += seconds * second; }

  std::int64_t measure(std::int64_t who, std::string_view name, std::int64_t argument = 0) {
    return evidence_.of(who).measure(name, argument, now_).value;
  }

  ClassEvidence evidence_;
  base::Millis now_ = 1'700'000'000'000;
  std::int64_t seq_ = 0;
};

TEST_F(LiveEvidence, EachHostIsCreditedWithTheirOwnTimeOnAir) {
  start();
  wait(600);
  hand_over(partner);
  wait(300);
  EXPECT_EQ(measure(owner, "live_seconds", 60), 600);
  EXPECT_EQ(measure(partner, "live_seconds", 60), 300) << "still on air";
  hand_over(owner);
  wait(100);
  end();
  wait(1000);
  EXPECT_EQ(measure(owner, "live_seconds", 60), 700);
  EXPECT_EQ(measure(partner, "live_seconds", 60), 300);
  EXPECT_EQ(measure(viewer, "live_seconds", 60), 0);
  EXPECT_EQ(evidence_.of(partner).measure("live_seconds", 60, now_).seqs.size(), 2U);
}

TEST_F(LiveEvidence, OnlyLongPausesAreLeftOut) {
  start();
  wait(100);
  pause(true);
  wait(60);
  pause(false);
  wait(100);
  pause(true);
  wait(61);
  EXPECT_EQ(measure(owner, "live_seconds", 60), 260) << "a pause that is still going on";
  pause(false);
  wait(39);
  end();
  EXPECT_EQ(measure(owner, "live_seconds", 60), 299);
  EXPECT_EQ(measure(owner, "live_seconds", 30), 239);
}

TEST_F(LiveEvidence, APauseInWhichTheBroadcastEndsCountsOnce) {
  start();
  wait(100);
  pause(true);
  wait(200);
  end();
  EXPECT_EQ(measure(owner, "live_seconds", 60), 100);
}

TEST_F(LiveEvidence, QuestionsCountByThoseAnsweredInTime) {
  start();
  const std::int64_t in_time = ask();
  const std::int64_t late = ask();
  ask();
  const std::int64_t abuse = ask();
  wait(120);
  answer(in_time);
  erase(abuse);
  EXPECT_EQ(measure(owner, "questions_answered", 120), 100) << "the others may still be";
  wait(1);
  answer(late);
  EXPECT_EQ(measure(owner, "questions_answered", 120), 33);
  hand_over(partner);
  const std::int64_t to_partner = ask();
  answer(to_partner);
  EXPECT_EQ(measure(partner, "questions_answered", 120), 100);
  EXPECT_EQ(measure(owner, "questions_answered", 120), 33);
}

TEST_F(LiveEvidence, ARoomGainsByAModerator) {
  start();
  EXPECT_EQ(measure(owner, "room_elements"), 1);
  Event crew;
  crew.mutable_crew_saved()->set_room_id(room);
  event::v1::CrewPerson& person = *crew.mutable_crew_saved()->add_crew();
  person.set_user_id(viewer);
  person.set_role(1);
  tell(owner, crew);
  EXPECT_EQ(measure(owner, "room_elements"), 1) << "a second host is no moderator";
  person.set_role(2);
  tell(owner, crew);
  EXPECT_EQ(measure(owner, "room_elements"), 2);
  crew.mutable_crew_saved()->clear_crew();
  tell(owner, crew);
  EXPECT_EQ(measure(owner, "room_elements"), 1);
}

TEST_F(LiveEvidence, ARoomSavedByItsCrewStaysItsOwners) {
  start();
  Event saved;
  saved.mutable_room_saved()->set_room_id(room);
  saved.mutable_room_saved()->set_title("果园");
  saved.mutable_room_saved()->set_notice("今天拍，明天发");
  tell(partner, saved);
  EXPECT_EQ(measure(owner, "room_elements"), 2);
  EXPECT_EQ(measure(partner, "room_elements"), 0);
}

TEST_F(LiveEvidence, RulesAreKeptUntilTheHostBreaksThem) {
  EXPECT_EQ(measure(owner, "rules_kept", 2), 0) << "not live yet";
  start();
  EXPECT_EQ(measure(owner, "rules_kept", 2), 2);
  const auto caught = [&](std::int64_t who) {
    Event event;
    event.mutable_words_caught()->set_room_id(room);
    event.mutable_words_caught()->set_user_id(who);
    tell(who, event);
  };
  caught(viewer);
  EXPECT_EQ(measure(owner, "rules_kept", 2), 2) << "a viewer's words";
  caught(owner);
  EXPECT_EQ(measure(owner, "rules_kept", 2), 1);
  end("虚假宣传");
  EXPECT_EQ(measure(owner, "rules_kept", 2), 0);
}

}  // namespace
}  // namespace kaibo::assessment
