#include "common/base/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "common/base/error.h"
#include "tests/support/folder.h"
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
      {.key = "log.level",
       .fallback = std::string("much"),
       .help = "How much.",
       .choices = {"little", "much"}},
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
            "kaibo.toml:3: there is no setting server.prot; kaibo config default lists them all");
  EXPECT_THAT(refusal_of("\n[serve]\nport = 1\n"),
              HasSubstr("kaibo.toml:3: there is no setting serve.port"));
  EXPECT_THAT(refusal_of("port = 1\n"), HasSubstr("kaibo.toml:1: there is no setting port"));
}

TEST(Config, AWrongTypeIsRefusedWithItsLine) {
  EXPECT_EQ(refusal_of("[server]\nport = '80'\n"),
            "kaibo.toml:2: server.port must be a whole number, as in name = 1");
  EXPECT_EQ(refusal_of("[server]\ntls = 1\n"),
            "kaibo.toml:2: server.tls must be true or false, as in name = true");
  EXPECT_EQ(refusal_of("[server]\nlisten = []\n"),
            "kaibo.toml:2: server.listen must be a text, as in name = \"text\"");
  EXPECT_EQ(
      refusal_of("[server]\norigins = [1]\n"),
      "kaibo.toml:2: server.origins must be a list of texts, as in name = [\"one\", \"two\"]");
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
  const auto refusal = [&](const char* line) {
    return test::refusal_of([&] { read(line); }).text().en;
  };
  EXPECT_THAT(refusal("KAIBO_SERVER_PROT=1"),
              HasSubstr("KAIBO_SERVER_PROT: there is no such setting"));
  EXPECT_THAT(refusal("KAIBO_SERVER_PORT=8o"),
              HasSubstr("KAIBO_SERVER_PORT: server.port must be a whole number"));
  EXPECT_THAT(refusal("KAIBO_SERVER_TLS=yes"),
              HasSubstr("KAIBO_SERVER_TLS: server.tls must be true or false"));
  EXPECT_NO_THROW(read("KAIBO_BUILD=/somewhere"));
}

TEST(Config, WhatIsShownCanBeReadAgain) {
  Config config = make_config();
  config.read_toml("[server]\nlisten = 'a \"b\" \\'\norigins = ['x']\n", "kaibo.toml");
  Config again = make_config();
  again.read_toml(config.show(), "shown");
  EXPECT_EQ(again.text("server.listen"), "a \"b\" \\");
  EXPECT_THAT(again.list("server.origins"), ElementsAre("x"));
}

TEST(Config, TheDefaultsAreAFileThatSaysWhatEachSettingIs) {
  Config config = make_config();
  const std::string file = config.defaults();
  EXPECT_THAT(file, HasSubstr("# Port. (0 … 65535)\nport = 8080\n"));
  EXPECT_THAT(file, HasSubstr("# How much. (one of: little, much)\nlevel = 'much'\n"));
  config.read_toml(file, "defaults");
  EXPECT_EQ(config.defaults(), file);
}

TEST(Config, SettingsOfASectionStandTogetherHoweverTheyWereDeclared) {
  const Config config({
      {.key = "server.port", .fallback = std::int64_t{1}, .help = "Port."},
      {.key = "data.folder", .fallback = std::string("data"), .help = "Folder."},
      {.key = "server.tls", .fallback = false, .help = "HTTPS."},
  });
  EXPECT_THAT(config.show(), HasSubstr("[server]\nport = 1  # default\ntls = false  # default\n"));
}

TEST(Config, SaysOfEachValueWhereItComesFrom) {
  Config config = make_config();
  config.read_toml("[server]\nlisten = '::'\nport = 9000\n", "kaibo.toml");
  const std::array<const char*, 2> environment = {"KAIBO_SERVER_PORT=9001", nullptr};
  config.read_environment(environment.data());
  config.override("server.tls", "true", "--tls");
  const std::string shown = config.show();
  EXPECT_THAT(shown, HasSubstr("listen = '::'  # kaibo.toml:2\n"));
  EXPECT_THAT(shown, HasSubstr("port = 9001  # KAIBO_SERVER_PORT\n"));
  EXPECT_THAT(shown, HasSubstr("tls = true  # --tls\n"));
  EXPECT_THAT(shown, HasSubstr("level = 'much'  # default\n"));
}

TEST(Config, ATextOutsideOfItsChoicesIsRefusedWithItsLine) {
  EXPECT_EQ(refusal_of("[log]\nlevel = 'some'\n"),
            "kaibo.toml:2: log.level must be one of: little, much");
}

/// What becomes of a file with this content and mode.
std::string read_with_mode(const std::string& toml, std::filesystem::perms mode) {
  const test::TempFolder folder;
  const std::filesystem::path file = folder.path() / "kaibo.toml";
  std::ofstream(file) << toml;
  std::filesystem::permissions(file, mode);
  try {
    make_config().read_file(file);
  } catch (const Error& refused) {
    return refused.text().en;
  }
  return "taken";
}

TEST(Config, AFileWithASecretThatOthersMayReadIsRefusedWithItsLine) {
  using std::filesystem::perms;
  const std::string secret = "[database]\nurl = 'mysql://kaibo:hush@db/kaibo'\n";
  const perms owner = perms::owner_read | perms::owner_write;
  EXPECT_EQ(read_with_mode(secret, owner), "taken");
  const std::string refused = read_with_mode(secret, owner | perms::group_read);
  EXPECT_THAT(refused, HasSubstr("kaibo.toml:2: "));
  EXPECT_THAT(refused, HasSubstr("(mode 0640). Run: chmod 600 "));
  EXPECT_THAT(refused, Not(HasSubstr("hush")));
  EXPECT_THAT(read_with_mode(secret, owner | perms::others_write), HasSubstr("mode 0602"));
  const std::string open = "[database]\nurl = 'mysql://kaibo@db/kaibo'\n";
  EXPECT_EQ(read_with_mode(open, owner | perms::others_read), "taken");
}

TEST(Config, SecretsAreNotShown) {
  Config config = make_config();
  config.read_toml("[database]\nurl = 'mysql://kaibo:hush@db/kaibo'\n", "kaibo.toml");
  EXPECT_THAT(config.show(), HasSubstr("url = 'mysql://kaibo:********@db/kaibo'  # kaibo.toml:2"));
  EXPECT_EQ(config.text("database.url"), "mysql://kaibo:hush@db/kaibo");
}

TEST(Config, AskingForWhatWasNotDeclaredIsAMistakeOfTheProgram) {
  const Config config = make_config();
  EXPECT_THROW(static_cast<void>(config.text("server.port")), std::logic_error);
  EXPECT_THROW(static_cast<void>(config.flag("server.nothing")), std::logic_error);
}

}  // namespace
}  // namespace kaibo::base
