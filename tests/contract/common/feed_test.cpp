#include "common/journal/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "common/async/await.h"
#include "common/journal/journal.h"
#include "tests/contract/common/journal_fixture.h"
#include "tests/support/cores.h"
#include "tests/support/fake_listener.h"
#include "tests/support/mailbox.h"

namespace kaibo::journal {
namespace {

using contract::entry;
using test::FakeListener;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t fed_stream = 42;

/// Says when its subscription is done.
struct Ended {
  bool faulty = false;
};

class FeedContract : public contract::JournalTest {
 protected:
  ~FeedContract() override { runtime_.stop(); }

  void SetUp() override {
    JournalTest::SetUp();
    if (!IsSkipped()) open_stream(fed_stream);
  }

  Task<void> run(std::shared_ptr<Listener> listener, std::string topic, std::int64_t after_seq) {
    Ended ended;
    hub_.add(listener);
    try {
      const Wish wish{
          .stream = fed_stream, .topic = topic, .after_seq = after_seq, .counted = true};
      co_await subscribe(listener, hub_, *db_, wish);
    } catch (const std::exception&) {
      ended.faulty = true;
    }
    ended_.put(ended);
  }
  void start(const std::shared_ptr<Listener>& listener, const std::string& topic,
             std::int64_t after_seq) {
    runtime_.spawn(listener->core(), [=, this] { return run(listener, topic, after_seq); });
  }
  /// Returns when the topic is live.
  void join(const std::shared_ptr<Listener>& listener, const std::string& topic,
            std::int64_t after_seq) {
    start(listener, topic, after_seq);
    ASSERT_THAT(ended_.wait_for(1), SizeIs(1));
  }
  void append_many(int count, const std::string& topic = "class", const std::string& body = {}) {
    db_->write_now(fed_stream, [&](db::Transaction& tx) {
      for (int i = 0; i < count; ++i) tx.append(entry(fed_stream, topic, "", body));
    });
  }

  test::Mailbox<Ended> ended_;
};
KAIBO_ON_EVERY_DATABASE(FeedContract);

std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = first; i <= last; ++i) all.push_back(i);
  return all;
}

TEST_P(FeedContract, TellsFirstThatItIsSubscribedThenTheHistoryThenWhatComes) {
  append_many(5);
  const auto listener = std::make_shared<FakeListener>(0, 1);
  std::vector<int> subscribed_at_push;
  listener->on_push = [&, self = listener.get()] {
    subscribed_at_push.push_back(self->told().subscribed_size());
  };
  join(listener, "class", 2);
  append_many(2);
  test::settle(runtime_);
  EXPECT_THAT(listener->seqs(), ElementsAre(3, 4, 5, 6, 7));
  const auto told = listener->told();
  ASSERT_EQ(told.subscribed_size(), 1);
  EXPECT_EQ(told.subscribed(0).class_id(), fed_stream);
  EXPECT_EQ(told.subscribed(0).topic(), "class");
  EXPECT_EQ(told.subscribed(0).seq(), 5);
  EXPECT_EQ(subscribed_at_push.front(), 1);
  listener->on_push = nullptr;
}

TEST_P(FeedContract, FromNowOnBringsNoHistory) {
  append_many(5);
  const auto listener = std::make_shared<FakeListener>(1, 1);
  join(listener, "class", -1);
  append_many(1);
  test::settle(runtime_);
  EXPECT_THAT(listener->seqs(), ElementsAre(6));
  EXPECT_EQ(listener->told().subscribed(0).seq(), 5);
}

TEST_P(FeedContract, ALongHistoryComesWhole) {
  for (int i = 0; i < 5; ++i) append_many(500);
  append_many(1, "room:9");
  const auto listener = std::make_shared<FakeListener>(0, 1);
  join(listener, "class", 0);
  EXPECT_EQ(listener->seqs(), numbers(1, 2'500));
  // In few frames.
  EXPECT_LT(listener->frames(), 30);
}

TEST_P(FeedContract, EveryEventComesOnceAndInOrderForThoseWhoJoinWhileWritersRun) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (unsigned seed = 0; seed < 3; ++seed) {
    writers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      while (!stop) {
        const int lines = 1 + static_cast<int>(random() % 3);
        const std::string also = random() % 3 == 0 ? "room:9" : "";
        const std::string topic = random() % 2 == 0 ? "room:9" : "class";
        db_->write_now(fed_stream, [&](db::Transaction& tx) {
          for (int line = 0; line < lines; ++line) tx.append(entry(fed_stream, topic, also));
        });
      }
    });
  }

  struct Join {
    std::shared_ptr<FakeListener> listener;
    std::string topic;
    std::int64_t after_seq = 0;
  };
  std::vector<Join> joins;
  std::mt19937 random(99);
  std::int64_t last = 0;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t before = last;
    while (last < before + 50) {
      last = db_->read_now([](db::Transaction& tx) { return last_seq(tx, fed_stream); });
    }
    joins.push_back({std::make_shared<FakeListener>(i % 2, 100 + i), i % 3 == 0 ? "*" : "room:9",
                     static_cast<std::int64_t>(random() % static_cast<unsigned>(last + 1))});
    start(joins.back().listener, joins.back().topic, joins.back().after_seq);
  }
  EXPECT_THAT(ended_.wait_for(20), SizeIs(20));
  stop = true;
  for (auto& writer : writers) writer.join();
  test::settle(runtime_);

  for (const Join& one : joins) {
    const auto heard = one.listener->seqs();
    const auto truth = read_since({.stream = fed_stream,
                                   .after_seq = one.after_seq,
                                   .topic = one.topic == "*" ? "" : one.topic,
                                   .limit = 1'000'000});
    std::vector<std::int64_t> expected;
    for (const auto& line : truth) expected.push_back(line.seq);
    EXPECT_EQ(heard, expected) << one.topic << " after " << one.after_seq;
  }
}

/// Has a short queue, which is emptied only when it says that it is congested.
class ShortQueue final : public FakeListener {
 public:
  explicit ShortQueue(async::Runtime& runtime) : FakeListener(0, 1), runtime_(runtime) {}

  void push(Frame frame, bool passing) override {
    queued_ += frame->size();
    longest_ = std::max(longest_, queued_);
    FakeListener::push(std::move(frame), passing);
  }
  bool congested() const override { return queued_ > bound / 2; }
  Task<void> drained() override {
    ++waits_;
    if (on_wait) on_wait();
    co_await async::await_callback([this](const async::Done& done) {
      runtime_.post(0, [this, done] {
        queued_ = 0;
        done(nullptr);
      });
    });
  }

  static constexpr std::size_t bound = 1024UL * 1024;
  std::function<void()> on_wait;
  std::size_t longest_ = 0;
  int waits_ = 0;

 private:
  async::Runtime& runtime_;
  std::size_t queued_ = 0;
};

TEST_P(FeedContract, HistoryWaitsForAListenerWhoseQueueIsLong) {
  const std::string body(3'000, 'x');
  for (int i = 0; i < 15; ++i) append_many(100, "class", body);
  const auto listener = std::make_shared<ShortQueue>(runtime_);
  join(listener, "class", 0);
  EXPECT_EQ(listener->seqs(), numbers(1, 1'500));
  EXPECT_GE(listener->waits_, 4);
  EXPECT_LE(listener->longest_, ShortQueue::bound);
}

TEST_P(FeedContract, WhatComesWhileTheHistoryWaitsIsReadLaterRatherThanHeldWithoutBound) {
  const std::string body(3'000, 'x');
  for (int i = 0; i < 10; ++i) append_many(100, "class", body);
  const auto listener = std::make_shared<ShortQueue>(runtime_);
  listener->on_wait = [&, first = true]() mutable {
    if (!std::exchange(first, false)) return;
    // Committed by another thread, but heard before the history goes on.
    std::thread([&] { append_many(500, "class", body); }).join();
  };
  join(listener, "class", 0);
  append_many(1);
  test::settle(runtime_);
  EXPECT_EQ(listener->seqs(), numbers(1, 1'501));
  EXPECT_LE(listener->longest_, ShortQueue::bound);
}

TEST_P(FeedContract, EndsWhenTheListenerLeavesWhileTheHistoryWaits) {
  const std::string body(3'000, 'x');
  for (int i = 0; i < 10; ++i) append_many(100, "class", body);
  const auto listener = std::make_shared<ShortQueue>(runtime_);
  listener->on_wait = [&] { hub_.remove(*listener); };
  join(listener, "class", 0);
  listener->on_wait = nullptr;
  EXPECT_EQ(listener->waits_, 1);
  EXPECT_LT(listener->seqs().size(), 300U);
  append_many(1);
  test::settle(runtime_);
  EXPECT_LT(listener->seqs().size(), 300U);
}

TEST_P(FeedContract, AListenerWhoseHistoryCannotBeReadDoesNotListen) {
  const auto listener = std::make_shared<FakeListener>(0, 1);
  db_->write_now(fed_stream, [](db::Transaction& tx) { tx.execute("DROP TABLE journal_entry"); });
  join(listener, "class", 0);
  EXPECT_TRUE(ended_.letters().front().faulty);
  db::Entry live = entry(fed_stream, "class");
  live.seq = 1;
  hub_.publish({live});
  test::settle(runtime_);
  EXPECT_THAT(listener->seqs(), IsEmpty());
  EXPECT_THAT(hub_.online(fed_stream, "class"), IsEmpty());
}

}  // namespace
}  // namespace kaibo::journal
