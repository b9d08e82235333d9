#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/net/origin.h"
#include "common/net/request.h"
#include "common/net/response.h"
#include "common/net/url.h"

namespace kaibo::net {
namespace {

TEST(Url, DecodesPercentAndBase64) {
  EXPECT_EQ(percent_decode("a%2Fb%e5%bc%80+", false), "a/b开+");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("%4", false), std::nullopt);
  EXPECT_EQ(percent_decode("%4x", false), std::nullopt);
  EXPECT_EQ(query_value("a=1&ab=2&b=%20", "ab"), "2");
  EXPECT_EQ(query_value("a=1&ab=2&b=%20", "b"), " ");
  EXPECT_EQ(query_value("a=1", "c"), "");
  EXPECT_EQ(base64_decode("-_-_"), base64_decode("+/+/"));
  EXPECT_EQ(base64_decode("YQ=="), "a");
  EXPECT_EQ(base64_decode("YWI"), "ab");
  EXPECT_EQ(base64_decode("Y"), std::nullopt);
  EXPECT_EQ(base64_decode("Y Q="), std::nullopt);
}

TEST(Response, LetsNoValueFeignALine) {
  Response response;
  response.header("Location", "/a\r\nSet-Cookie: evil\n=1");
  EXPECT_EQ(response.headers, "Location: /aSet-Cookie: evil=1\r\n");
}

TEST(Response, DatesAsHttpWantsThem) {
  EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Response, PromisesEncryptionOnlyWhereThereIsSome) {
  const Response response;
  const Request request;
  std::string plain;
  write_head(plain, response, request, "now", false, page_policy({}));
  EXPECT_EQ(plain.find("Strict-Transport-Security"), std::string::npos);
  std::string secure;
  write_head(secure, response, request, "now", true, page_policy({}));
  EXPECT_NE(secure.find("Strict-Transport-Security: max-age="), std::string::npos);
}

Source source(std::string origin, std::string host, bool secure, std::string site = {}) {
  Request request;
  request[Field::origin] = std::move(origin);
  request[Field::host] = std::move(host);
  request[Field::sec_fetch_site] = std::move(site);
  const std::vector<std::string> allowed = {"https://listed.test"};
  return source_of(request, secure, allowed);
}

TEST(Origin, IsOwnOnlyWithTheSameHostAndPort) {
  EXPECT_EQ(source("http://a.test:8080", "a.test:8080", false), Source::own);
  EXPECT_EQ(source("http://A.test:8080", "a.test:8080", false), Source::own);
  EXPECT_EQ(source("http://a.test", "a.test:8080", false), Source::foreign);
  EXPECT_EQ(source("http://a.test.evil", "a.test", false), Source::foreign);
  EXPECT_EQ(source("http://evil/a.test", "a.test", false), Source::foreign);
  EXPECT_EQ(source("null", "a.test", false), Source::foreign);
  EXPECT_EQ(source("https://listed.test", "a.test", false), Source::own);
  EXPECT_EQ(source("http://", "", false), Source::foreign);
}

TEST(Origin, OfAnUnencryptedPageIsForeignToAnEncryptedServer) {
  EXPECT_EQ(source("http://a.test", "a.test", true), Source::foreign);
  EXPECT_EQ(source("https://a.test", "a.test", true), Source::own);
}

TEST(Origin, IsUnknownWhereNoBrowserTells) {
  EXPECT_EQ(source("", "a.test", false), Source::unknown);
  EXPECT_EQ(source("", "a.test", false, "same-origin"), Source::own);
  EXPECT_EQ(source("", "a.test", false, "same-site"), Source::foreign);
}

TEST(Credential, ComesFromTheBearerBeforeTheCookie) {
  Request request;
  request[Field::cookie] = "kaibo_session=c; __Host-kaibo_session=h";
  EXPECT_EQ(credential_of(request, false).token, "c");
  EXPECT_EQ(credential_of(request, true).token, "h");
  EXPECT_TRUE(credential_of(request, true).from_cookie);
  request[Field::authorization] = "bearer b";
  EXPECT_EQ(credential_of(request, false).token, "b");
  EXPECT_FALSE(credential_of(request, false).from_cookie);
  request[Field::authorization] = "Basic b";
  EXPECT_EQ(credential_of(request, false).token, "c");
}

}  // namespace
}  // namespace kaibo::net
