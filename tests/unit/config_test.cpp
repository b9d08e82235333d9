#include "common/base/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "common/base/error.h"
#include "tests/support/refusal.h"

namespace kaibo::base {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Config make_config() {
  return Config({
      {.key = "server.listen", .fallback = std::string("127.0.0.1"), .help = "Address."},
      {.key = "server.port", .fallback = std::int64_t{8080}, .help = "Port.", .most = 65535},
      {.key = "server.tls", .fallback = false, .help = "HTTPS."},
      {.key = "server.origins", .fallback = std::vector<std::string>{}, .help = "Origins."},
      {.key = "database.url", .fallback = std::string(), .help = "Where.", .secret = true},
  });
}

/// The sentence with which the text is refused.
std::string refusal_of(std::string_view toml) {
  const Error error = test::refusal_of([toml] { make_config().read_toml(toml, "kaibo.toml"); });
  EXPECT_EQ(error.code(), Code::invalid_argument);
  return error.text().en;
}

TEST(Config, WithoutAFileTheDefaultsHold) {
  const Config config = make_config();
  EXPECT_EQ(config.text("server.listen"), "127.0.0.1");
  EXPECT_EQ(config.integer("server.port"), 8080);
  EXPECT_FALSE(config.flag("server.tls"));
  EXPECT_THAT(config.list("server.origins"), IsEmpty());
}

TEST(Config, TheFileOverridesTheDefaultsAndTheEnvironmentTheFile) {
  Config config = make_config();
  config.read_toml(
      "[server]\nport = 9000\ntls = true\norigins = ['https://a', 'https://b']\n"
      "[database]\nurl = 'sqlite:a'\n",
      "kaibo.toml");
  const std::array<const char*, 5> environment = {"PATH=/bin", "KAIBO_SERVER_PORT=9001",
                                                  "KAIBO_SERVER_ORIGINS=https://c, https://d",
                                                  "KAIBO_DATABASE_URL=", nullptr};
  config.read_environment(environment.data());
  EXPECT_EQ(config.integer("server.port"), 9001);
  EXPECT_TRUE(config.flag("server.tls"));
  EXPECT_THAT(config.list("server.origins"), ElementsAre("https://c", "https://d"));
  EXPECT_EQ(config.text("database.url"), "");
}

TEST(Config, AnUnknownKeyIsRefusedWithItsLine) {
  EXPECT_EQ(refusal_of("[server]\nport = 1\nprot = 2\n"),
            "kaibo.toml:3: there is no setting server.prot");
  EXPECT_EQ(refusal_of("\n[serve]\nport = 1\n"), "kaibo.toml:3: there is no setting serve.port");
  EXPECT_EQ(refusal_of("port = 1\n"), "kaibo.toml:1: there is no setting port");
}

TEST(Config, AWrongTypeIsRefusedWithItsLine) {
  EXPECT_EQ(refusal_of("[server]\nport = '80'\n"),
            "kaibo.toml:2: server.port must be a whole number");
  EXPECT_EQ(refusal_of("[server]\ntls = 1\n"), "kaibo.toml:2: server.tls must be true or false");
  EXPECT_EQ(refusal_of("[server]\nlisten = []\n"), "kaibo.toml:2: server.listen must be a text");
  EXPECT_EQ(refusal_of("[server]\norigins = [1]\n"),
            "kaibo.toml:2: server.origins must be a list of texts");
}

TEST(Config, ANumberOutOfItsBoundsIsRefusedWithItsLine) {
  EXPECT_EQ(refusal_of("[server]\nport = 65536\n"),
            "kaibo.toml:2: server.port must be between 0 and 65535");
  EXPECT_EQ(refusal_of("[server]\nport = -1\n"),
            "kaibo.toml:2: server.port must be between 0 and 65535");
}

TEST(Config, WhatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_THAT(refusal_of("[server]\nport = = 1\n"), HasSubstr("kaibo.toml:2: not valid TOML"));
}

TEST(Config, AFileThatCannotBeReadIsRefused) {
  const Error error = test::refusal_of([] { make_config().read_file("/nowhere/kaibo.toml"); });
  EXPECT_THAT(error.text().en, HasSubstr("/nowhere/kaibo.toml"));
}

TEST(Config, AVariableOfASectionMustBeASetting) {
  Config config = make_config();
  const auto read = [&config](const char* line) {
    const std::array<const char*, 2> environment = {line, nullptr};
    config.read_environment(environment.data());
  };
  EXPECT_EQ(test::refusal_of([&] { read("KAIBO_SERVER_PROT=1"); }).text().en,
            "KAIBO_SERVER_PROT: there is no such setting");
  EXPECT_EQ(test::refusal_of([&] { read("KAIBO_SERVER_PORT=8o"); }).text().en,
            "KAIBO_SERVER_PORT: server.port must be a whole number");
  EXPECT_EQ(test::refusal_of([&] { read("KAIBO_SERVER_TLS=yes"); }).text().en,
            "KAIBO_SERVER_TLS: server.tls must be true or false");
  EXPECT_NO_THROW(read("KAIBO_BUILD=/somewhere"));
}

TEST(Config, WhatIsShownCanBeReadAgain) {
  Config config = make_config();
  config.read_toml("[server]\nlisten = 'a \"b\" \\'\norigins = ['x']\n", "kaibo.toml");
  Config again = make_config();
  again.read_toml(config.show(), "shown");
  EXPECT_EQ(again.text("server.listen"), "a \"b\" \\");
  EXPECT_THAT(again.list("server.origins"), ElementsAre("x"));
  EXPECT_THAT(config.show(), HasSubstr("# Port.\nport = 8080\n"));
}

TEST(Config, SecretsAreNotShown) {
  Config config = make_config();
  config.read_toml("[database]\nurl = 'mysql://kaibo:hush@db/kaibo'\n", "kaibo.toml");
  EXPECT_THAT(config.show(), Not(HasSubstr("hush")));
  EXPECT_EQ(config.text("database.url"), "mysql://kaibo:hush@db/kaibo");
}

TEST(Config, AskingForWhatWasNotDeclaredIsAMistakeOfTheProgram) {
  const Config config = make_config();
  EXPECT_THROW(static_cast<void>(config.text("server.port")), std::logic_error);
  EXPECT_THROW(static_cast<void>(config.flag("server.nothing")), std::logic_error);
}

}  // namespace
}  // namespace kaibo::base
