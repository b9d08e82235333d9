#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/net/certificate.h"
#include "tests/integration/net_server.h"
#include "tests/support/folder.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr base::Millis day = 24LL * 3600 * 1000;

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Asks over TLS, trusting only the given certificate; empty when there is no connection.
std::string ask_encrypted(std::uint16_t port, const std::filesystem::path& trusted,
                          const char* name, std::string_view request,
                          int max_version = TLS1_3_VERSION) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free);
  SSL_CTX_load_verify_file(context.get(), trusted.c_str());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), max_version);
  SSL_CTX_set_security_level(context.get(), 0);
  const std::unique_ptr<BIO, void (*)(BIO*)> connection(BIO_new_ssl_connect(context.get()),
                                                        BIO_free_all);
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  SSL_set1_host(ssl, name);
  BIO_set_conn_hostname(connection.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_connect(connection.get()) <= 0) return {};
  BIO_write(connection.get(), request.data(), static_cast<int>(request.size()));
  std::string answer(64 * 1024, '\0');
  const int size = BIO_read(connection.get(), answer.data(), static_cast<int>(answer.size()));
  answer.resize(static_cast<std::size_t>(std::max(size, 0)));
  return answer;
}

class Encrypted : public ::testing::Test {
 protected:
  net::Options options() const {
    net::Options result;
    result.tls_certificate = certificate_.chain;
    result.tls_key = certificate_.key;
    return result;
  }

  base::SystemClock clock_;
  TempFolder folder_;
  net::Certificate certificate_ =
      net::own_certificate(folder_.path(), {"localhost", "127.0.0.1"}, clock_.now());
};

TEST_F(Encrypted, ServesOnlyWithModernTls) {
  NetServer server(options());
  const std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer =
        ask_encrypted(server.port(), certificate_.chain, "localhost", request, version);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security"));
  }
  EXPECT_EQ(ask_encrypted(server.port(), certificate_.chain, "localhost", request, TLS1_1_VERSION),
            "");
  EXPECT_EQ(ask_encrypted(server.port(), certificate_.chain, "other.test", request), "");
}

TEST_F(Encrypted, UsesTheCookieThatIsBoundToItsHost) {
  NetServer server(options());
  const auto ask = [&](std::string_view cookie) {
    const std::string body = R"({"classId":"11","goodId":"5"})";
    return ask_encrypted(server.port(), certificate_.chain, "localhost",
                         "POST /" + std::string(get_good) +
                             " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\n"
                             "Content-Type: application/json\r\nCookie: " +
                             std::string(cookie) + "=trainee\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  EXPECT_THAT(ask("__Host-kaibo_session"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask("kaibo_session"), StartsWith("HTTP/1.1 401"));
}

TEST_F(Encrypted, OpensAWebSocket) {
  NetServer server(options());
  const std::string answer = ask_encrypted(
      server.port(), certificate_.chain, "localhost",
      "GET /realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      "Authorization: Bearer trainee\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 101"));
  EXPECT_THAT(answer, HasSubstr("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

TEST_F(Encrypted, SendsAPlainRequestToTheRightDoor) {
  NetServer server(options());
  const Answer answer =
      RawClient(server.port()).ask("GET /login?a=b HTTP/1.1\r\nHost: class.test:8443\r\n\r\n");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.headers.at("location"), "https://class.test:8443/login?a=b");
  EXPECT_FALSE(answer.headers.contains("strict-transport-security"));
}

TEST_F(Encrypted, CutsWhoNeverFinishesTheHandshake) {
  net::Options impatient = options();
  impatient.header_timeout = 100;
  NetServer server(impatient);
  RawClient silent(server.port());
  EXPECT_TRUE(silent.ends());
  RawClient stuck(server.port());
  stuck.send("\x16\x03\x01");
  EXPECT_TRUE(stuck.ends());
}

TEST_F(Encrypted, RefusesFilesThatDoNotFitTogether) {
  const auto other = net::own_certificate(folder_.path() / "other", {"localhost"}, clock_.now());
  net::Options mixed = options();
  mixed.tls_key = other.key;
  EXPECT_THROW(NetServer{mixed}, base::Error);
  mixed.tls_key = folder_.path() / "missing.pem";
  EXPECT_THROW(NetServer{mixed}, base::Error);
}

TEST_F(Encrypted, MakesACertificateAnewOnlyWhenItMust) {
  const std::string first = content(certificate_.chain);
  const auto make = [&](const std::vector<std::string>& names, base::Millis now) {
    net::own_certificate(folder_.path(), names, now);
    return content(certificate_.chain);
  };
  EXPECT_EQ(make({"127.0.0.1", "localhost"}, clock_.now()), first);
  EXPECT_EQ(make({"localhost"}, clock_.now() + 700 * day), first);
  const std::string renewed = make({"localhost"}, clock_.now() + 800 * day);
  EXPECT_NE(renewed, first);
  EXPECT_NE(make({"localhost", "192.168.1.5"}, clock_.now() + 800 * day), renewed);
}

TEST_F(Encrypted, KeepsTheKeyToItsOwner) {
  struct stat status{};
  ASSERT_EQ(stat(certificate_.key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(OwnNames, HoldTheLoopback) {
  const auto names = net::own_names();
  EXPECT_THAT(names, Contains("localhost"));
  EXPECT_THAT(names, Contains("127.0.0.1"));
}

}  // namespace
}  // namespace kaibo::test
