#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "common/base/log.h"
#include "common/files/store.h"
#include "tests/integration/net_server.h"
#include "tests/support/clips.h"
#include "tests/support/folder.h"
#include "tests/support/pictures.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view bearer = "Authorization: Bearer trainee\r\n";

std::string get(std::string_view target, std::string_view headers = bearer) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: kaibo.test\r\n" + std::string(headers) +
         "\r\n";
}

TEST(HttpPictures, AreServedToPeopleWhoAreSignedIn) {
  NetServer server;
  const std::string path =
      "/files/" + server.files->put(make_picture({.width = 800, .height = 600, .comment = {}})).id;
  const auto ask = [&](const std::string& request) {
    return RawClient(server.port()).ask(request);
  };
  const Answer large = ask(get(path));
  EXPECT_EQ(large.status, 200);
  EXPECT_EQ(large.headers.at("content-type"), "image/webp");
  EXPECT_EQ(large.headers.at("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_THAT(large.headers.at("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_EQ(large.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(look_at(large.body).width, 800);
  const Answer small = ask(get(path + "/small"));
  EXPECT_EQ(look_at(small.body).width, 400);
  EXPECT_NE(small.headers.at("etag"), large.headers.at("etag"));
  const Answer known =
      ask(get(path, std::string(bearer) + "If-None-Match: " + large.headers.at("etag") + "\r\n"));
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(ask(get(path, "Cookie: kaibo_session=trainee\r\n")).status, 200);
  EXPECT_EQ(ask(get(path, "")).status, 401);
  for (const char* wrong :
       {"/files/", "/files/small", "/files/../kaibo.db", "/files/%2e%2e/kaibo.db",
        "/files/0000000000000000000000000000000000000000000000000000000000000000"}) {
    EXPECT_EQ(ask(get(wrong)).status, 404) << wrong;
  }
}

TEST(HttpVideos, AreServedWholeAndInRangesToPeopleWhoAreSignedIn) {
  NetServer server;
  // More than goes out in one piece.
  const std::string content = make_mp4({.data_bytes = 700'000});
  const std::string path = "/files/" + server.files->put_video(content, "mp4").id;
  const auto ask = [&](const std::string& request) {
    return RawClient(server.port()).ask(request);
  };
  const auto range = [&](const std::string& bytes) {
    return ask(get(path, std::string(bearer) + "Range: bytes=" + bytes + "\r\n"));
  };
  const Answer whole = ask(get(path));
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.headers.at("content-type"), "video/mp4");
  EXPECT_EQ(whole.headers.at("accept-ranges"), "bytes");
  EXPECT_EQ(whole.headers.at("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_THAT(whole.headers.at("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_EQ(whole.body, content);

  const Answer part = range("1000-1999");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.at("content-range"), "bytes 1000-1999/" + std::to_string(content.size()));
  EXPECT_EQ(part.body, content.substr(1000, 1000));
  EXPECT_EQ(range("300000-").body, content.substr(300'000));
  EXPECT_EQ(range("-5").body, content.substr(content.size() - 5));
  const Answer beyond = range(std::to_string(content.size()) + "-");
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.headers.at("content-range"), "bytes */" + std::to_string(content.size()));
  RawClient head(server.port());
  head.send("HEAD " + path + " HTTP/1.1\r\nHost: kaibo.test\r\n" + std::string(bearer) + "\r\n");
  EXPECT_EQ(head.read_answer(false).headers.at("content-length"), std::to_string(content.size()));

  EXPECT_EQ(ask(get(path, "")).status, 401);
  EXPECT_EQ(
      ask(get(path, std::string(bearer) + "If-None-Match: " + whole.headers.at("etag") + "\r\n"))
          .status,
      304);
  const std::string webm = "/files/" + server.files->put_video("webm", "webm").id;
  EXPECT_EQ(ask(get(webm)).headers.at("content-type"), "video/webm");
  for (const std::string& wrong :
       {path.substr(0, path.size() - 4) + ".webm", path + "/small", path + "x",
        "/files/" + std::string(64, '0') + ".mp4", std::string("/files/../kaibo.mp4")}) {
    EXPECT_EQ(ask(get(wrong)).status, 404) << wrong;
  }
}

TEST(HttpWebClient, IsServedWholeHoweverLargeItIs) {
  TempFolder web;
  const std::string script(3 * 1024 * 1024, 'j');
  web.write("index.html", "shell");
  web.write("assets/app.js", script);
  net::Options options;
  options.web = web.path();
  NetServer server(options);
  RawClient client(server.port());
  EXPECT_EQ(client.ask(get("/class/5")).body, "shell");
  EXPECT_EQ(client.ask(get("/assets/app.js")).body, script);
  client.send("HEAD /assets/app.js HTTP/1.1\r\nHost: kaibo.test\r\n\r\n");
  EXPECT_EQ(client.read_answer(false).headers.at("content-length"), std::to_string(script.size()));
  EXPECT_EQ(client.ask(get("/assets/../../etc/passwd")).status, 404);
  EXPECT_EQ(client.ask(get("/")).body, "shell");
}

TEST(HttpAccept, GoesOnAfterTheFileDescriptorsRanOut) {
  NetServer server;
  EXPECT_EQ(RawClient(server.port()).ask(get("/healthz")).status, 200);
  // What opens files when it is first used must have been used before.
  base::log(base::LogLevel::info, "now without file descriptors");
  std::vector<int> taken;
  for (int file = 0; (file = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) taken.push_back(file);
  ASSERT_FALSE(taken.empty());
  close(taken.back());
  taken.pop_back();
  // Takes the last one: the server has none left to accept it with.
  RawClient client(server.port());
  client.send(get("/healthz"));
  for (const int file : taken) close(file);
  EXPECT_EQ(client.read_answer().status, 200);
}

}  // namespace
}  // namespace kaibo::test
