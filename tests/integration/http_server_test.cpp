#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/net/server.h"
#include "tests/integration/http_requests.h"
#include "tests/integration/net_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/refusal.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;

bool refuses_connections(std::uint16_t port) {
  try {
    const RawClient client(port);
  } catch (const std::runtime_error&) {
    return true;
  }
  return false;
}

TEST(HttpLimits, CutWhoSendsTooSlowly) {
  net::Options options;
  options.header_timeout = 100;
  options.body_timeout = 100;
  options.idle_timeout = 100;
  NetServer server(options);
  RawClient silent(server.port());
  EXPECT_TRUE(silent.ends());
  RawClient slow_header(server.port());
  slow_header.send("GET / HTTP/1.1\r\nHost: kai");
  EXPECT_TRUE(slow_header.ends());
  RawClient slow_body(server.port());
  slow_body.send(
      fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}{}Content-Length: 9\r\n\r\n{{",
                  get_good, json, bearer));
  EXPECT_TRUE(slow_body.ends());
  RawClient idle(server.port());
  EXPECT_EQ(idle.ask(get("/healthz")).status, 200);
  EXPECT_TRUE(idle.ends());
}

TEST(HttpLimits, LetAHandlerTakeItsTime) {
  net::Options options;
  options.header_timeout = 100;
  options.body_timeout = 100;
  options.idle_timeout = 100;
  options.write_timeout = 100;
  NetServer server(options);
  RawClient client(server.port());
  client.send(post(get_good, lines({json, bearer}), good_99));
  ASSERT_TRUE(wait_until([&] { return server.held > 0; }));
  // Several times what any client is given.
  RawClient idle(server.port());
  RawClient another(server.port());
  EXPECT_TRUE(idle.ends());
  EXPECT_TRUE(another.ends());
  RawClient last(server.port());
  EXPECT_TRUE(last.ends());
  server.release = true;
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(HttpLimits, CutWhoDoesNotReadTheAnswer) {
  net::Options options;
  options.write_timeout = 100;
  options.send_buffer_bytes = 4096;
  NetServer server(options);
  RawClient client(server.port(), 2048);
  EXPECT_EQ(client.ask(get("/healthz")).status, 200);
  std::string all;
  for (int i = 0; i < 2000; ++i) all += get("/healthz");
  client.send(all);
  EXPECT_TRUE(wait_until([&] { return server.connections() == 0; }));
  int answers = 0;
  while (client.read_answer().status == 200) ++answers;
  EXPECT_LT(answers, 2000);
}

TEST(HttpLimits, BoundTheConnections) {
  net::Options options;
  options.max_connections = 3;
  NetServer server(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    EXPECT_EQ(clients.back()->ask(get("/healthz")).status, 200);
  }
  RawClient refused(server.port());
  EXPECT_NE(refused.ask(get("/healthz")).status, 200);
  clients.clear();
  EXPECT_TRUE(
      wait_until([&] { return RawClient(server.port()).ask(get("/healthz")).status == 200; }));
}

TEST(HttpLimits, BoundTheConnectionsOfOneAddress) {
  net::Options options;
  options.max_connections_per_address = 1;
  NetServer server(options);
  RawClient one(server.port());
  EXPECT_EQ(one.ask(get("/healthz")).status, 200);
  RawClient other(server.port());
  EXPECT_NE(other.ask(get("/healthz")).status, 200);
}

TEST(HttpStop, AnswersWhatWasAcceptedAndThenEnds) {
  NetServer server;
  RawClient idle(server.port());
  EXPECT_EQ(idle.ask(get("/healthz")).status, 200);
  RawClient busy(server.port());
  busy.send(post(get_good, lines({json, bearer}), good_99));
  ASSERT_TRUE(wait_until([&] { return server.held > 0; }));
  std::thread stopper([&] { server.stop(10'000); });
  EXPECT_TRUE(idle.ends());
  EXPECT_THROW(RawClient(server.port()), std::runtime_error);
  server.release = true;
  const Answer answer = busy.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(busy.ends());
  stopper.join();
}

TEST(HttpStop, RefusesANewCallOnAnOpenConnectionAndSaysWhenToComeBack) {
  net::Options options;
  options.drain_spread = 4'000;
  NetServer server(options);
  RawClient busy(server.port());
  busy.send(post(get_good, lines({json, bearer}), good_99));
  ASSERT_TRUE(wait_until([&] { return server.held > 0; }));
  // Its request begins before the stop and ends after it.
  RawClient kept(server.port());
  const std::string request = post(get_good, lines({json, bearer}), good_5);
  kept.send(request.substr(0, 20));
  std::thread stopper([&] { server.stop(10'000); });
  EXPECT_TRUE(wait_until([&] { return refuses_connections(server.port()); }));
  const Answer refused = kept.ask(request.substr(20));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.at("retry-after"), "4");
  EXPECT_EQ(refused.headers.at("connection"), "close");
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"unavailable")"));
  server.release = true;
  EXPECT_EQ(busy.read_answer().status, 200);
  stopper.join();
}

TEST(HttpStop, IsToldToLoadBalancersBeforehand) {
  NetServer server;
  EXPECT_EQ(RawClient(server.port()).ask(get("/readyz")).body, "ready\n");
  server.announce_stop();
  const Answer answer = RawClient(server.port()).ask(get("/readyz"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "not ready: this node is stopping\n");
  EXPECT_EQ(RawClient(server.port()).ask(post(get_good, lines({json, bearer}), good_5)).status,
            200);
}

TEST(HttpStop, DoesNotWaitLongerThanItsPatience) {
  NetServer server;
  RawClient busy(server.port());
  busy.send(post(get_good, lines({json, bearer}), good_99));
  ASSERT_TRUE(wait_until([&] { return server.held > 0; }));
  const auto started = std::chrono::steady_clock::now();
  server.stop(100);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(5));
}

TEST(HttpStart, SaysWhenThePortIsTaken) {
  NetServer first;
  const base::Error error = refusal_of([&] { NetServer second({}, first.port()); });
  EXPECT_EQ(error.code(), base::Code::failed_precondition);
  EXPECT_THAT(error.text().en, HasSubstr(std::to_string(first.port())));
}

}  // namespace
}  // namespace kaibo::test
