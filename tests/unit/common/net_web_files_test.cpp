#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/net/web_files.h"
#include "tests/support/folder.h"

namespace kaibo::net {
namespace {

using ::testing::HasSubstr;

class WebFilesTest : public ::testing::Test {
 protected:
  WebFilesTest() {
    outer_.write("secret.txt", "secret");
    outer_.write("dist/index.html", "<html>shell</html>");
    outer_.write("dist/favicon.ico", "icon");
    outer_.write("dist/assets/app-1a2b.js", std::string(5000, 'j'));
    outer_.write("dist/assets/app-1a2b.js.br", "brotli");
    outer_.write("dist/assets/small.css", "a{}");
  }

  Response get(std::string target, std::string encodings = {}, std::string etag = {}) const {
    Request request;
    request.verb = Verb::get;
    request.target = std::move(target);
    request[Field::accept_encoding] = std::move(encodings);
    request[Field::if_none_match] = std::move(etag);
    Response response;
    WebFiles(outer_.path() / "dist").answer(request, response);
    return response;
  }

  test::TempFolder outer_;
};

TEST_F(WebFilesTest, ServesThePageForTheClientsOwnRoutes) {
  for (const char* target : {"/", "/index.html", "/class/5/board", "/login?next=%2F"}) {
    const Response response = get(target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_EQ(response.content(), "<html>shell</html>") << target;
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(response.headers, HasSubstr("Cache-Control: no-cache"));
  }
}

TEST_F(WebFilesTest, KnowsNothingOutsideTheFolder) {
  for (const char* target :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
        "/..%5csecret.txt", "//../secret.txt", "/assets/%00.js", "/index.html%00.js", "/missing.js",
        "/assets/missing", "/%zz.js"}) {
    EXPECT_EQ(get(target).status, 404) << target;
  }
  EXPECT_EQ(get("/../secret").content(), "<html>shell</html>");
}

TEST_F(WebFilesTest, LetsHashedFilesBeKeptForGood) {
  const Response response = get("/assets/app-1a2b.js");
  EXPECT_THAT(response.headers, HasSubstr("max-age=31536000, immutable"));
  EXPECT_EQ(response.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(response.content().size(), 5000U);
}

TEST_F(WebFilesTest, SendsTheSmallestFormThatIsUnderstood) {
  const Response brotli = get("/assets/app-1a2b.js", "gzip, deflate, br");
  EXPECT_EQ(brotli.content(), "brotli");
  EXPECT_THAT(brotli.headers, HasSubstr("Content-Encoding: br"));
  const Response gzip = get("/assets/app-1a2b.js", "gzip");
  EXPECT_LT(gzip.content().size(), 100U);
  EXPECT_TRUE(gzip.content().starts_with("\x1F\x8B"));
  EXPECT_THAT(gzip.headers, HasSubstr("Content-Encoding: gzip"));
  EXPECT_EQ(get("/favicon.ico", "gzip").content(), "icon");
  EXPECT_EQ(get("/assets/app-1a2b.js.br").status, 404);
}

TEST_F(WebFilesTest, SendsNothingThatTheBrowserHas) {
  const std::string headers = get("/").headers;
  const auto start = headers.find("ETag: ") + 6;
  const std::string etag = headers.substr(start, headers.find('\r', start) - start);
  EXPECT_EQ(get("/", {}, etag).status, 304);
  EXPECT_EQ(get("/", {}, "\"other\", W/" + etag).status, 304);
  EXPECT_EQ(get("/", {}, "\"other\"").status, 200);
}

TEST_F(WebFilesTest, AsksForABuildWhereThereIsNone) {
  EXPECT_THROW(WebFiles(outer_.path() / "nowhere"), base::Error);
  EXPECT_THROW(WebFiles(outer_.path() / "dist/assets"), base::Error);
  Request request;
  request.target = "/";
  Response response;
  WebFiles({}).answer(request, response);
  EXPECT_EQ(response.status, 404);
}

}  // namespace
}  // namespace kaibo::net
