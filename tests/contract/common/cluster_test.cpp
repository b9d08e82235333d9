// Two nodes on one MariaDB and one Redis, each with a database connection, a hub and a relay of its
// own, in one process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/cluster/nodes.h"
#include "common/cluster/relay.h"
#include "common/journal/feed.h"
#include "generated/embedded/cluster_schema.h"
#include "tests/contract/common/journal_fixture.h"
#include "tests/support/cores.h"
#include "tests/support/fake_listener.h"
#include "tests/support/mailbox.h"
#include "tests/support/proxy.h"
#include "tests/support/redis_server.h"
#include "tests/support/refusal.h"
#include "tests/support/wait.h"

namespace kaibo::cluster {
namespace {

using contract::entry;
using test::FakeListener;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::int64_t stream = 42;
constexpr std::array<base::Embedded, 1> counter_schema = {
    {{"001_counter.sql",
      "CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);\n"}}};

struct Node {
  Node(const db::Options& database_options, const std::string& redis, std::int32_t number,
       const std::string& prefix = "kaibo")
      : database(db::Database::open(database_options, clock, &writer)),
        relay({.redis_url = redis,
               .prefix = prefix,
               .node = number,
               .counts = [](std::string_view topic) { return topic.starts_with("room:"); },
               .look_ms = 300,
               .redis_timeout_ms = 300},
              hub, *database, runtime, clock) {
    hub.watch(relay);
    relay.on_notice("test", [this](std::string_view body) { notices.put(std::string(body)); });
    runtime.start();
    relay.start();
  }
  ~Node() {
    database->stop();
    relay.stop();
    runtime.stop();
  }

  std::shared_ptr<FakeListener> listen(const std::string& topic, std::int64_t user_id,
                                       std::int64_t after_seq = -1) {
    auto listener = std::make_shared<FakeListener>(0, user_id);
    test::Mailbox<bool> done;
    test::on_core(runtime, 0, [&] { hub.add(listener); });
    runtime.spawn(0, [&]() -> Task<void> {
      const journal::Wish wish{.stream = stream, .topic = topic, .after_seq = after_seq};
      co_await journal::subscribe(listener, hub, *database, wish);
      done.put(true);
    });
    done.wait_for(1);
    return listener;
  }
  void leave(const FakeListener& listener) {
    test::on_core(runtime, 0, [&] { hub.remove(listener); });
  }
  void append(const std::string& topic) {
    database->write_now(stream, [&](db::Transaction& tx) { tx.append(entry(stream, topic)); });
  }
  bool connected() {
    return test::wait_until([this] { return relay.connected(); });
  }

  base::SystemClock clock;
  async::Runtime runtime{1};
  journal::Hub hub{runtime};
  test::Mailbox<std::string> notices;
  journal::Writer writer{
      [this](std::vector<db::Entry> entries) { relay.committed(std::move(entries)); }, true};
  std::unique_ptr<db::Database> database;
  Relay relay;
};

std::vector<std::int64_t> up_to(std::int64_t last) {
  std::vector<std::int64_t> seqs(static_cast<std::size_t>(last));
  std::iota(seqs.begin(), seqs.end(), 1);
  return seqs;
}

class ClusterContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (!test::RedisServer::installed()) {
      if (std::getenv("CI") != nullptr) FAIL() << "redis-server is not installed";
      GTEST_SKIP() << "redis-server is not installed: NOTHING of several nodes was tested";
    }
    redis_ = std::make_unique<test::RedisServer>();
    const auto database = open();
    database->migrate("journal", embedded::journal_schema);
    database->migrate("cluster", embedded::cluster_schema);
    database->write_now(stream, [](db::Transaction& tx) { journal::open_stream(tx, stream); });
    database->stop();
  }

  std::unique_ptr<Node> node(std::int32_t number, const std::string& prefix = "kaibo") {
    return std::make_unique<Node>(options_, redis_->url(), number, prefix);
  }

  std::unique_ptr<test::RedisServer> redis_;
};
INSTANTIATE_TEST_SUITE_P(OnMariaDb, ClusterContract, testing::Values(contract::Engine::mysql),
                         contract::engine_name);

TEST_P(ClusterContract, WhatEitherNodeCommitsBothHearOnceAndInOrder) {
  const auto one = node(1);
  const auto two = node(2);
  ASSERT_TRUE(one->connected() && two->connected());
  const auto here = one->listen("class", 7, 0);
  const auto there = two->listen("class", 8, 0);
  constexpr int each = 150;
  const auto write = [](Node& at) {
    for (int i = 0; i < each; ++i) at.append("class");
  };
  std::thread first(write, std::ref(*one));
  std::thread second(write, std::ref(*two));
  first.join();
  second.join();
  EXPECT_TRUE(test::wait_until([&] { return here->seqs().size() >= 2 * each; }));
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 2 * each; }));
  EXPECT_EQ(here->seqs(), up_to(2 * each));
  EXPECT_EQ(there->seqs(), up_to(2 * each));
  EXPECT_GT(two->relay.figures().received, 0);
}

TEST_P(ClusterContract, UnitsOfOneStreamRunOneAfterTheOtherOverAllNodes) {
  const auto one = node(1);
  const auto two = node(2);
  one->database->migrate("test", counter_schema);
  one->database->write_now(
      stream, [](db::Transaction& tx) { tx.execute("INSERT INTO counter (id, n) VALUES (1, 0)"); });
  constexpr int each = 100;
  // What a unit reads is still so when it writes.
  const auto count = [](Node& at) {
    for (int i = 0; i < each; ++i) {
      at.database->write_now(stream, [](db::Transaction& tx) {
        const std::int64_t n = tx.query("SELECT n FROM counter WHERE id = 1").front().integer(0);
        tx.execute("UPDATE counter SET n = ? WHERE id = 1", n + 1);
      });
    }
  };
  std::thread first(count, std::ref(*one));
  std::thread second(count, std::ref(*two));
  first.join();
  second.join();
  EXPECT_EQ(two->database->read_now([](db::Transaction& tx) {
    return tx.query("SELECT n FROM counter WHERE id = 1").front().integer(0);
  }),
            2 * each);
}

TEST_P(ClusterContract, WhoeverJoinsWhileTheOtherNodeWritesHearsTheRestOnce) {
  const auto one = node(1);
  const auto two = node(2);
  ASSERT_TRUE(one->connected() && two->connected());
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) one->append("class");
  });
  std::vector<std::shared_ptr<FakeListener>> listeners;
  for (int i = 0; i < 8; ++i) {
    listeners.push_back(two->listen("class", 100 + i, 0));
    if (i % 2 == 1) two->leave(*listeners[static_cast<std::size_t>(i) - 1]);
  }
  writer.join();
  for (std::size_t i = 1; i < listeners.size(); i += 2) {
    EXPECT_TRUE(test::wait_until([&] { return listeners[i]->seqs().size() >= 200; }));
    EXPECT_EQ(listeners[i]->seqs(), up_to(200));
  }
}

TEST_P(ClusterContract, WhatRedisLosesIsReadFromTheDatabase) {
  const auto one = node(1);
  // Both are connected, and every message between them is lost.
  const auto two = node(2, "elsewhere");
  ASSERT_TRUE(one->connected() && two->connected());
  const auto there = two->listen("class", 8, 0);
  for (int i = 0; i < 20; ++i) one->append("class");
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 20; }));
  two->append("class");
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 21; }));
  EXPECT_EQ(there->seqs(), up_to(21));
  EXPECT_EQ(two->relay.figures().received, 0);
  EXPECT_GT(two->relay.figures().repaired, 0);
}

TEST_P(ClusterContract, WithoutRedisEventsStillArriveAndItHealsByItself) {
  const auto one = node(1);
  const auto two = node(2);
  ASSERT_TRUE(one->connected() && two->connected());
  const auto there = two->listen("class", 8, 0);
  redis_->kill();
  EXPECT_TRUE(test::wait_until([&] { return !two->relay.connected(); }));
  for (int i = 0; i < 20; ++i) one->append("class");
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 20; }));
  redis_->start();
  ASSERT_TRUE(one->connected() && two->connected());
  const std::int64_t before = two->relay.figures().received;
  for (int i = 0; i < 20; ++i) one->append("class");
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 40; }));
  EXPECT_EQ(there->seqs(), up_to(40));
  EXPECT_TRUE(test::wait_until([&] { return two->relay.figures().received > before; }));
}

TEST_P(ClusterContract, ARedisThatStandsStillHoldsUpNobodyAndIsNoticed) {
  const auto one = node(1);
  const auto two = node(2);
  ASSERT_TRUE(one->connected() && two->connected());
  const auto there = two->listen("class", 8, 0);
  redis_->freeze();
  for (int i = 0; i < 20; ++i) one->append("class");
  EXPECT_TRUE(test::wait_until([&] { return there->seqs().size() >= 20; }));
  EXPECT_TRUE(test::wait_until([&] { return !one->relay.connected(); }));
  EXPECT_TRUE(test::wait_until([&] { return !two->relay.connected(); }));
  redis_->thaw();
  ASSERT_TRUE(one->connected() && two->connected());
  EXPECT_EQ(there->seqs(), up_to(20));
}

TEST_P(ClusterContract, ANoticeReachesTheOthersAndNotItself) {
  const auto one = node(1);
  const auto two = node(2);
  const auto three = node(3);
  ASSERT_TRUE(one->connected() && two->connected() && three->connected());
  // The first may come before a subscription has taken effect.
  EXPECT_TRUE(test::wait_until([&] {
    one->relay.notify("test", "hello");
    return !two->notices.letters().empty() && !three->notices.letters().empty();
  }));
  EXPECT_EQ(two->notices.letters().front(), "hello");
  EXPECT_THAT(one->notices.letters(), IsEmpty());
}

TEST_P(ClusterContract, AnAudienceIsCountedOverAllNodesByAccount) {
  const auto one = node(1);
  const auto two = node(2);
  ASSERT_TRUE(one->connected() && two->connected());
  const auto phone = one->listen("room:9", 7);
  const auto browser = two->listen("room:9", 7);
  const auto other = two->listen("room:9", 8);
  const auto online = [](Node& at) { return at.hub.online(stream, "room:9"); };
  EXPECT_TRUE(test::wait_until([&] { return online(*one).size() == 2; }));
  EXPECT_TRUE(test::wait_until([&] { return online(*two).size() == 2; }));
  EXPECT_THAT(one->hub.online_here(stream, "room:9"), ElementsAre(7));
  EXPECT_TRUE(test::wait_until([&] {
    const auto passing = phone->passing().passing();
    return !passing.empty() && passing[passing.size() - 1].online() == 2;
  }));
  two->leave(*other);
  two->leave(*browser);
  EXPECT_TRUE(test::wait_until([&] { return online(*one).size() == 1; }));
}

TEST_P(ClusterContract, ANodeAloneHearsWhatItCommittedWithoutLearningOfIt) {
  const auto proxy = contract::Proxy::before(options_.url);
  Node alone(options_, "", 1);
  const auto listener = alone.listen("class", 7, 0);
  alone.append("class");
  proxy->cut_at(contract::Proxy::commit_request, contract::Proxy::Cut::reply, true);
  EXPECT_THROW(alone.append("class"), base::Error);
  proxy->come_back();
  EXPECT_TRUE(test::wait_until([&] { return listener->seqs().size() >= 2; }));
  EXPECT_EQ(listener->seqs(), up_to(2));
  EXPECT_EQ(alone.relay.figures().repaired, 1);
}

class NodesContract : public ClusterContract {
 protected:
  struct Member {
    std::vector<std::int32_t> taken_over;
    int came_back = 0;
    /// In the midst of taking over.
    std::function<Task<void>()> meanwhile = []() -> Task<void> { co_return; };
    /// What was asked last, and answered.
    bool still_gone = false;
    std::unique_ptr<Nodes> nodes;
  };

  void SetUp() override {
    ClusterContract::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = db::Database::open(options_, clock_, nullptr);
  }

  std::unique_ptr<Member> member(std::int32_t number, std::int64_t holder) {
    auto made = std::make_unique<Member>();
    made->nodes = std::make_unique<Nodes>(
        Nodes::Options{.node = number, .holder = holder}, *database_, runtime_,
        [this, member = made.get()](std::int32_t node, Nodes::StillGone still_gone) {
          return take_over(*member, node, still_gone);
        },
        [member = made.get()]() -> Task<void> {
          ++member->came_back;
          co_return;
        });
    return made;
  }
  Task<void> take_over(Member& member, std::int32_t node, Nodes::StillGone still_gone) {
    co_await member.meanwhile();
    member.taken_over.push_back(node);
    member.still_gone = co_await database_->write(
        stream, [still_gone](db::Transaction& tx) { return still_gone(tx); });
  }
  static void round(Member& member) {
    async::run_blocking([&] { return member.nodes->round(); });
  }

  base::ManualClock clock_{1'900'000'000'000};
  async::Runtime runtime_{1};
  std::unique_ptr<db::Database> database_;
};
INSTANTIATE_TEST_SUITE_P(OnMariaDb, NodesContract, testing::Values(contract::Engine::mysql),
                         contract::engine_name);

TEST_P(NodesContract, ANumberInUseIsRefusedButMayComeBack) {
  const auto first = member(1, 11);
  first->nodes->enter();
  EXPECT_EQ(test::refusal_of([&] { member(1, 12)->nodes->enter(); }).code(),
            base::Code::failed_precondition);
  member(1, 11)->nodes->enter();
  clock_.advance(11'000);
  member(1, 12)->nodes->enter();
  EXPECT_EQ(test::refusal_of([&] { first->nodes->enter(); }).code(),
            base::Code::failed_precondition);
}

TEST_P(NodesContract, ADeadNodeIsTakenOverOnceAndALivingOneNot) {
  const auto first = member(1, 11);
  const auto second = member(2, 12);
  const auto third = member(3, 13);
  for (const auto* one : {&first, &second, &third}) (*one)->nodes->enter();
  clock_.advance(6'000);
  round(*second);
  round(*third);
  EXPECT_THAT(second->taken_over, IsEmpty());
  clock_.advance(6'000);
  round(*second);
  round(*third);
  EXPECT_THAT(second->taken_over, ElementsAre(1));
  EXPECT_THAT(third->taken_over, IsEmpty());
  // It had only been away.
  round(*first);
  round(*second);
  EXPECT_THAT(second->taken_over, ElementsAre(1));
  EXPECT_THAT(first->taken_over, IsEmpty());
}

TEST_P(NodesContract, ANodeThatWasGivenUpThoughItLivesLearnsOfItOnce) {
  const auto first = member(1, 11);
  const auto second = member(2, 12);
  first->nodes->enter();
  second->nodes->enter();
  round(*first);
  EXPECT_EQ(first->came_back, 0);
  clock_.advance(11'000);
  round(*second);
  EXPECT_TRUE(second->still_gone);
  EXPECT_THAT(second->taken_over, ElementsAre(1));
  round(*first);
  round(*first);
  EXPECT_EQ(first->came_back, 1);
}

TEST_P(NodesContract, ANodeThatComesBackWhileItIsTakenOverLearnsOfItAndIsLeftAlone) {
  const auto first = member(1, 11);
  const auto second = member(2, 12);
  first->nodes->enter();
  second->nodes->enter();
  clock_.advance(11'000);
  second->meanwhile = [&first] { return first->nodes->round(); };
  round(*second);
  EXPECT_THAT(second->taken_over, ElementsAre(1));
  EXPECT_FALSE(second->still_gone);
  EXPECT_EQ(first->came_back, 1);
  round(*first);
  EXPECT_EQ(first->came_back, 1) << "its row was removed although it had come back";
}

TEST_P(NodesContract, WhatADeadNodeLeavesIsFinishedWhenItsHeirDiesOverIt) {
  const auto first = member(1, 11);
  const auto second = member(2, 12);
  const auto third = member(3, 13);
  for (const auto* one : {&first, &second, &third}) (*one)->nodes->enter();
  clock_.advance(11'000);
  third->nodes->enter();
  second->nodes->enter();
  second->meanwhile = []() -> Task<void> { throw std::runtime_error("killed"); };
  EXPECT_THROW(round(*second), std::runtime_error);
  round(*third);
  EXPECT_THAT(third->taken_over, ElementsAre(1));
}

}  // namespace
}  // namespace kaibo::cluster
