#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/support/program.h"
#include "tests/support/service_manager.h"

namespace kaibo::test {
namespace {

/// Set for the programs started while this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  ~Variable() { unsetenv(name_); }  // NOLINT(concurrency-mt-unsafe): one thread
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(SupervisedServer, SaysWhenItServesThatItLivesAndWhenItStops) {
  // Its MariaDB is started first: that would speak to the manager, too.
  Kaibo kaibo;
  const ServiceManager manager;
  const Variable socket("NOTIFY_SOCKET", manager.address());
  const Variable patience("WATCHDOG_USEC", "200000");
  kaibo.start();
  const std::string address = "STATUS=serving http://localhost:" + std::to_string(kaibo.port());
  EXPECT_EQ(manager.hear(), "READY=1\n" + address);
  EXPECT_EQ(manager.hear_until("WATCHDOG=1"), "WATCHDOG=1\n" + address);
  EXPECT_EQ(kaibo.stop(), 0);
  EXPECT_NE(manager.hear_until("STOPPING=1"), "");
}

}  // namespace
}  // namespace kaibo::test
