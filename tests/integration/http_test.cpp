#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/net/server.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "tests/integration/http_requests.h"
#include "tests/integration/net_server.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Http : public ::testing::Test {
 protected:
  Answer ask(std::string_view request) { return RawClient(server_.port()).ask(request); }

  NetServer server_;
};

TEST_F(Http, AnswersAJsonCall) {
  const Answer answer = ask(post(get_good, lines({json, bearer}), good_5));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "application/json");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(answer.body, R"({"good":{"goodId":"5"}})");
}

TEST_F(Http, AnswersABinaryCall) {
  supply::v1::GetGoodRequest request;
  request.set_class_id(class_id);
  request.set_good_id(5);
  const Answer answer = ask(post(get_good, lines({proto, bearer}), request.SerializeAsString()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "application/proto");
  supply::v1::GetGoodResponse response;
  ASSERT_TRUE(response.ParseFromString(answer.body));
  EXPECT_EQ(response.good().good_id(), 5);
}

TEST_F(Http, AnswersAReadByGet) {
  const std::string path = fmt::format("/{}?connect=v1&encoding=", get_good);
  EXPECT_EQ(
      ask(get(path + "json&message=%7B%22classId%22:%2211%22,%22goodId%22:%225%22%7D", bearer))
          .body,
      R"({"good":{"goodId":"5"}})");
  // {"classId":"11","goodId":"5"} as base64url without padding
  EXPECT_EQ(
      ask(get(path + "json&base64=1&message=eyJjbGFzc0lkIjoiMTEiLCJnb29kSWQiOiI1In0", bearer)).body,
      R"({"good":{"goodId":"5"}})");
  const Answer binary = ask(get(path + "proto&base64=1&message=CAsQBQ", bearer));
  EXPECT_EQ(binary.headers.at("content-type"), "application/proto");
  EXPECT_EQ(ask(get(path + "xml&message=", bearer)).status, 415);
  EXPECT_EQ(ask(get(path + "proto&base64=1&message=!!", bearer)).status, 400);
}

TEST_F(Http, DoesNotChangeAnythingByGet) {
  const Answer answer =
      ask(get(fmt::format("/{}?connect=v1&encoding=json&message=%7B%7D", pay_order), bearer));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "POST");
}

TEST_F(Http, TellsARefusalInTheClientsLanguage) {
  const std::string_view body = good_13;
  const Answer chinese = ask(post(get_good, lines({json, bearer}), body));
  EXPECT_EQ(chinese.status, 404);
  EXPECT_THAT(chinese.body, HasSubstr(R"("code":"not_found")"));
  EXPECT_THAT(chinese.body, HasSubstr("没有这件货。"));
  const Answer english =
      ask(post(get_good, lines({json, bearer, "Accept-Language: fr, en;q=0.8\r\n"}), body));
  EXPECT_THAT(english.body, HasSubstr("There is no such good."));
}

TEST_F(Http, KeepsTheDetailsOfAFaultToItself) {
  const Answer answer = ask(post(get_good, lines({json, bearer}), good_500));
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"internal")"));
  EXPECT_THAT(answer.body, Not(HasSubstr("secret detail")));
}

TEST_F(Http, RefusesWhoIsNotSignedIn) {
  EXPECT_EQ(ask(post(get_good, json, good_5)).status, 401);
  EXPECT_EQ(ask(post(get_good, lines({json, "Authorization: Bearer stale\r\n"}), "{}")).status,
            401);
}

TEST_F(Http, RefusesUnknownMethodsVerbsAndContentTypes) {
  const Answer unknown = ask(post("kaibo.mall.v1.MallService/Nothing", json, "{}"));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("unimplemented"));
  EXPECT_EQ(ask(get("/kaibo.mall.v1.MallService/Nothing")).status, 404);
  const Answer text = ask(post(get_good, "Content-Type: text/plain\r\n", "{}"));
  EXPECT_EQ(text.status, 415);
  EXPECT_EQ(text.headers.at("accept-post"), "application/json, application/proto");
  const Answer packed = ask(post(get_good, lines({json, "Content-Encoding: gzip\r\n"}), "x"));
  EXPECT_EQ(packed.status, 501);
  EXPECT_THAT(packed.body, HasSubstr("unimplemented"));
  const Answer put = ask("PUT / HTTP/1.1\r\nHost: kaibo.test\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(put.status, 405);
  EXPECT_THAT(put.headers.at("allow"), HasSubstr("POST"));
}

TEST_F(Http, HoldsToTheClientsDeadline) {
  const auto ask_with = [&](std::string_view header) {
    return ask(post(get_good, lines({json, bearer, header}), good_5)).status;
  };
  EXPECT_EQ(ask_with("Connect-Timeout-Ms: 5000\r\n"), 200);
  EXPECT_EQ(ask_with("Connect-Timeout-Ms: soon\r\n"), 400);
  EXPECT_EQ(ask_with("Connect-Timeout-Ms: 12345678901\r\n"), 400);
  EXPECT_EQ(ask_with("Connect-Protocol-Version: 1\r\n"), 200);
  EXPECT_EQ(ask_with("Connect-Protocol-Version: 2\r\n"), 400);
}

TEST_F(Http, PassesCookiesOfTheAnswerOn) {
  const Answer answer = ask(post(sign_in, json, "{}"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("set-cookie"), "kaibo_session=new; HttpOnly");
  EXPECT_FALSE(server_.saw_secure);
  EXPECT_EQ(server_.saw_peer, "127.0.0.1");
}

TEST_F(Http, RefusesWhatAnotherSitesPageMayHaveCaused) {
  const auto status = [&](std::initializer_list<std::string_view> headers) {
    return ask(post(get_good, lines(headers), good_5)).status;
  };
  EXPECT_EQ(status({json, cookie, own_origin}), 200);
  EXPECT_EQ(status({json, cookie, "Sec-Fetch-Site: same-origin\r\n"}), 200);
  EXPECT_EQ(status({json, cookie, "Origin: http://evil.test\r\n"}), 403);
  EXPECT_EQ(status({json, cookie, "Origin: null\r\n"}), 403);
  EXPECT_EQ(status({json, cookie, "Sec-Fetch-Site: cross-site\r\n"}), 403);
  EXPECT_EQ(status({json, cookie}), 403);
  // A bearer token is sent by nobody but the page that has it.
  EXPECT_EQ(status({json, bearer, "Origin: http://evil.test\r\n"}), 200);
  // Signing a victim in as somebody else.
  EXPECT_EQ(ask(post(sign_in, lines({json, "Origin: http://evil.test\r\n"}), "{}")).status, 403);
}

TEST_F(Http, AnswersPipelinedRequestsInOrder) {
  RawClient client(server_.port());
  std::string all;
  for (int i = 20; i < 40; ++i) {
    all += post(get_good, lines({json, bearer}),
                fmt::format(R"({{"classId":"11","goodId":"{}"}})", i));
  }
  client.send(all);
  for (int i = 20; i < 40; ++i) {
    EXPECT_EQ(client.read_answer().body, fmt::format(R"({{"good":{{"goodId":"{}"}}}})", i));
  }
}

TEST_F(Http, TakesARequestByteByByte) {
  RawClient client(server_.port());
  const std::string request = post(get_good, lines({json, bearer}), good_5);
  for (const char byte : request) client.send({&byte, 1});
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(Http, TakesAChunkedBodyAndNoHeaderFromItsTrailer) {
  RawClient client(server_.port());
  const std::string head =
      fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}{}Transfer-Encoding: chunked\r\n\r\n",
                  get_good, json, bearer);
  EXPECT_EQ(
      client.ask(head + "5\r\n{\"cla\r\n18;x=y\r\nssId\":\"11\",\"goodId\":\"5\"}\r\n0\r\n\r\n")
          .body,
      R"({"good":{"goodId":"5"}})");
  const std::string stranger =
      fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}Transfer-Encoding: chunked\r\n\r\n",
                  get_good, json);
  EXPECT_EQ(client.ask(stranger + "2\r\n{}\r\n0\r\nAuthorization: Bearer trainee\r\n\r\n").status,
            401);
}

TEST_F(Http, ClosesWhenAskedTo) {
  RawClient client(server_.port());
  const Answer answer = client.ask(get("/healthz", "Connection: close\r\n"));
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(client.ends());
  RawClient old(server_.port());
  EXPECT_EQ(old.ask("GET /healthz HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(old.ends());
  RawClient kept(server_.port());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(kept.ask("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status, 200);
  }
}

TEST_F(Http, AnswersHeadWithoutABody) {
  RawClient client(server_.port());
  client.send("HEAD /healthz HTTP/1.1\r\nHost: kaibo.test\r\n\r\n");
  const Answer answer = client.read_answer(false);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-length"), "3");
  EXPECT_EQ(client.ask(get("/healthz")).body, "ok\n");
}

TEST_F(Http, TellsAWaitingClientToContinue) {
  RawClient client(server_.port());
  const std::string_view body = good_5;
  const auto head = [&](std::string_view headers) {
    return fmt::format(
        "POST /{} HTTP/1.1\r\nHost: kaibo.test\r\nExpect: 100-continue\r\n{}Content-Length: "
        "{}\r\n\r\n",
        get_good, headers, body.size());
  };
  client.send(head(lines({json, bearer})));
  EXPECT_EQ(client.read_answer().status, 100);
  EXPECT_EQ(client.ask(body).status, 200);
  // What is refused anyway need not be sent.
  EXPECT_EQ(client.ask(head("Content-Type: text/plain\r\n")).status, 415);
  EXPECT_TRUE(client.ends());
}

TEST_F(Http, RefusesWhatTwoServersCouldReadDifferently) {
  const std::string start = "POST /x HTTP/1.1\r\nHost: kaibo.test\r\n";
  const std::vector<std::string> bad = {
      start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
      start + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
      start + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
      start + "Content-Length: 3, 3\r\n\r\nabc",
      start + "Content-Length: -1\r\n\r\n",
      start + "Content-Length: 99999999999999999999999\r\n\r\n",
      start + "Transfer-Encoding: xchunked\r\n\r\n",
      start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
      start + "Folded: a\r\n b\r\n\r\n",
      start + "Host: other.test\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\nHost: kaibo.test\n\n",
      std::string("GET /a") + '\0' + "b HTTP/1.1\r\nHost: kaibo.test\r\n\r\n",
      "GET nowhere HTTP/1.1\r\nHost: kaibo.test\r\n\r\n",
      "GET / HTTP/3.0\r\nHost: kaibo.test\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: kaibo.test\r\nBad Name: x\r\n\r\n",
      "\x16\x03\x01\x02",
      "nonsense\r\n\r\n",
  };
  for (const std::string& request : bad) {
    RawClient client(server_.port());
    client.send(request);
    EXPECT_EQ(client.read_answer().status, 400) << request;
    EXPECT_TRUE(client.ends()) << request;
  }
  RawClient client(server_.port());
  const std::string chunked =
      fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}{}Transfer-Encoding: chunked\r\n\r\n",
                  get_good, json, bearer);
  EXPECT_EQ(client.ask(chunked + "zz\r\n").status, 400);
}

TEST_F(Http, CarriesSecurityHeadersOnEveryAnswer) {
  for (const auto& request : {get("/healthz"), get("/nowhere.js"), post(get_good, json, "{}"),
                              std::string("?\r\n\r\n")}) {
    const Answer answer = ask(request);
    EXPECT_THAT(answer.headers.at("content-security-policy"), HasSubstr("default-src 'self'"));
    EXPECT_THAT(answer.headers.at("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("referrer-policy"), "same-origin");
    EXPECT_FALSE(answer.headers.contains("server"));
    EXPECT_FALSE(answer.headers.contains("strict-transport-security"));
  }
}

TEST_F(Http, TellsHealthReadinessAndFigures) {
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  EXPECT_EQ(ask(get("/readyz")).status, 200);
  server_.health.add("redis");
  const Answer yellow = ask(get("/readyz"));
  EXPECT_EQ(yellow.status, 200);
  EXPECT_EQ(yellow.body, "degraded: Redis is away\n");
  server_.health.add("database");
  const Answer red = ask(get("/readyz"));
  EXPECT_EQ(red.status, 503);
  EXPECT_EQ(red.body, "not ready: Redis is away; the database cannot commit\n");
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  const Answer figures = ask(get("/metrics"));
  EXPECT_THAT(figures.headers.at("content-type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(figures.body, HasSubstr("\nkaibo_connections "));
}

TEST_F(Http, TakesABodyUpToTheBoundOfItsMethodFromPeopleItKnows) {
  kaibo::classroom::v1::UploadPictureRequest request;
  request.set_class_id(class_id);
  request.set_request_id("00000000-0000-0000-0000-000000000001");
  request.set_content(std::string(1024UL * 1024, 'x'));
  const std::string body = request.SerializeAsString();
  EXPECT_EQ(ask(post(upload, lines({proto, bearer}), body)).status, 200);

  RawClient stranger(server_.port());
  EXPECT_EQ(stranger.ask(post(upload, proto, body)).status, 413);
  EXPECT_TRUE(stranger.ends());
  RawClient known(server_.port());
  const Answer answer = known.ask(post(get_good, lines({proto, bearer}), body));
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("resource_exhausted"));
  // Chunks do not say beforehand how much comes.
  RawClient chunked(server_.port());
  chunked.send(
      fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}Transfer-Encoding: chunked\r\n\r\n",
                  get_good, json));
  const std::string chunk = "8000\r\n" + std::string(0x8000, ' ') + "\r\n";
  for (int i = 0; i < 4; ++i) chunked.send(chunk);
  EXPECT_EQ(chunked.read_answer().status, 413);
}

TEST_F(Http, RefusesAHeaderThatIsTooLong) {
  RawClient client(server_.port());
  const Answer answer = client.ask(get("/", "Long: " + std::string(20'000, 'x') + "\r\n"));
  EXPECT_EQ(answer.status, 431);
  EXPECT_TRUE(client.ends());
  RawClient target(server_.port());
  EXPECT_EQ(target.ask(get("/" + std::string(20'000, 'x'))).status, 431);
}

TEST(HttpBehindAProxy, BelievesOnlyATrustedOne) {
  const std::string forwarded =
      "X-Forwarded-For: 6.6.6.6, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n";
  NetServer direct;
  RawClient(direct.port()).ask(post(sign_in, lines({json, forwarded}), "{}"));
  EXPECT_EQ(direct.saw_peer, "127.0.0.1");
  EXPECT_FALSE(direct.saw_secure);

  net::Options options;
  options.trusted_proxies = {"127.0.0.1"};
  NetServer behind(options);
  RawClient(behind.port()).ask(post(sign_in, lines({json, forwarded}), "{}"));
  EXPECT_EQ(behind.saw_peer, "10.1.2.3");
  EXPECT_TRUE(behind.saw_secure);
  EXPECT_EQ(RawClient(behind.port()).ask(get("/metrics")).status, 403);
  // The cookie of an encrypted connection has its own name.
  const auto with_cookie = [&](std::string_view name) {
    return RawClient(behind.port())
        .ask(post(get_good,
                  lines({json, forwarded, "Origin: https://kaibo.test\r\nCookie: ", name,
                         "=trainee\r\n"}),
                  good_5))
        .status;
  };
  EXPECT_EQ(with_cookie("__Host-kaibo_session"), 200);
  EXPECT_EQ(with_cookie("kaibo_session"), 401);
}

TEST(HttpFromOtherOrigins, AnswersPagesOfListedOnes) {
  net::Options options;
  options.origins = {"http://dev.test:5173"};
  NetServer server(options);
  const std::string origin = "Origin: http://dev.test:5173\r\n";
  const Answer listed =
      RawClient(server.port()).ask(post(get_good, lines({json, cookie, origin}), good_5));
  EXPECT_EQ(listed.status, 200);
  EXPECT_EQ(listed.headers.at("access-control-allow-origin"), "http://dev.test:5173");
  const Answer asked = RawClient(server.port())
                           .ask(fmt::format("OPTIONS /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}"
                                            "Access-Control-Request-Method: POST\r\n\r\n",
                                            get_good, origin));
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.headers.at("access-control-allow-origin"), "http://dev.test:5173");
  EXPECT_THAT(asked.headers.at("access-control-allow-headers"), HasSubstr("Connect-Timeout-Ms"));
  const Answer other =
      RawClient(server.port())
          .ask(post(get_good, lines({json, bearer, "Origin: http://x.test\r\n"}), good_5));
  EXPECT_FALSE(other.headers.contains("access-control-allow-origin"));
}

}  // namespace
}  // namespace kaibo::test
