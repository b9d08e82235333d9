#include "common/base/log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "common/base/error.h"
#include "tests/support/refusal.h"

namespace kaibo::base {
namespace {

constexpr Millis moment = 1'795'305'600'123;  // 2026-11-22T00:00:00.123Z

std::string line_of(LogForm form, std::string_view message,
                    std::initializer_list<LogField> fields = {}) {
  return log_line(form, LogLevel::warning, moment, message, fields);
}

TEST(Log, APersonReadsTimeLevelMessageAndFields) {
  EXPECT_EQ(line_of(LogForm::human, "call refused", {{"method", "a/B"}, {"user", 7}}),
            "2026-11-22T00:00:00.123Z warning call refused method=\"a/B\" user=7");
}

TEST(Log, AProgramReadsOneJsonObjectALine) {
  const auto line =
      boost::json::parse(line_of(LogForm::json, "开播 \"live\"", {{"path", "C:\\"}, {"user", 7}}));
  EXPECT_EQ(line.at("at"), "2026-11-22T00:00:00.123Z");
  EXPECT_EQ(line.at("level"), "warning");
  EXPECT_EQ(line.at("message"), "开播 \"live\"");
  EXPECT_EQ(line.at("path"), "C:\\");
  EXPECT_EQ(line.at("user"), 7);
}

TEST(Log, TheJournalReadsThePriorityAndKeepsTheTimeItself) {
  EXPECT_EQ(line_of(LogForm::journal, "call refused", {{"user", 7}}), "<4>call refused user=7");
  EXPECT_EQ(log_line(LogForm::journal, LogLevel::error, moment, "<6>feigned", {}), "<3><6>feigned");
}

TEST(Log, TheJournalIsKnownByTheFileBehindTheErrorStream) {
  struct stat status{};
  ASSERT_EQ(fstat(STDERR_FILENO, &status), 0);
  const std::string device = std::to_string(status.st_dev);
  EXPECT_TRUE(is_journal(device + ":" + std::to_string(status.st_ino)));
  EXPECT_FALSE(is_journal(device + ":" + std::to_string(status.st_ino + 1)));
  EXPECT_FALSE(is_journal(""));
}

TEST(Log, NoValueCanFeignALineOrDriveATerminal) {
  const std::string evil = "x\n2026 info admin signed in\r\x1b[2J\x7f\u009b" + std::string(1, '\0');
  for (const LogForm form : {LogForm::human, LogForm::json, LogForm::journal}) {
    const std::string line = line_of(form, evil, {{"name", evil}});
    for (const char c : line) {
      EXPECT_GE(static_cast<unsigned char>(c), 0x20);
      EXPECT_NE(c, '\x7f');
    }
    EXPECT_EQ(line.find("\u009b"), std::string::npos);
  }
  EXPECT_NO_THROW(boost::json::parse(line_of(LogForm::json, evil, {{"name", evil}})));
}

TEST(Log, BytesThatAreNoTextStillMakeAValidLine) {
  const std::string line = line_of(LogForm::json, "\xff\xfe", {{"what", "a\x80"}});
  EXPECT_EQ(boost::json::parse(line).at("message"), "\\xff\\xfe");
  EXPECT_EQ(boost::json::parse(line).at("what"), "a\\x80");
}

TEST(Log, EveryFaultHasANumberOfItsOwn) {
  const std::string first = log_fault("test", "what went wrong");
  const std::string second = log_fault("test", "what went wrong");
  EXPECT_EQ(first.size(), 16U);
  EXPECT_NE(first, second);
}

TEST(Log, ALevelIsFoundByItsName) {
  EXPECT_EQ(log_level("debug"), LogLevel::debug);
  EXPECT_EQ(log_level("error"), LogLevel::error);
  EXPECT_EQ(test::refusal_of([] { log_level("loud"); }).code(), Code::invalid_argument);
}

}  // namespace
}  // namespace kaibo::base
