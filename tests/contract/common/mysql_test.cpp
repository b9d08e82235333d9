#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "common/db/driver.h"
#include "tests/support/databases.h"
#include "tests/support/proxy.h"
#include "tests/support/submitter.h"

namespace kaibo::db {
namespace {

using contract::MariaDb;
using contract::Proxy;

constexpr std::array<base::Embedded, 1> mysql_schema = {{{"001_lines.sql",
                                                          "CREATE TABLE line (\n"
                                                          "  id BIGINT NOT NULL PRIMARY KEY,\n"
                                                          "  hits BIGINT NOT NULL\n"
                                                          ");\n"}}};

/// What goes wrong between a program and its server; each test stands on a proxy.
class MysqlFaults : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    straight_url_ = options_.url;
    proxy_ = Proxy::before(options_.url);
    options_.lanes = 1;
    options_.timeout = 2'000;
    options_.reconnect_first = 20;
    options_.reconnect_longest = 50;
    db_ = open();
    db_->migrate("test", mysql_schema);
    db_->write_now(1, [](Transaction& tx) {
      tx.execute("INSERT INTO line (id, hits) VALUES (1, 0), (2, 0)");
    });
  }

  std::int64_t hits(std::int64_t id) {
    return db_->read_now([=](Transaction& tx) {
      return tx.query("SELECT hits FROM line WHERE id = ?", id).front().integer(0);
    });
  }

  void hit_once() {
    db_->write_now(1, [this](Transaction& tx) {
      ++runs_;
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    });
  }

  static std::int64_t own_id(Transaction& tx) {
    return tx.query("SELECT CONNECTION_ID()").front().integer(0);
  }
  static void kill(std::int64_t connection) {
    MariaDb::get()->run("KILL " + std::to_string(connection));
  }

  std::int64_t reruns() { return db_->figures()[0].reruns; }

  bool heals() {
    return contract::eventually([this] { return db_->trouble().empty(); });
  }

  base::Code refusal_of_a_hit() {
    try {
      hit_once();
    } catch (const base::Error& e) {
      return e.code();
    }
    return base::Code::unknown;
  }

  std::string straight_url_;
  std::unique_ptr<Proxy> proxy_;
  std::atomic<int> runs_{0};
  std::unique_ptr<Database> db_;
};
INSTANTIATE_TEST_SUITE_P(EveryDatabase, MysqlFaults, ::testing::Values(contract::Engine::mysql),
                         contract::engine_name);

TEST_P(MysqlFaults, AConnectionKilledWhileIdleIsReplaced) {
  const std::int64_t writer = db_->write_now(1, [](Transaction& tx) { return own_id(tx); });
  kill(writer);
  hit_once();
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, AReaderKilledWhileIdleIsReplaced) {
  const std::int64_t reader = db_->read_now([](Transaction& tx) { return own_id(tx); });
  kill(reader);
  EXPECT_EQ(hits(1), 0);
}

TEST_P(MysqlFaults, AKillInsideAUnitRerunsItAndItTakesEffectOnce) {
  db_->write_now(1, [this](Transaction& tx) {
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    if (++runs_ == 1) kill(own_id(tx));
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 2);
  });
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(hits(1), 1);
  EXPECT_EQ(hits(2), 1);
}

TEST_P(MysqlFaults, AKillBetweenTheUnitAndItsCommitIsNoFalseSuccess) {
  db_->write_now(1, [this](Transaction& tx) {
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    if (++runs_ == 1) kill(own_id(tx));
  });
  EXPECT_EQ(runs_, 2) << "the first COMMIT cannot have succeeded";
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, AKillInABatchRerunsAllItsUnitsOnce) {
  contract::Submitter callers(*db_);
  callers.close_gate(1);
  std::vector<std::future<void>> answers;
  for (int i = 0; i < 30; ++i) {
    answers.push_back(callers.submit(1, [this, i](Transaction& tx) {
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
      if (i == 29 && ++runs_ == 1) kill(own_id(tx));
    }));
  }
  ASSERT_TRUE(callers.queued(30));
  callers.open_gate();
  for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
  EXPECT_EQ(hits(1), 30);
  EXPECT_EQ(reruns(), 30);
}

TEST_P(MysqlFaults, ACommitThatNeverArrivedIsRunAgain) {
  proxy_->cut_at(Proxy::commit_request, Proxy::Cut::request);
  hit_once();
  EXPECT_EQ(proxy_->cuts(), 1);
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, ACommitWhoseReplyWasLostIsFoundAndNotRunAgain) {
  proxy_->cut_at(Proxy::commit_request, Proxy::Cut::reply);
  hit_once();
  EXPECT_EQ(proxy_->cuts(), 1);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, ACommitOfUnknownOutcomeIsNeverASuccess) {
  for (const Proxy::Cut cut : {Proxy::Cut::request, Proxy::Cut::reply}) {
    proxy_->cut_at(Proxy::commit_request, cut, true);
    EXPECT_EQ(refusal_of_a_hit(), base::Code::unavailable);
    // While it is away everything is refused at once rather than waiting.
    EXPECT_THROW(hit_once(), base::Error);
    EXPECT_THROW(hits(1), base::Error);
    proxy_->come_back();
    ASSERT_TRUE(heals());
    EXPECT_EQ(hits(1), cut == Proxy::Cut::request ? 0 : 1);
  }
  hit_once();
  EXPECT_EQ(hits(1), 2);
}

TEST_P(MysqlFaults, CommitOnADeadConnectionThrows) {
  Options straight = options_;
  straight.url = straight_url_;
  const std::unique_ptr<Driver> driver = open_mysql(straight);
  const std::unique_ptr<Connection> connection = driver->connect(Role::writer, 4711);
  connection->begin();
  Transaction tx(*connection, 0);
  tx.execute("UPDATE line SET hits = 99 WHERE id = ?", 1);
  kill(own_id(tx));
  EXPECT_THROW(connection->commit(1), Transient);
  EXPECT_TRUE(connection->lost());
  EXPECT_FALSE(driver->connect(Role::writer, 4711)->committed(1));
  EXPECT_EQ(hits(1), 0);
}

TEST_P(MysqlFaults, TwoNodesInADeadlockBothSucceed) {
  const std::unique_ptr<Database> other = open();
  std::array<std::promise<void>, 2> locked;
  std::array<std::atomic<int>, 2> runs{};
  const auto cross = [&](Database& node, std::size_t me) {
    node.write_now(1, [&, me](Transaction& tx) {
      const bool first_run = ++runs[me] == 1;
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", me + 1);
      if (first_run) {
        locked[me].set_value();
        locked[1 - me].get_future().wait();
      }
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 2 - me);
    });
  };
  std::thread there([&] { cross(*other, 1); });
  cross(*db_, 0);
  there.join();
  EXPECT_EQ(runs[0] + runs[1], 3) << "one of the two was run again";
  EXPECT_EQ(hits(1), 2);
  EXPECT_EQ(hits(2), 2);
}

TEST_P(MysqlFaults, AUnitThatSwallowsALostConnectionCannotCommitOneHalf) {
  db_->write_now(1, [&](Transaction& tx) {
    const bool first_run = ++runs_ == 1;
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    try {
      if (first_run) kill(own_id(tx));
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 2);
    } catch (const std::exception&) {
    }
  });
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(hits(1), 1);
  EXPECT_EQ(hits(2), 1);
}

TEST_P(MysqlFaults, ALockHeldElsewhereIsWaitedForWithinBoundsAndThenRefused) {
  options_.timeout = 2'000;
  const std::unique_ptr<Database> hasty = open();
  db_->write_now(1, [&](Transaction& tx) {
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    try {
      hasty->write_now(1, [](Transaction& blocked) {
        blocked.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
      });
      ADD_FAILURE() << "two writers at once";
    } catch (const base::Error& e) {
      EXPECT_EQ(e.code(), base::Code::unavailable);
    }
  });
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, WhileTheDatabaseIsAwayNobodyWaits) {
  proxy_->hold();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(refusal_of_a_hit(), base::Code::unavailable);
  const auto noticed = std::chrono::steady_clock::now();
  EXPECT_LT(noticed - start, std::chrono::seconds(6))
      << "the time-outs of one statement and of one attempt";
  EXPECT_EQ(db_->trouble(), "the database is away");
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(refusal_of_a_hit(), base::Code::unavailable);
    EXPECT_THROW(hits(1), base::Error);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - noticed, std::chrono::seconds(1));
  proxy_->come_back();
  ASSERT_TRUE(heals());
  hit_once();
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, TheLocksOfALineThatBrokeUnnoticedAreFreedByTheNext) {
  db_->write_now(1, [this](Transaction& tx) {
    tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    if (++runs_ == 1) proxy_->cut_at("SELECT 4711", Proxy::Cut::hold);
    tx.query("SELECT 4711");
  });
  EXPECT_EQ(proxy_->cuts(), 1);
  EXPECT_EQ(runs_, 2) << "the server still held the row for the line that is gone";
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, ANodeThatDiedWithoutAWordDoesNotHoldItsRowsForHours) {
  options_.stuck = 1'000;
  const std::unique_ptr<Driver> driver = open_mysql(options_);
  const std::unique_ptr<Connection> silent = driver->connect(Role::writer, 4711);
  silent->begin();
  Transaction(*silent, 0).execute("UPDATE line SET hits = 7 WHERE id = ?", 1);
  EXPECT_NO_THROW(hit_once());
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlFaults, ACommitThatArrivesLateIsNeitherDoubledNorRefused) {
  db_->write_now(1, [](Transaction& tx) {
    tx.execute("CREATE TABLE request (id BIGINT NOT NULL PRIMARY KEY)");
  });
  const auto hit_on_request = [this](std::int64_t request) {
    db_->write_now(1, [request](Transaction& tx) {
      if (!tx.query("SELECT id FROM request WHERE id = ?", request).empty()) return;
      tx.execute("INSERT INTO request (id) VALUES (?)", request);
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
    });
  };
  constexpr int rounds = 2;
  for (std::int64_t request = 1; request <= rounds; ++request) {
    proxy_->cut_at(Proxy::commit_request, Proxy::Cut::hold, true);
    EXPECT_THROW(hit_on_request(request), base::Error);
    // What the client had sent before it gave up arrives now.
    proxy_->come_back();
    ASSERT_TRUE(heals());
    EXPECT_NO_THROW(hit_on_request(request));
  }
  EXPECT_EQ(hits(1), rounds);
}

TEST_P(MysqlFaults, AStatementThatHangsIsBrokenOffAndItsBatchTakesEffectOnce) {
  options_.timeout = 60'000;
  options_.stuck = 300;
  db_ = open();
  contract::Submitter callers(*db_);
  callers.close_gate(1);
  std::vector<std::future<void>> answers;
  for (int i = 0; i < 5; ++i) {
    answers.push_back(callers.submit(1, [this, i](Transaction& tx) {
      tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
      if (i == 3 && ++runs_ == 1) tx.query("SELECT SLEEP(50)");
    }));
  }
  ASSERT_TRUE(callers.queued(5));
  const auto start = std::chrono::steady_clock::now();
  callers.open_gate();
  for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(hits(1), 5);
  EXPECT_GE(db_->figures()[0].stuck_reports, 1);
}

TEST_P(MysqlFaults, AUnitThatMeetsADeadlockAgainAndAgainIsRefusedAfterItsTries) {
  EXPECT_THROW(db_->write_now(1,
                              [this](Transaction& tx) {
                                ++runs_;
                                tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1);
                                tx.execute("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
                              }),
               base::Error);
  EXPECT_EQ(runs_, options_.tries);
  EXPECT_EQ(hits(1), 0);
}

TEST_P(MysqlFaults, UnitsThatWaitForOneLockedRowAreRefusedTogetherRatherThanOneAfterTheOther) {
  options_.patience = 1'500;
  db_ = open();
  contract::Submitter callers(*db_);
  const std::unique_ptr<Driver> driver = open_mysql(options_);
  const std::unique_ptr<Connection> holder = driver->connect(Role::writer, 4711);
  holder->begin();
  Transaction(*holder, 0).execute("UPDATE line SET hits = 7 WHERE id = ?", 1);
  callers.close_gate(1);
  std::vector<std::future<void>> blocked;
  for (int i = 0; i < 20; ++i) {
    blocked.push_back(callers.submit(
        1, [](Transaction& tx) { tx.execute("UPDATE line SET hits = hits + 1 WHERE id = ?", 1); }));
  }
  ASSERT_TRUE(callers.queued(20));
  const auto start = std::chrono::steady_clock::now();
  callers.open_gate();
  for (auto& answer : blocked) EXPECT_THROW(answer.get(), base::Error);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  holder->rollback();
  hit_once();
  EXPECT_EQ(hits(1), 1);
}

class MysqlSettings : public MysqlFaults {
 protected:
  base::Code refusal(const std::string& url) {
    Options options = options_;
    options.url = url;
    try {
      Database::open(options, clock_, nullptr);
    } catch (const base::Error& e) {
      EXPECT_FALSE(e.text().zh.empty());
      return e.code();
    }
    return base::Code::unknown;
  }
};
INSTANTIATE_TEST_SUITE_P(EveryDatabase, MysqlSettings, ::testing::Values(contract::Engine::mysql),
                         contract::engine_name);

TEST_P(MysqlSettings, AServerThatMayLoseCommitsIsRefused) {
  MariaDb::get()->run("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
  EXPECT_EQ(refusal(straight_url_), base::Code::failed_precondition);
  MariaDb::get()->run("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
  EXPECT_EQ(refusal(straight_url_), base::Code::unknown);
}

TEST_P(MysqlSettings, AServerThatOnlyReadsIsRefused) {
  MariaDb::get()->run("SET GLOBAL read_only = ON");
  EXPECT_EQ(refusal(straight_url_), base::Code::failed_precondition);
  MariaDb::get()->run("SET GLOBAL read_only = OFF");
  EXPECT_EQ(refusal(straight_url_), base::Code::unknown);
}

TEST_P(MysqlSettings, ABinaryLogMustBeFlushedAndTakeWhatWeWrite) {
  MariaDb server({"--log-bin", "--server-id=1"});
  const std::string url = server.create_database("CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  EXPECT_EQ(refusal(url), base::Code::failed_precondition);
  server.run("SET GLOBAL sync_binlog = 1");
  EXPECT_EQ(refusal(url), base::Code::unknown);
  server.run("SET GLOBAL binlog_format = 'STATEMENT'");
  EXPECT_EQ(refusal(url), base::Code::failed_precondition);
}

TEST_P(MysqlSettings, AServerThatBecomesReadOnlyIsAwayUntilItWrites) {
  MariaDb::get()->run("SET GLOBAL read_only = ON");
  kill(db_->write_now(1, [](Transaction& tx) { return own_id(tx); }));
  EXPECT_EQ(refusal_of_a_hit(), base::Code::unavailable);
  EXPECT_EQ(db_->trouble(), "the database is away");
  MariaDb::get()->run("SET GLOBAL read_only = OFF");
  ASSERT_TRUE(heals());
  hit_once();
  EXPECT_EQ(hits(1), 1);
}

TEST_P(MysqlSettings, ASchemaOfAnotherCharacterSetIsRefused) {
  EXPECT_EQ(refusal(MariaDb::get()->create_database("CHARACTER SET latin1")),
            base::Code::failed_precondition);
  EXPECT_EQ(
      refusal(MariaDb::get()->create_database("CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")),
      base::Code::failed_precondition);
}

TEST_P(MysqlSettings, AServerThatIsNotThereIsRefusedAtOnce) {
  EXPECT_EQ(refusal("mysql://root:secret@127.0.0.1:1/kaibo"), base::Code::unavailable);
}

TEST_P(MysqlSettings, AddressesThatAreNoneAreRefused) {
  for (const char* url : {"mysql://", "mysql://a:b@host", "mysql://a:b@host/", "mysql://host/x",
                          "mysql://a:b@host:port/x", "mysql://a%zz:b@host/x", "postgres://x"}) {
    EXPECT_EQ(refusal(url), base::Code::invalid_argument) << url;
  }
}

}  // namespace
}  // namespace kaibo::db
