#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/net/server.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "tests/integration/net_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

namespace rt = kaibo::realtime::v1;

constexpr std::string_view as_trainee = "Authorization: Bearer trainee\r\n";

rt::Uplink call_good(std::uint64_t id, std::int64_t good) {
  supply::v1::GetGoodRequest request;
  request.set_class_id(class_id);
  request.set_good_id(good);
  rt::Uplink uplink;
  uplink.mutable_call()->set_id(id);
  uplink.mutable_call()->set_method(std::string(get_good));
  uplink.mutable_call()->set_request(request.SerializeAsString());
  return uplink;
}

rt::Uplink subscribe(std::int64_t after_seq, std::int64_t stream = class_id) {
  rt::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(stream);
  uplink.mutable_subscribe()->set_topic("room:1");
  uplink.mutable_subscribe()->set_after_seq(after_seq);
  return uplink;
}

std::vector<std::int64_t> seqs(const rt::Downlink& downlink) {
  std::vector<std::int64_t> all;
  for (const std::string& bytes : downlink.events()) {
    event::v1::Event one;
    one.ParseFromString(bytes);
    all.push_back(one.seq());
  }
  return all;
}

std::vector<std::int64_t> counted(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = from; i <= to; ++i) all.push_back(i);
  return all;
}

/// The last message before the server closes.
rt::Goodbye goodbye_of(SocketClient& client) {
  rt::Downlink all;
  client.read_until(all, [](const rt::Downlink&) { return false; });
  return all.goodbyes_size() > 0 ? all.goodbyes(0) : rt::Goodbye();
}

TEST(Realtime, WelcomesAPersonByCookieBearerOrFirstFrame) {
  NetServer server;
  for (const std::string headers :
       {"Cookie: kaibo_session=trainee\r\nOrigin: http://kaibo.test\r\n",
        "Authorization: Bearer trainee\r\n", ""}) {
    SocketClient client(server.port(), headers);
    ASSERT_EQ(client.status(), 101) << headers;
    if (headers.empty()) {
      rt::Uplink uplink;
      uplink.mutable_authenticate()->set_token("trainee");
      client.send(uplink);
    }
    const auto first = client.read();
    ASSERT_TRUE(first) << headers;
    ASSERT_EQ(first->welcomes_size(), 1);
    EXPECT_EQ(first->welcomes(0).user_id(), trainee_id);
  }
}

TEST(Realtime, RefusesPagesOfOtherSites) {
  NetServer server;
  EXPECT_EQ(SocketClient(server.port(), "Origin: http://evil.test\r\n").status(), 403);
  EXPECT_EQ(
      SocketClient(server.port(), "Origin: http://evil.test\r\nCookie: kaibo_session=trainee\r\n")
          .status(),
      403);
  EXPECT_EQ(SocketClient(server.port(), "Cookie: kaibo_session=trainee\r\n").status(), 403);
}

TEST(Realtime, AnswersOnlyAProperUpgrade) {
  NetServer server;
  const std::string start = "GET /realtime HTTP/1.1\r\nHost: kaibo.test\r\n";
  const std::string upgrade = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const auto status = [&](const std::string& request) {
    return RawClient(server.port()).ask(request + "\r\n").status;
  };
  EXPECT_EQ(status(start + upgrade + key + version), 101);
  EXPECT_EQ(status(start), 426);
  EXPECT_EQ(status(start + upgrade + key + "Sec-WebSocket-Version: 12\r\n"), 426);
  EXPECT_EQ(status(start + upgrade + version), 400);
  EXPECT_EQ(status(start + upgrade + "Sec-WebSocket-Key: short\r\n" + version), 400);
  EXPECT_EQ(status(start + upgrade + key + key + version), 400);
  EXPECT_EQ(status(start + upgrade + key + version + "Content-Length: 2\r\n\r\nab"), 400);
  EXPECT_EQ(status("GET /realtime HTTP/1.0\r\n" + upgrade + key + version), 400);
  EXPECT_EQ(status(start + upgrade + key + version + "Long: " + std::string(20'000, 'x') + "\r\n"),
            431);
}

TEST(Realtime, AnswersCallsByTheirIds) {
  NetServer server;
  SocketClient client(server.port(), as_trainee);
  client.send(call_good(1, 99));
  client.send(call_good(2, 5));
  client.send(call_good(3, 13));
  rt::Uplink unknown = call_good(4, 5);
  unknown.mutable_call()->set_method("kaibo.mall.v1.MallService/Nothing");
  client.send(unknown);
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 3; }));
  server.release = true;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 4; }));
  // The slow one comes last and holds up nobody.
  EXPECT_EQ(all.replies(3).id(), 1);
  for (const rt::Reply& reply : all.replies()) {
    if (reply.id() == 2) {
      supply::v1::GetGoodResponse response;
      ASSERT_TRUE(response.ParseFromString(reply.response()));
      EXPECT_EQ(response.good().good_id(), 5);
    }
    if (reply.id() == 3) EXPECT_EQ(reply.error().code(), "not_found");
    if (reply.id() == 4) EXPECT_EQ(reply.error().code(), "unimplemented");
  }
}

TEST(Realtime, BoundsTheCallsUnderWay) {
  net::Options options;
  options.max_calls = 3;
  NetServer server(options);
  SocketClient client(server.port(), as_trainee);
  for (std::uint64_t id = 1; id <= 5; ++id) client.send(call_good(id, 99));
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 2; }));
  EXPECT_EQ(all.replies(0).id(), 4);
  EXPECT_EQ(all.replies(0).error().code(), "resource_exhausted");
  server.release = true;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 5; }));
  client.send(call_good(6, 5));
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 6; }));
  EXPECT_FALSE(all.replies(5).has_error());
}

TEST(Realtime, GivesATopicsHistoryAndThenWhatComes) {
  NetServer server;
  server.post_comments(2500, 100);
  SocketClient client(server.port(), as_trainee);
  client.send(subscribe(1000));
  std::thread poster([&] { server.post_comments(500, 5); });
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.events_size() >= 2000; }));
  poster.join();
  EXPECT_EQ(seqs(all), counted(1001, 3000));
  ASSERT_EQ(all.subscribed_size(), 1);
  EXPECT_GE(all.subscribed(0).seq(), 2500);
  EXPECT_EQ(all.subscribed(0).topic(), "room:1");
}

TEST(Realtime, RefusesTopicsOfOtherClasses) {
  NetServer server;
  SocketClient client(server.port(), as_trainee);
  client.send(subscribe(0, class_id + 1));
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.subscribed_size() == 1; }));
  EXPECT_EQ(all.subscribed(0).error().code(), "permission_denied");
}

TEST(Realtime, StopsATopicOnRequest) {
  NetServer server;
  SocketClient client(server.port(), as_trainee);
  client.send(subscribe(-1));
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.subscribed_size() == 1; }));
  rt::Uplink uplink;
  uplink.mutable_unsubscribe()->set_class_id(class_id);
  uplink.mutable_unsubscribe()->set_topic("room:1");
  client.send(uplink);
  client.send(call_good(1, 5));
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 1; }));
  server.post_comments(10, 1);
  client.send(call_good(2, 5));
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 2; }));
  EXPECT_EQ(all.events_size(), 0);
}

TEST(Realtime, BoundsTheTopics) {
  net::Options options;
  options.max_topics = 2;
  NetServer server(options);
  SocketClient client(server.port(), as_trainee);
  for (int i = 1; i <= 3; ++i) {
    rt::Uplink uplink = subscribe(-1);
    uplink.mutable_subscribe()->set_topic("room:" + std::to_string(i));
    client.send(uplink);
  }
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.subscribed_size() == 3; }));
  for (const rt::Subscribed& one : all.subscribed()) {
    EXPECT_EQ(one.error().code(), one.topic() == "room:3" ? "resource_exhausted" : "");
  }
}

TEST(Realtime, ClosesOnWhatIsNoFrameOfOurs) {
  NetServer server;
  const auto code_after = [&](auto send) {
    SocketClient client(server.port(), as_trainee);
    client.read();
    send(client);
    return client.close_code();
  };
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_frame(1, "hello"); }), 1003);
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_frame(2, "\xFF\xFF\xFF"); }), 1002);
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_frame(2, ""); }), 1002);
  EXPECT_EQ(code_after([](SocketClient& c) {
              rt::Uplink again;
              again.mutable_authenticate()->set_token("trainee");
              c.send(again);
            }),
            1002);
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_frame(2, std::string(65'537, 'x')); }), 1009);
  // Unmasked, and with a reserved bit.
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_bytes(std::string("\x82\x01x", 3)); }), 1002);
  EXPECT_EQ(code_after([](SocketClient& c) { c.send_bytes(std::string("\xC2\x81\0\0\0\0x", 7)); }),
            1002);
}

TEST(Realtime, TakesAMessageOfTheLargestSize) {
  NetServer server;
  SocketClient client(server.port(), as_trainee);
  rt::Uplink uplink = call_good(1, 5);
  uplink.mutable_call()->set_request("");
  const std::size_t envelope = uplink.ByteSizeLong() + 6;
  uplink.mutable_call()->set_request(std::string(65'536 - envelope, 'x'));
  ASSERT_LE(uplink.ByteSizeLong(), 65'536U);
  client.send(uplink);
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.replies_size() == 1; }));
  EXPECT_EQ(all.replies(0).error().code(), "invalid_argument");
}

TEST(Realtime, ClosesOnWhoDoesNotSayWhoTheyAre) {
  net::Options options;
  options.sign_in_timeout = 100;
  NetServer server(options);
  SocketClient silent(server.port());
  EXPECT_EQ(silent.close_code(), 4001);
  SocketClient calling(server.port());
  calling.send(call_good(1, 5));
  EXPECT_EQ(calling.close_code(), 4001);
  SocketClient stale(server.port(), "Authorization: Bearer stale\r\n");
  EXPECT_EQ(stale.close_code(), 4001);
}

TEST(Realtime, ClosesWhenTheSessionIsRevoked) {
  NetServer server;
  SocketClient listening(server.port(), as_trainee);
  ASSERT_TRUE(listening.read());
  SocketClient calling(server.port(), as_trainee);
  ASSERT_TRUE(calling.read());
  server.authenticator.revoke("trainee");
  // Also without a word from the hub.
  calling.send(call_good(1, 5));
  EXPECT_EQ(calling.close_code(), 4003);
  server.hub.revoke(trainee_id, 0,
                    {base::Code::unauthenticated, {"您已在别处退出。", "You signed out."}});
  const rt::Goodbye goodbye = goodbye_of(listening);
  EXPECT_EQ(goodbye.error().code(), "unauthenticated");
  EXPECT_EQ(goodbye.retry_after_ms(), -1);
  EXPECT_EQ(listening.close_code(), 4003);
}

TEST(Realtime, AsksForLifeAndClosesWhereThereIsNone) {
  net::Options options;
  options.ping_interval = 60;
  options.pong_timeout = 300;
  NetServer server(options);
  SocketClient alive(server.port(), as_trainee);
  SocketClient dead(server.port(), as_trainee);
  rt::Downlink all;
  for (int pings = 0; pings < 8; ++pings) {
    ASSERT_TRUE(alive.read_until(all, [&](const auto& d) { return d.pings_size() > pings; }));
    rt::Uplink pong;
    pong.mutable_pong()->set_nonce(all.pings(pings).nonce());
    alive.send(pong);
  }
  EXPECT_EQ(dead.close_code(), 4002);
  alive.send(call_good(1, 5));
  EXPECT_TRUE(alive.read_until(all, [](const auto& d) { return d.replies_size() == 1; }));
}

TEST(Realtime, SendsTogetherWhatIsQueuedTogether) {
  NetServer server;
  SocketClient client(server.port(), as_trainee);
  client.send(subscribe(-1));
  rt::Downlink all;
  ASSERT_TRUE(client.read_until(all, [](const auto& d) { return d.subscribed_size() == 1; }));
  server.post_comments(300, 300);
  int messages = 0;
  ASSERT_TRUE(client.read_until(all, [&](const auto& d) {
    ++messages;
    return d.events_size() == 300;
  }));
  EXPECT_EQ(seqs(all), counted(1, 300));
  EXPECT_LE(messages, 5);
}

TEST(Realtime, DropsAReaderThatStandsStillAndServesTheOthers) {
  net::Options options;
  options.max_queue_bytes = 256UL * 1024;
  options.send_buffer_bytes = 16 * 1024;
  options.write_timeout = 2'000;
  NetServer server(options);
  SocketClient stuck(server.port(), as_trainee, 4096);
  stuck.send(subscribe(-1));
  ASSERT_TRUE(stuck.read());
  ASSERT_TRUE(stuck.read());
  std::vector<std::unique_ptr<SocketClient>> others;
  for (int i = 0; i < 10; ++i) {
    others.push_back(std::make_unique<SocketClient>(server.port(), as_trainee));
    others.back()->send(subscribe(-1));
    rt::Downlink all;
    ASSERT_TRUE(
        others.back()->read_until(all, [](const auto& d) { return d.subscribed_size() == 1; }));
  }
  constexpr int count = 6000;
  constexpr int step = 200;
  std::vector<std::thread> readers;
  std::vector<std::vector<std::int64_t>> heard(others.size());
  std::vector<std::atomic<int>> got(others.size());
  for (std::size_t i = 0; i < others.size(); ++i) {
    readers.emplace_back([&, i] {
      rt::Downlink all;
      others[i]->read_until(all, [&](const auto& d) {
        got[i] = d.events_size();
        return d.events_size() == count;
      });
      heard[i] = seqs(all);
    });
  }
  // Not faster than the others read: here only one is to fall behind.
  for (int posted = 0; posted < count; posted += step) {
    server.post_comments(step, 10, 200);
    EXPECT_TRUE(wait_until([&] {
      return std::all_of(got.begin(), got.end(),
                         [&](const auto& one) { return one >= posted - step; });
    }));
  }
  for (std::thread& reader : readers) reader.join();
  for (const auto& one : heard) EXPECT_EQ(one, counted(1, count));
  EXPECT_TRUE(wait_until([&] { return server.connections() == 10; }));
  // What it got before is in order; then it is told why, if it reads in time.
  rt::Downlink late;
  stuck.read_until(late, [](const auto&) { return false; });
  EXPECT_EQ(seqs(late), counted(1, late.events_size()));
  EXPECT_LT(late.events_size(), count);
}

TEST(Realtime, TellsASlowReaderThatReadsOnWhyItIsClosed) {
  net::Options options;
  options.max_queue_bytes = 64UL * 1024;
  options.send_buffer_bytes = 16 * 1024;
  NetServer server(options);
  SocketClient slow(server.port(), as_trainee, 4096);
  slow.send(subscribe(-1));
  ASSERT_TRUE(slow.read());
  ASSERT_TRUE(slow.read());
  server.post_comments(2000, 2000, 200);
  EXPECT_EQ(goodbye_of(slow).error().code(), "resource_exhausted");
  EXPECT_EQ(slow.close_code(), 4008);
}

TEST(Realtime, LetsALongHistoryThroughAShortQueue) {
  net::Options options;
  options.max_queue_bytes = 128UL * 1024;
  NetServer server(options);
  server.post_comments(5000, 500, 200);
  SocketClient client(server.port(), as_trainee, 16 * 1024);
  client.send(subscribe(0));
  rt::Downlink all;
  EXPECT_TRUE(client.read_until(all, [](const auto& d) { return d.events_size() == 5000; }));
  EXPECT_EQ(seqs(all), counted(1, 5000));
}

TEST(Realtime, SaysGoodbyeOnceItsCallsAreAnswered) {
  NetServer server;
  std::optional<SocketClient> owner(std::in_place, server.port(), as_trainee);
  SocketClient& client = *owner;
  std::optional<SocketClient> stranger(std::in_place, server.port());
  client.send(call_good(1, 99));
  ASSERT_TRUE(wait_until([&] { return server.held == 1; }));
  std::thread stopper([&] { server.stop(10'000); });
  EXPECT_EQ(stranger->close_code(), 1012);
  stranger.reset();
  server.release = true;
  rt::Downlink all;
  client.read_until(all, [](const auto&) { return false; });
  ASSERT_EQ(all.replies_size(), 1);
  EXPECT_FALSE(all.replies(0).has_error());
  ASSERT_EQ(all.goodbyes_size(), 1);
  EXPECT_GE(all.goodbyes(0).retry_after_ms(), 0);
  EXPECT_EQ(client.close_code(), 1012);
  owner.reset();
  stopper.join();
}

TEST(Realtime, TellsEverySocketAnotherMomentToComeBackWhenItStops) {
  net::Options options;
  options.drain_spread = 60'000;
  NetServer server(options);
  std::vector<std::unique_ptr<SocketClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<SocketClient>(server.port(), as_trainee));
    rt::Downlink all;
    ASSERT_TRUE(
        clients.back()->read_until(all, [](const auto& d) { return d.welcomes_size() == 1; }));
  }
  std::thread stopper([&] { server.stop(10'000); });
  std::set<int> moments;
  for (auto& client : clients) {
    rt::Downlink all;
    client->read_until(all, [](const auto&) { return false; });
    ASSERT_EQ(all.goodbyes_size(), 1);
    const int wait_ms = all.goodbyes(0).retry_after_ms();
    EXPECT_GE(wait_ms, 0);
    EXPECT_LE(wait_ms, 60'000);
    EXPECT_EQ(all.goodbyes(0).error().code(), "unavailable");
    EXPECT_EQ(client->close_code(), 1012);
    EXPECT_EQ(client->close_reason(), fmt::format("come back in {:.1f} s", wait_ms / 1000.0));
    moments.insert(wait_ms);
    client.reset();
  }
  EXPECT_GT(moments.size(), 10U);
  stopper.join();
}

TEST(Realtime, LetsACommentOfOneBeHeardByAll) {
  NetServer server;
  SocketClient writer(server.port(), as_trainee);
  SocketClient reader(server.port(), as_trainee);
  reader.send(subscribe(-1));
  rt::Downlink heard;
  ASSERT_TRUE(reader.read_until(heard, [](const auto& d) { return d.subscribed_size() == 1; }));
  kaibo::live::v1::PostCommentRequest request;
  request.set_class_id(class_id);
  request.set_request_id("00000000-0000-0000-0000-000000000002");
  request.set_room_id(1);
  request.set_text("好吃");
  rt::Uplink uplink;
  uplink.mutable_call()->set_id(1);
  uplink.mutable_call()->set_method(std::string(post_comment));
  uplink.mutable_call()->set_request(request.SerializeAsString());
  writer.send(uplink);
  rt::Downlink replies;
  ASSERT_TRUE(writer.read_until(replies, [](const auto& d) { return d.replies_size() == 1; }));
  EXPECT_FALSE(replies.replies(0).has_error());
  ASSERT_TRUE(reader.read_until(heard, [](const auto& d) { return d.events_size() == 1; }));
  event::v1::Event comment;
  ASSERT_TRUE(comment.ParseFromString(heard.events(0)));
  EXPECT_EQ(comment.comment_posted().text(), "好吃");
  EXPECT_EQ(comment.actor(), trainee_id);
}

}  // namespace
}  // namespace kaibo::test
