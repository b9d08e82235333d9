#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/support/program.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view with_password =
    "[server]\nport = 9000\n[database]\nurl = \"mysql://kaibo:hush@127.0.0.1:1/kaibo\"\n";

/// The file for its owner alone, or for others too.
void set_mode(const std::filesystem::path& file, mode_t mode) {
  ASSERT_EQ(chmod(file.c_str(), mode), 0);
}

class ConfigCommand : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return kaibo_.folder() / "kaibo.toml"; }
  /// `kaibo config <what>` on the file.
  Ended config(const std::string& what) { return kaibo_.run("config " + what); }

  Kaibo kaibo_{std::string()};
};

TEST_F(ConfigCommand, DefaultPrintsAFileThatCheckTakes) {
  const std::string defaults = kaibo_.run_plain("config", {"default"}).output;
  EXPECT_THAT(defaults, HasSubstr("# Port; 0 takes a free one (0 … 65535)\nport = 8080\n"));
  kaibo_.configure(defaults);
  const Ended checked = config("check");
  EXPECT_EQ(checked.code, 0) << checked.output;
}

TEST_F(ConfigCommand, CheckAndServeRefuseWithFileAndLine) {
  kaibo_.configure("[server]\nport = 1\nprot = 2\n");
  for (const char* command : {"config check", "serve"}) {
    const Ended refused = kaibo_.run(command);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.output, HasSubstr("kaibo.toml:3: there is no setting server.prot"));
  }
}

TEST_F(ConfigCommand, ASecretThatOthersMayReadIsRefused) {
  kaibo_.configure(with_password);
  set_mode(file(), 0644);
  const Ended refused = config("check");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("kaibo.toml:4: "));
  EXPECT_THAT(refused.output, HasSubstr("Run: chmod 600 "));
  set_mode(file(), 0600);
  EXPECT_EQ(config("check").code, 0);
}

TEST_F(ConfigCommand, AKeyThatOthersMayReadIsRefused) {
  const std::filesystem::path key = kaibo_.folder() / "tls.key";
  std::ofstream(key) << "key";
  kaibo_.configure("[server]\ntls_certificate = \"" + (kaibo_.folder() / "tls.pem").string() +
                   "\"\ntls_key = \"" + key.string() + "\"\n");
  set_mode(key, 0640);
  const Ended refused = config("check");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("kaibo.toml:3: the file " + key.string()));
  set_mode(key, 0600);
  EXPECT_EQ(config("check").code, 0);
}

TEST_F(ConfigCommand, WhatDoesNotFitTogetherIsRefused) {
  kaibo_.configure("[cluster]\nredis = \"redis://127.0.0.1\"\n");
  EXPECT_THAT(config("check").output, HasSubstr("kaibo.toml:2: Several nodes need a MySQL"));
  kaibo_.configure("[server]\ntls_key = \"/k\"\n");
  EXPECT_THAT(config("check").output, HasSubstr("kaibo.toml:2: server.tls_certificate and"));
}

TEST_F(ConfigCommand, ShowSaysWhereEachValueComesFromAndMasksPasswords) {
  kaibo_.configure(with_password);
  set_mode(file(), 0600);
  const std::string shown = config("show").output;
  EXPECT_THAT(shown, HasSubstr("port = 9000  # " + file().string() + ":2\n"));
  EXPECT_THAT(shown, HasSubstr("folder = '" + (kaibo_.folder() / "data").string() + "'  # --data"));
  EXPECT_THAT(shown, HasSubstr("listen = '127.0.0.1'  # default\n"));
  EXPECT_THAT(shown, HasSubstr("mysql://kaibo:********@127.0.0.1:1/kaibo"));
  EXPECT_THAT(shown, Not(HasSubstr("hush")));
}

}  // namespace
}  // namespace kaibo::test
