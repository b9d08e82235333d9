#include "common/db/connector.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "tests/support/wait.h"

namespace kaibo::db {
namespace {

/// A database that is there or not.
class FakeDriver final : public Driver {
 public:
  std::unique_ptr<Connection> connect(Role, std::int64_t) override {
    ++attempts;
    if (crowded) throw Transient("too many connections");
    if (gone) throw Unreachable("no route");
    return nullptr;
  }
  std::unique_ptr<Connection> connect_alone(Role) override { return nullptr; }
  std::size_t lanes(std::size_t wanted) const override { return wanted; }
  bool reads_on_caller() const override { return false; }
  bool writes_alone() const override { return false; }
  bool schema_in_transaction() const override { return false; }
  void lock_migrations(Connection&) override {}
  std::string schema_sql(std::string_view sql) const override { return std::string(sql); }
  void copy_to(const std::filesystem::path&) override {}
  void break_off(std::int64_t) override {}
  void after_batch(Connection&) override {}
  void stop() override {}

  bool gone = false;
  bool crowded = false;
  int attempts = 0;
};

class ConnectorTest : public ::testing::Test {
 protected:
  bool connects() {
    try {
      connector_.connect(Role::writer, 1);
    } catch (const Unreachable&) {
      return false;
    }
    return true;
  }

  FakeDriver driver_;
  Options options_;
  Connector connector_{driver_, options_};
};

TEST_F(ConnectorTest, OneFailedAttemptIsEnoughForAll) {
  driver_.gone = true;
  EXPECT_FALSE(connects());
  EXPECT_TRUE(connector_.away());
  driver_.gone = false;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(connects());
  EXPECT_EQ(driver_.attempts, 1);
}

TEST_F(ConnectorTest, NobodyKnocksAtADatabaseThatIsThereNorBeforeThePauseIsOver) {
  options_.reconnect_first = 3'600'000;
  connector_.knock();
  EXPECT_EQ(driver_.attempts, 0);
  driver_.gone = true;
  EXPECT_FALSE(connects());
  for (int i = 0; i < 100; ++i) connector_.knock();
  EXPECT_EQ(driver_.attempts, 1);
}

TEST_F(ConnectorTest, AKnockThatGetsThroughOpensTheWayAgain) {
  options_.reconnect_first = 1;
  options_.reconnect_longest = 4;
  driver_.gone = true;
  EXPECT_FALSE(connects());
  const auto knocks = [this](int attempts) {
    return test::wait_until([this, attempts] {
      connector_.knock();
      return driver_.attempts >= attempts;
    });
  };
  EXPECT_TRUE(knocks(6));
  EXPECT_TRUE(connector_.away());
  driver_.gone = false;
  EXPECT_TRUE(knocks(7));
  EXPECT_FALSE(connector_.away());
  EXPECT_TRUE(connects());
}

TEST_F(ConnectorTest, AServerWithoutAFreeConnectionIsNotAway) {
  driver_.crowded = true;
  EXPECT_THROW(connector_.connect(Role::reader, 0), Transient);
  EXPECT_FALSE(connector_.away());
}

}  // namespace
}  // namespace kaibo::db
