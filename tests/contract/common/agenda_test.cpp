#include "common/agenda/agenda.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/ids.h"
#include "common/journal/journal.h"
#include "generated/embedded/agenda_schema.h"
#include "tests/contract/common/journal_fixture.h"
#include "tests/support/mailbox.h"

namespace kaibo::agenda {
namespace {

using contract::entry;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t stream = 42;
constexpr base::Millis minute = 60'000;

class AgendaContract : public contract::JournalTest {
 protected:
  void SetUp() override {
    JournalTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db_->migrate("agenda", embedded::agenda_schema);
    open_stream(stream);
    reopen_agenda();
  }

  /// The handler notes the subject in the journal.
  void reopen_agenda() {
    agenda_ = std::make_unique<Agenda>(*db_, runtime_, time_);
    agenda_->on("test.note", note);
  }
  static void note(db::Transaction& tx, const Timer& timer) {
    tx.append(entry(timer.stream, "class", "", std::to_string(timer.subject)));
  }

  void set(base::Millis due, std::int64_t subject, const std::string& kind = "test.note") {
    db_->write_now(stream, [&](db::Transaction& tx) { at(tx, ids_, stream, due, kind, subject); });
  }
  int fire() { return fire(*agenda_); }
  static int fire(Agenda& agenda) {
    int fired = 0;
    async::run_blocking([&]() -> Task<void> { fired = co_await agenda.fire_due(); });
    return fired;
  }
  std::vector<std::string> noted() {
    std::vector<std::string> all;
    for (const auto& one : read_since({.stream = stream})) all.push_back(one.body);
    return all;
  }
  void set_clock(std::int32_t speed_percent, bool paused) {
    db_->write_now(stream, [&](db::Transaction& tx) {
      const auto now = journal::stream_clock(tx, stream).at(tx.now());
      journal::set_stream_clock(tx, stream, {tx.now(), now, speed_percent, paused});
    });
  }
  std::int64_t waiting() {
    return db_->read_now([](db::Transaction& tx) {
      return tx.query("SELECT COUNT(*) FROM agenda_timer").front().integer(0);
    });
  }

  base::IdSource ids_{time_, 1};
  std::unique_ptr<Agenda> agenda_;
};
KAIBO_ON_EVERY_DATABASE(AgendaContract);

TEST_P(AgendaContract, ATimerFiresOnceAndNotBeforeItIsDue) {
  set(time_.now() + 30 * minute, 1);
  EXPECT_EQ(fire(), 0);
  time_.advance(30 * minute - 1);
  EXPECT_EQ(fire(), 0);
  time_.advance(1);
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(fire(), 0);
  EXPECT_THAT(noted(), ElementsAre("1"));
  EXPECT_EQ(waiting(), 0);
}

TEST_P(AgendaContract, TimersOfAStreamFireInTheOrderOfTheirDueTimes) {
  for (const std::int64_t subject : {3, 1, 2}) set(time_.now() + subject * minute, subject);
  time_.advance(5 * minute);
  EXPECT_EQ(fire(), 3);
  EXPECT_THAT(noted(), ElementsAre("1", "2", "3"));
}

TEST_P(AgendaContract, TimersFollowTheClockOfTheirStream) {
  set(time_.now() + 48 * 60 * minute, 1);
  set_clock(100'000, false);
  time_.advance(2 * minute);
  EXPECT_EQ(fire(), 0);
  set_clock(100'000, true);
  time_.advance(1'000 * minute);
  EXPECT_EQ(fire(), 0);
  set_clock(100'000, false);
  time_.advance(minute);
  EXPECT_EQ(fire(), 1);
}

TEST_P(AgendaContract, TimersOfOtherStreamsKeepTheirOwnTime) {
  constexpr std::int64_t other = stream + 1;
  open_stream(other);
  set(time_.now() + 10 * minute, 1);
  db_->write_now(other, [&](db::Transaction& tx) {
    at(tx, ids_, other, time_.now() + 10 * minute, "test.note", 2);
  });
  set_clock(1'000, false);
  time_.advance(minute);
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(noted(), ElementsAre("1"));
  EXPECT_THAT(read_since({.stream = other}), IsEmpty());
}

TEST_P(AgendaContract, ATimerInRealTimeHeedsNeitherSpeedNorPauseOfTheStream) {
  db_->write_now(stream, [&](db::Transaction& tx) {
    at_real_time(tx, ids_, stream, time_.now() + 10 * minute, "test.note", 1);
    at_real_time(tx, ids_, stream, time_.now() + 20 * minute, "test.note", 2);
  });
  set_clock(100'000, false);
  time_.advance(10 * minute - 1);
  EXPECT_EQ(fire(), 0);
  time_.advance(1);
  EXPECT_EQ(fire(), 1);
  set_clock(100'000, true);
  time_.advance(10 * minute);
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(noted(), ElementsAre("1", "2"));
}

TEST_P(AgendaContract, TimersSurviveAReopen) {
  set(time_.now() + minute, 1);
  agenda_.reset();
  reopen();
  reopen_agenda();
  time_.advance(minute);
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(noted(), ElementsAre("1"));
}

TEST_P(AgendaContract, ATimerTakenBackDoesNotFire) {
  for (const std::int64_t subject : {1, 2, 2}) set(time_.now() + minute, subject);
  db_->write_now(stream, [](db::Transaction& tx) { cancel(tx, stream, "test.note", 2); });
  time_.advance(minute);
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(noted(), ElementsAre("1"));
}

TEST_P(AgendaContract, ATimerSetInAUnitThatFailsWasNeverSet) {
  EXPECT_THROW(db_->write_now(stream,
                              [&](db::Transaction& tx) {
                                at(tx, ids_, stream, time_.now(), "test.note", 1);
                                throw std::runtime_error("on purpose");
                              }),
               std::runtime_error);
  EXPECT_EQ(fire(), 0);
}

TEST_P(AgendaContract, AHandlerThatFailsIsTriedAgainLaterAndHoldsUpNobody) {
  std::atomic<int> tries{0};
  std::atomic<bool> broken{true};
  agenda_->on("test.breaks", [&](db::Transaction& tx, const Timer& timer) {
    ++tries;
    note(tx, timer);
    if (broken) throw std::runtime_error("on purpose");
  });
  set(time_.now(), 1, "test.breaks");
  for (std::int64_t subject = 2; subject <= 50; ++subject) set(time_.now(), subject);
  EXPECT_EQ(fire(), 49);
  EXPECT_THAT(noted(), SizeIs(49));
  EXPECT_EQ(waiting(), 1);

  // At first at once no more, then after longer and longer pauses.
  const int tries_before = tries;
  EXPECT_EQ(fire(), 0);
  EXPECT_EQ(tries, tries_before);
  time_.advance(2'000);
  EXPECT_EQ(fire(), 0);
  EXPECT_GT(tries, tries_before);
  const int tries_then = tries;
  time_.advance(2'000);
  EXPECT_EQ(fire(), 0);
  EXPECT_EQ(tries, tries_then);

  broken = false;
  time_.advance(2'000);
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(noted().back(), "1");
  EXPECT_EQ(waiting(), 0);
}

TEST_P(AgendaContract, ATimerWithoutHandlerWaitsForAProgramThatHasOne) {
  set(time_.now(), 1, "test.unknown");
  set(time_.now(), 2);
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(waiting(), 1);
  reopen_agenda();
  agenda_->on("test.unknown", note);
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(noted(), ElementsAre("2", "1"));
}

TEST_P(AgendaContract, TwoNodesFireEachTimerOnce) {
  for (std::int64_t subject = 1; subject <= 100; ++subject) set(time_.now(), subject);
  Agenda other(*db_, runtime_, time_);
  other.on("test.note", note);
  int by_other = 0;
  std::thread node([&] { by_other = fire(other); });
  const int by_this = fire();
  node.join();
  EXPECT_EQ(by_this + by_other, 100);
  auto all = noted();
  EXPECT_THAT(all, SizeIs(100));
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST_P(AgendaContract, OnceStartedItLooksByItself) {
  test::Mailbox<std::int64_t> fired;
  agenda_->on("test.tell",
              [&fired](db::Transaction&, const Timer& timer) { fired.put(timer.subject); });
  agenda_->start(5);
  set(time_.now() + minute, 1, "test.tell");
  set(time_.now(), 2, "test.tell");
  EXPECT_THAT(fired.wait_for(1), ElementsAre(2));
  time_.advance(minute);
  EXPECT_THAT(fired.wait_for(2), ElementsAre(2, 1));
  agenda_->stop();
  runtime_.stop();
}

TEST_P(AgendaContract, OneKindHasOneHandler) {
  EXPECT_THROW(agenda_->on("test.note", note), std::logic_error);
}

}  // namespace
}  // namespace kaibo::agenda
