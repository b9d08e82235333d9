#include "services/kaibo/supervisor.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/databases.h"
#include "tests/support/service_manager.h"
#include "tests/support/submitter.h"

namespace kaibo {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

Supervision read(const std::vector<std::string>& lines) {
  std::vector<const char*> variables;
  for (const std::string& line : lines) variables.push_back(line.c_str());
  variables.push_back(nullptr);
  return read_supervision(variables.data());
}

TEST(Supervision, IsReadFromTheEnvironmentOfTheService) {
  const Supervision read_one =
      read({"HOME=/", "NOTIFY_SOCKET=@manager=1", "WATCHDOG_USEC=60000000"});
  EXPECT_EQ(read_one.socket, "@manager=1");
  EXPECT_EQ(read_one.patience, microseconds(60'000'000));
}

TEST(Supervision, WithoutAServiceManagerNobodyListens) {
  EXPECT_TRUE(read({"HOME=/", "EMPTY"}).socket.empty());
  EXPECT_EQ(read({"NOTIFY_SOCKET=/n", "WATCHDOG_USEC=soon"}).patience, microseconds(0));
}

TEST(Supervision, AWatchdogOfAnotherProcessIsNotOurs) {
  const std::string mine = std::to_string(getpid());
  EXPECT_EQ(read({"WATCHDOG_PID=1", "WATCHDOG_USEC=5"}).patience, microseconds(0));
  EXPECT_EQ(read({"WATCHDOG_PID=" + mine, "WATCHDOG_USEC=5"}).patience, microseconds(5));
}

class SupervisorContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db_ = open();
    callers_ = std::make_unique<contract::Submitter>(*db_);
    runtime_.start();
    supervisor_.emplace(Supervision{manager_.address(), milliseconds(40)}, runtime_,
                        [this] { return db_->figures(); });
    supervisor_->ready("serving");
    ASSERT_EQ(manager_.hear(), "READY=1\nSTATUS=serving");
  }

  void TearDown() override {
    if (!supervisor_) return;
    supervisor_->stop();
    db_->stop();
    runtime_.stop();
  }

  /// Of five messages from now on, none says that all is well.
  void expect_no_sign_of_life() {
    for (int i = 0; i < 5; ++i) {
      const std::string message = manager_.hear();
      EXPECT_NE(message.find("does not answer"), std::string::npos) << message;
      EXPECT_EQ(message.find("WATCHDOG=1"), std::string::npos) << message;
    }
  }

  test::ServiceManager manager_;
  async::Runtime runtime_{2};
  std::unique_ptr<db::Database> db_;
  std::unique_ptr<contract::Submitter> callers_;
  std::optional<Supervisor> supervisor_;
};
KAIBO_ON_EVERY_DATABASE(SupervisorContract);

TEST_P(SupervisorContract, TheWatchdogHearsAgainAndAgainThatAllAnswers) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(manager_.hear_until("WATCHDOG=1"), "WATCHDOG=1\nSTATUS=serving");
  }
}

TEST_P(SupervisorContract, TheWatchdogHearsNothingGoodOfALaneThatHangsAndAgainOnceItGoesOn) {
  callers_->close_gate(7);
  EXPECT_NE(manager_.hear_until("STATUS=lane").find("does not answer"), std::string::npos);
  expect_no_sign_of_life();
  callers_->open_gate();
  EXPECT_EQ(manager_.hear_until("WATCHDOG=1"), "WATCHDOG=1\nSTATUS=serving");
}

TEST_P(SupervisorContract, TheWatchdogHearsNothingGoodOfACoreThatHangsAndAgainOnceItGoesOn) {
  std::promise<void> gate;
  runtime_.post(1, [opened = gate.get_future().share()] { opened.wait(); });
  EXPECT_EQ(manager_.hear_until("STATUS=core 1"), "STATUS=core 1 does not answer");
  expect_no_sign_of_life();
  gate.set_value();
  EXPECT_EQ(manager_.hear_until("WATCHDOG=1"), "WATCHDOG=1\nSTATUS=serving");
}

TEST_P(SupervisorContract, AStopIsToldAndWatchedToItsEnd) {
  supervisor_->stopping();
  EXPECT_EQ(manager_.hear_until("STOPPING=1"), "STOPPING=1\nSTATUS=finishing what was accepted");
  EXPECT_EQ(manager_.hear_until("WATCHDOG=1"), "WATCHDOG=1\nSTATUS=finishing what was accepted");
}

}  // namespace
}  // namespace kaibo
