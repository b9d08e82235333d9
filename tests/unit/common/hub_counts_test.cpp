#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/mailbox.h"
#include "tests/support/wait.h"
#include "tests/unit/common/hub_fixture.h"

namespace kaibo::hub_test {
namespace {

using test::FakeListener;
using test::on_core;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

/// What the presence observer is told: topic, account, present.
using Seen = std::tuple<std::string, std::int64_t, bool>;

class HubCounts : public HubTest {
 protected:
  void start(int absence_ms) {
    hub_.on_presence([this](std::int64_t, const std::string& topic, std::int64_t user_id,
                            bool present) { seen_.put({topic, user_id, present}); },
                     absence_ms);
    runtime_.start();
  }

  test::Mailbox<Seen> seen_;
};

TEST_F(HubCounts, AccountsRatherThanConnections) {
  start(0);
  const auto phone = connect(0, 1);
  const auto browser = connect(1, 1);
  const auto neighbour = connect(1, 2);
  listen(*phone, "room:9");
  listen(*browser, "room:9");
  listen(*neighbour, "room:9");
  EXPECT_THAT(hub_.online(stream, "room:9"), UnorderedElementsAre(1, 2));
  remove(*phone);
  EXPECT_THAT(hub_.online(stream, "room:9"), UnorderedElementsAre(1, 2));
  unlisten(*browser, "room:9");
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(2));
  EXPECT_THAT(hub_.online(stream, "room:8"), IsEmpty());
  const auto seen = seen_.wait_for(3);
  EXPECT_THAT(seen, UnorderedElementsAre(Seen{"room:9", 1, true}, Seen{"room:9", 2, true},
                                         Seen{"room:9", 1, false}));
}

TEST_F(HubCounts, NotThoseWhoListenSilently) {
  start(0);
  const auto host = connect(0, 1);
  const auto viewer = connect(1, 2);
  const auto listen_as = [this](const FakeListener& listener, bool counted) {
    on_core(runtime_, listener.core(),
            [&] { hub_.listen(listener, stream, "room:9", counted)->release(0); });
  };
  listen_as(*host, false);
  listen_as(*viewer, true);
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(2));
  publish({entry(1, "room:9")});
  EXPECT_THAT(host->seqs(), ElementsAre(1));
  listen_as(*host, true);
  EXPECT_THAT(hub_.online(stream, "room:9"), UnorderedElementsAre(1, 2));
  listen_as(*viewer, false);
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1));
  remove(*viewer);
  remove(*host);
  EXPECT_THAT(seen_.wait_for(4),
              UnorderedElementsAre(Seen{"room:9", 2, true}, Seen{"room:9", 1, true},
                                   Seen{"room:9", 2, false}, Seen{"room:9", 1, false}));
  EXPECT_THAT(hub_.online(stream, "room:9"), IsEmpty());
}

TEST_F(HubCounts, TheAccountsOfOtherNodesTooEachOnce) {
  start(0);
  const auto viewer = connect(0, 1);
  listen(*viewer, "room:9");
  hub_.hear_audience(2, stream, "room:9", {1, 5});
  hub_.hear_audience(3, stream, "room:9", {5, 6});
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1, 5, 6));
  EXPECT_THAT(hub_.online_here(stream, "room:9"), ElementsAre(1));
  hub_.hear_audience(3, stream, "room:9", {});
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1, 5));
  remove(*viewer);
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1, 5));
  hub_.hear_audience(2, stream, "room:9", {});
  EXPECT_THAT(hub_.online(stream, "room:9"), IsEmpty());
}

TEST_F(HubCounts, ToASilentListenerThatNobodyIsLeft) {
  start(0);
  const auto host = connect(0, 1);
  on_core(runtime_, 0, [&] { hub_.listen(*host, stream, "room:9", false)->release(0); });
  const auto viewer = connect(0, 2);
  listen(*viewer, "room:9");
  const auto last_told = [&] {
    const auto passing = host->passing().passing();
    return passing.empty() ? -1 : passing[passing.size() - 1].online();
  };
  EXPECT_TRUE(test::wait_until([&] { return last_told() == 1; }));
  remove(*viewer);
  EXPECT_TRUE(test::wait_until([&] { return last_told() == 0; }));
}

TEST_F(HubCounts, NobodyAsGoneBeforeTheAbsenceIsOver) {
  start(50);
  const auto before = connect(0, 1);
  listen(*before, "room:9");
  remove(*before);
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1));
  EXPECT_THAT(seen_.wait_for(2), ElementsAre(Seen{"room:9", 1, true}, Seen{"room:9", 1, false}));
  EXPECT_THAT(hub_.online(stream, "room:9"), IsEmpty());
}

TEST_F(HubCounts, NobodyAsGoneWhoCameBackInTime) {
  start(100);
  const auto before = connect(0, 1);
  listen(*before, "room:9");
  remove(*before);
  const auto after = connect(1, 1);
  listen(*after, "room:9");
  // One who went later and stayed away: when he is told, the first absence is over as well.
  const auto other = connect(1, 3);
  listen(*other, "room:9");
  remove(*other);
  EXPECT_THAT(seen_.wait_for(3),
              UnorderedElementsAre(Seen{"room:9", 1, true}, Seen{"room:9", 3, true},
                                   Seen{"room:9", 3, false}));
  EXPECT_THAT(hub_.online(stream, "room:9"), ElementsAre(1));
}

TEST_F(HubCounts, AndPushesTheCountToTheTopicOnceForManyWhoCame) {
  test::Mailbox<int> pushed;
  runtime_.start();
  auto host = std::make_shared<FakeListener>(0, 1);
  host->on_push = [&pushed] { pushed.put(0); };
  add(host);
  listen(*host, "room:9");
  std::vector<std::shared_ptr<FakeListener>> viewers;
  for (int i = 0; i < 30; ++i) {
    viewers.push_back(connect(i % 2, 100 + i));
    listen(*viewers.back(), "room:9");
  }
  ASSERT_THAT(pushed.wait_for(1), SizeIs(1));
  test::settle(runtime_);
  const auto passing = host->passing().passing();
  ASSERT_EQ(passing.size(), 1);
  EXPECT_EQ(passing[0].class_id(), stream);
  EXPECT_EQ(passing[0].topic(), "room:9");
  EXPECT_EQ(passing[0].online(), 31);
  EXPECT_EQ(viewers.back()->passing().passing_size(), 1);
  EXPECT_EQ(host->told().passing_size(), 0);
}

}  // namespace
}  // namespace kaibo::hub_test
