#include "common/net/realtime_session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/async/await.h"
#include "common/async/runtime.h"
#include "common/journal/journal.h"
#include "common/net/context.h"
#include "tests/support/cores.h"
#include "tests/support/fake_authenticator.h"
#include "tests/support/fake_database.h"
#include "tests/support/folder.h"
#include "tests/support/wait.h"

namespace kaibo::net {
namespace {

namespace rt = kaibo::realtime::v1;

/// A WebSocket without a network: what is written is remembered and stays on its way until the test
/// says that it has left. Only on the core's thread.
class FakeSocket : public WebSocket {
 public:
  struct State {
    std::vector<std::string> written;
    std::shared_ptr<WebSocketUser> writing;
    int close_code = 0;
    bool aborted = false;
    std::vector<std::string> coming;
    async::Done reader;

    void finish_write(bool ok = true) { std::exchange(writing, nullptr)->written(ok); }
    void come(const rt::Uplink& uplink) {
      coming.push_back(uplink.SerializeAsString());
      wake();
    }
    void wake() {
      if (reader) std::exchange(reader, nullptr)(nullptr);
    }
  };

  explicit FakeSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

  Task<bool> accept(Handshake) override { co_return true; }
  Task<Message> read() override {
    if (state_->coming.empty() && !state_->aborted) {
      co_await async::await_callback([this](async::Done done) { state_->reader = done; });
    }
    if (state_->aborted) co_return Message{};
    message_ = std::move(state_->coming.front());
    state_->coming.erase(state_->coming.begin());
    co_return Message{Kind::binary, message_};
  }
  void write(std::string_view data, std::shared_ptr<WebSocketUser> user) override {
    state_->written.emplace_back(data);
    state_->writing = std::move(user);
  }
  void close(std::uint16_t code, std::string_view, std::shared_ptr<WebSocketUser>) override {
    state_->close_code = code;
  }
  void abort() override {
    state_->aborted = true;
    state_->wake();
  }

 private:
  std::shared_ptr<State> state_;
  std::string message_;
};

class RealtimeSessionTest : public ::testing::Test {
 protected:
  template <typename F>
  auto on_core(F work) {
    return test::on_core(runtime_, 0, std::move(work));
  }

  RealtimeSessionTest() {
    options_.max_queue_bytes = 10'000;
    options_.ping_interval = 1'000'000;
    authenticator_.add("token", 7, {});
  }
  ~RealtimeSessionTest() override {
    on_core([this] {
      if (session_) session_->abort();
      if (socket_->writing) socket_->finish_write(false);
    });
    session_.reset();
    test::settle(runtime_);
    runtime_.stop();
  }

  /// A signed-in session whose Welcome has been written.
  void start() {
    context_ = std::make_shared<Context>(
        options_,
        Parts{.runtime = runtime_,
              .database = database_,
              .hub = hub_,
              .dispatcher = dispatcher_,
              .authenticator = authenticator_,
              .files = store_,
              .metrics = metrics_,
              .clock = clock_,
              .may_listen = [](const rpc::Caller&, std::int64_t, std::string_view) { return true; },
              .health = {}});
    runtime_.each_turn(0, [this] { context_->cores[0]->turn_ended(); });
    runtime_.start();
    on_core([this] {
      session_ = std::make_shared<RealtimeSession>(context_, *context_->cores[0],
                                                   std::make_unique<FakeSocket>(socket_),
                                                   Upgrade{{}, {}, {}, "token"});
      runtime_.spawn(0, [session = session_] { return RealtimeSession::run(session, {}); });
    });
    ASSERT_TRUE(test::wait_until([&] { return writes() == 1; }));
    on_core([this] { socket_->finish_write(); });
  }

  std::size_t writes() {
    return on_core([this] { return socket_->written.size(); });
  }
  void push(std::size_t bytes, bool passing = false, char fill = 'x') {
    on_core([&] { session_->push(std::make_shared<const std::string>(bytes, fill), passing); });
  }
  /// The next message, which then has left.
  std::string next_write(std::size_t index) {
    if (!test::wait_until([&] { return writes() > index; })) {
      ADD_FAILURE() << "no message " << index;
      return {};
    }
    return on_core([&] {
      socket_->finish_write();
      return socket_->written[index];
    });
  }
  rt::Downlink parsed(const std::string& bytes) {
    rt::Downlink downlink;
    EXPECT_TRUE(downlink.ParseFromString(bytes));
    return downlink;
  }

  base::SystemClock clock_;
  Options options_;
  async::Runtime runtime_{1};
  test::TempFolder folder_;
  test::FakeDatabase database_{clock_};
  journal::Hub hub_{runtime_};
  rpc::Dispatcher dispatcher_{database_, clock_};
  test::FakeAuthenticator authenticator_;
  files::Store store_{files::in_folder(folder_.path()), {}};
  observe::Metrics metrics_;
  std::shared_ptr<Context> context_;
  std::shared_ptr<FakeSocket::State> socket_ = std::make_shared<FakeSocket::State>();
  std::shared_ptr<RealtimeSession> session_;
};

TEST_F(RealtimeSessionTest, WritesOneMessageAtATimeOfAllThatIsQueued) {
  start();
  push(10, false, 'a');
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  push(10, false, 'b');
  push(10, false, 'c');
  test::settle(runtime_);
  EXPECT_EQ(writes(), 2U);
  EXPECT_EQ(next_write(1), std::string(10, 'a'));
  EXPECT_EQ(next_write(2), std::string(10, 'b') + std::string(10, 'c'));
}

TEST_F(RealtimeSessionTest, TakesAlongWhatIsPublishedWhileOthersAreWrittenTo) {
  struct Other : Writer {
    std::size_t flush() override {
      happen();
      return 1;
    }
    std::function<void()> happen;
  };
  start();
  db::Entry entry;
  entry.stream = 5;
  entry.topic = "room:9";
  entry.seq = 1;
  std::string event;
  journal::append_downlink(event, entry);
  Other other;
  other.happen = [&] { hub_.publish({entry}); };
  on_core([&] {
    hub_.listen(*session_, entry.stream, entry.topic)->release(0);
    context_->cores[0]->flush_soon(other);
    session_->push(std::make_shared<const std::string>("before"), false);
  });
  EXPECT_EQ(next_write(1), "before" + event);
  test::settle(runtime_);
  EXPECT_EQ(writes(), 2U) << "it was told twice";
}

TEST_F(RealtimeSessionTest, DropsPassingFramesFirst) {
  start();
  push(4'000);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  push(900, true, 'p');
  push(2'000);
  // More than half is queued: passing things are not taken any more.
  push(900, true, 'q');
  // Over the bound, but for what may be dropped.
  push(3'500);
  EXPECT_EQ(on_core([this] { return socket_->close_code; }), 0);
  EXPECT_EQ(next_write(1).size(), 4'000U);
  const std::string rest = next_write(2);
  EXPECT_EQ(rest, std::string(5'500, 'x'));
}

TEST_F(RealtimeSessionTest, ClosesAListenerThatIsTooSlowAndSaysWhy) {
  start();
  push(6'000);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  push(3'000);
  push(3'000);
  // What cannot be kept whole is not sent at all; what was on its way is.
  next_write(1);
  const rt::Downlink last = parsed(next_write(2));
  ASSERT_EQ(last.goodbyes_size(), 1);
  EXPECT_EQ(last.goodbyes(0).error().code(), "resource_exhausted");
  EXPECT_GE(last.goodbyes(0).retry_after_ms(), 0);
  EXPECT_TRUE(
      test::wait_until([&] { return on_core([this] { return socket_->close_code; }) == 4008; }));
  push(10);
  test::settle(runtime_);
  EXPECT_EQ(writes(), 3U);
}

TEST_F(RealtimeSessionTest, BreaksOffWhereEvenTheGoodbyeIsNotTaken) {
  start();
  push(6'000);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  on_core([this] { session_->sweep(base::monotonic_ms()); });
  EXPECT_FALSE(on_core([this] { return socket_->aborted; }));
  on_core([this] { session_->sweep(base::monotonic_ms() + options_.write_timeout + 1'000); });
  EXPECT_TRUE(on_core([this] { return socket_->aborted; }));
}

TEST_F(RealtimeSessionTest, TakesOneReplyThatIsLargerThanItsQueue) {
  start();
  push(50'000);
  EXPECT_EQ(next_write(1).size(), 50'000U);
  EXPECT_EQ(on_core([this] { return socket_->close_code; }), 0);
}

TEST_F(RealtimeSessionTest, LetsHistoryWaitUntilThereIsRoom) {
  start();
  push(6'000);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  EXPECT_TRUE(on_core([this] { return session_->congested(); }));
  std::atomic<bool> resumed{false};
  runtime_.spawn(0, [&]() -> Task<void> {
    co_await session_->drained();
    resumed = true;
  });
  test::settle(runtime_);
  EXPECT_FALSE(resumed);
  next_write(1);
  EXPECT_TRUE(test::wait_until([&] { return resumed.load(); }));
}

TEST_F(RealtimeSessionTest, LetsNobodyWaitForAConnectionThatIsGone) {
  start();
  push(6'000);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  std::atomic<bool> resumed{false};
  runtime_.spawn(0, [&]() -> Task<void> {
    co_await session_->drained();
    resumed = true;
  });
  test::settle(runtime_);
  on_core([this] { session_->abort(); });
  EXPECT_TRUE(test::wait_until([&] { return resumed.load(); }));
}

TEST_F(RealtimeSessionTest, ClosesWhenItsSessionIsRevokedByTheHub) {
  start();
  hub_.revoke(7, 8, {base::Code::unauthenticated, {"您已退出。", "You signed out."}});
  const rt::Downlink last = parsed(next_write(1));
  ASSERT_EQ(last.goodbyes_size(), 1);
  EXPECT_EQ(last.goodbyes(0).error().refusal().zh(), "您已退出。");
  EXPECT_TRUE(
      test::wait_until([&] { return on_core([this] { return socket_->close_code; }) == 4003; }));
}

TEST_F(RealtimeSessionTest, NoticesAtThePingThatItsSessionIsOver) {
  options_.ping_interval = 1;
  start();
  authenticator_.revoke("token");
  on_core([this] { session_->sweep(base::monotonic_ms() + 10); });
  rt::Downlink all;
  for (std::size_t i = 1; all.goodbyes_size() == 0 && i < 3; ++i)
    all.MergeFromString(next_write(i));
  EXPECT_EQ(all.pings_size(), 1);
  EXPECT_EQ(all.goodbyes_size(), 1);
  EXPECT_TRUE(
      test::wait_until([&] { return on_core([this] { return socket_->close_code; }) == 4003; }));
}

TEST_F(RealtimeSessionTest, ForgetsATopicThatIsUnsubscribedWhileItIsBeingTakenUp) {
  start();
  rt::Uplink subscribe;
  subscribe.mutable_subscribe()->set_class_id(5);
  subscribe.mutable_subscribe()->set_topic("room:9");
  subscribe.mutable_subscribe()->set_after_seq(-1);
  rt::Uplink unsubscribe;
  unsubscribe.mutable_unsubscribe()->set_class_id(5);
  unsubscribe.mutable_unsubscribe()->set_topic("room:9");
  // All arrive while the caller is being looked up.
  const auto arrive = [this](const std::vector<rt::Uplink>& uplinks) {
    on_core([&] {
      authenticator_.wait();
      for (const auto& uplink : uplinks) socket_->coming.push_back(uplink.SerializeAsString());
      socket_->wake();
    });
    test::settle(runtime_);
    on_core([this] { authenticator_.go_on(); });
    test::settle(runtime_);
  };
  arrive({subscribe, unsubscribe});
  EXPECT_EQ(database_.reads, 0) << "its history was asked for";
  EXPECT_EQ(writes(), 1U);
  arrive({subscribe, unsubscribe, subscribe, subscribe});
  // The database of this test has no journal, so that the answer is a refusal; there is one.
  const rt::Downlink answer = parsed(next_write(1));
  EXPECT_EQ(answer.subscribed_size(), 1);
  test::settle(runtime_);
  EXPECT_EQ(database_.reads, 1);
  EXPECT_EQ(writes(), 2U);
}

TEST_F(RealtimeSessionTest, SplitsAVeryLongQueueIntoSeveralMessages) {
  options_.max_queue_bytes = 10'000'000;
  start();
  push(10);
  ASSERT_TRUE(test::wait_until([&] { return writes() == 2; }));
  for (int i = 0; i < 100; ++i) push(10'000, false, static_cast<char>('A' + i % 26));
  next_write(1);
  std::string all;
  for (std::size_t i = 2; all.size() < 1'000'000; ++i) {
    const std::string message = next_write(i);
    EXPECT_LE(message.size(), 140'000U);
    all += message;
  }
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(all[i * 10'000], static_cast<char>('A' + i % 26));
}

}  // namespace
}  // namespace kaibo::net
