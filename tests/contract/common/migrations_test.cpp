#include "common/db/migrations.h"

#include <array>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "tests/support/databases.h"

namespace kaibo::db {
namespace {

constexpr base::Embedded first{"001_first.sql",
                               "-- The shop's first table; with a semicolon in its comment.\n"
                               "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, name TEXT);\n"
                               "CREATE TABLE b (id BIGINT NOT NULL PRIMARY KEY);\n"
                               "INSERT INTO a (id, name) VALUES (1, 'one;''two''');\n"};
constexpr base::Embedded second{"002_second.sql", "ALTER TABLE a ADD COLUMN x BIGINT;\n"};
constexpr base::Embedded broken{"002_second.sql",
                                "CREATE TABLE c (id BIGINT NOT NULL PRIMARY KEY);\n"
                                "INSERT INTO c (id) VALUES (1);\n"
                                "INSERT INTO c (id) VALUES (1);\n"};

class MigrationContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db_ = open();
  }

  base::Code refusal(std::vector<base::Embedded> migrations) {
    try {
      db_->migrate("test", migrations);
    } catch (const base::Error& e) {
      return e.code();
    }
    return base::Code::unknown;
  }

  std::int64_t number(std::string_view sql) {
    return db_->read_now([=](Transaction& tx) { return tx.query(sql).front().integer(0); });
  }

  std::unique_ptr<Database> db_;
};
KAIBO_ON_EVERY_DATABASE(MigrationContract);

/// Where a schema statement cannot be rolled back. On SQLite a migration is one transaction.
class StepwiseMigration : public MigrationContract {};
INSTANTIATE_TEST_SUITE_P(EveryDatabase, StepwiseMigration,
                         ::testing::Values(contract::Engine::mysql), contract::engine_name);

TEST_P(MigrationContract, EachIsAppliedOnceInTheOrderOfNames) {
  db_->migrate("test", std::array{second, first});
  db_->migrate("test", std::array{first, second});
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM db_migration WHERE part = 'test' AND applied_at > 0"), 2);
  EXPECT_EQ(db_->read_now([](Transaction& tx) {
    return tx.query("SELECT name FROM a WHERE x IS NULL").front().text(0);
  }),
            "one;'two'");
}

TEST_P(MigrationContract, PartsDoNotMeet) {
  db_->migrate("one", std::array{first});
  db_->migrate("two", std::array{second});
  db_->migrate("one", std::array{first});
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
}

TEST_P(MigrationContract, AChangedTextIsRefused) {
  db_->migrate("test", std::array{first});
  base::Embedded changed = first;
  changed.content = "CREATE TABLE z (id BIGINT NOT NULL PRIMARY KEY);\n";
  EXPECT_EQ(refusal({changed}), base::Code::failed_precondition);
}

TEST_P(MigrationContract, AnUnknownMigrationOfANewerProgramIsRefused) {
  db_->migrate("test", std::array{first, second});
  EXPECT_EQ(refusal({first}), base::Code::failed_precondition);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
}

TEST(NewerSchema, IsRefusedAndTheFileIsLeftAsItIs) {
  const test::TempFolder folder;
  const std::filesystem::path file = folder.path() / "kaibo.db";
  const base::SystemClock clock;
  Options options;
  options.url = "sqlite:" + file.string();
  Database::open(options, clock, nullptr)->migrate("test", std::array{first, second});
  const auto bytes = [&file] {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const std::string before = bytes();
  try {
    Database::open(options, clock, nullptr)->migrate("test", std::array{first});
    ADD_FAILURE() << "an older program went on";
  } catch (const base::Error& e) {
    EXPECT_EQ(e.code(), base::Code::failed_precondition);
    EXPECT_NE(e.text().en.find("Use the newer program"), std::string::npos) << e.text().en;
  }
  EXPECT_TRUE(bytes() == before);
}

TEST_P(MigrationContract, OneThatFailsIsNotCalledApplied) {
  EXPECT_THROW(db_->migrate("test", std::array{first, broken}), std::exception);
  EXPECT_EQ(number("SELECT COUNT(*) FROM db_migration WHERE name = '002_second.sql' "
                   "AND applied_at > 0"),
            0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
  if (on_sqlite()) {
    EXPECT_THROW(number("SELECT COUNT(*) FROM c"), std::exception) << "half of it stayed";
  } else {
    EXPECT_EQ(number("SELECT done FROM db_migration WHERE name = '002_second.sql'"), 2);
  }
}

TEST_P(StepwiseMigration, OneKilledAfterAnUncountedStatementIsFinished) {
  db_->migrate("test", std::array{first});
  // As a kill leaves it after the second CREATE TABLE, before that was counted.
  db_->write_now(1, [](Transaction& tx) {
    tx.execute("DELETE FROM a");
    tx.execute("UPDATE db_migration SET done = 1, applied_at = 0 WHERE part = 'test'");
  });
  db_->migrate("test", std::array{first});
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
  EXPECT_EQ(number("SELECT done FROM db_migration WHERE part = 'test' AND applied_at > 0"), 3);
}

TEST_P(StepwiseMigration, OneKilledBeforeAStatementIsFinished) {
  db_->migrate("test", std::array{first});
  db_->write_now(1, [](Transaction& tx) { tx.execute("DROP TABLE b"); });
  db_->write_now(1, [](Transaction& tx) {
    tx.execute("DELETE FROM a");
    tx.execute("UPDATE db_migration SET done = 1, applied_at = 0 WHERE part = 'test'");
  });
  db_->migrate("test", std::array{first});
  EXPECT_EQ(number("SELECT COUNT(*) FROM b"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
}

TEST_P(MigrationContract, TwoNodesThatStartTogetherDoNotDisturbEachOther) {
  std::array<std::exception_ptr, 2> faults;
  std::vector<std::thread> nodes;
  for (auto& fault : faults) {
    nodes.emplace_back([this, &fault] {
      try {
        open()->migrate("test", std::array{first, second});
      } catch (...) {
        fault = std::current_exception();
      }
    });
  }
  for (auto& node : nodes) node.join();
  for (const auto& fault : faults) {
    if (fault) EXPECT_NO_THROW(std::rethrow_exception(fault));
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
}

TEST(SplitStatements, KeepsSemicolonsInTextsAndDropsComments) {
  EXPECT_EQ(split_statements("-- a; b's\nCREATE TABLE t (\n  id BIGINT -- the id;\n);\n\n"
                             "INSERT INTO t VALUES ('x;''y', \"z;\");\n;\n  \n"),
            (std::vector<std::string>{"CREATE TABLE t (\n  id BIGINT \n)",
                                      "INSERT INTO t VALUES ('x;''y', \"z;\")"}));
  EXPECT_TRUE(split_statements("-- nothing\n").empty());
  EXPECT_THROW(split_statements("INSERT INTO t VALUES ('x);\n"), std::logic_error);
}

}  // namespace
}  // namespace kaibo::db
