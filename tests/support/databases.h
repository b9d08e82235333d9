#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/database.h"
#include "tests/support/folder.h"

namespace kaibo::contract {

enum class Engine { sqlite, mysql };

/// A private MariaDB server on a free port, by default of the loopback; ended with this object.
class MariaDb {
 public:
  static bool installed();
  /// The one that the tests of this program share, started at the first use; null when mariadbd is
  /// not installed.
  static MariaDb* get();

  /// "mysql://root:secret@host:port/"
  std::string base_url() const;
  /// A new database with the given charset clauses; returns its url.
  std::string create_database(const std::string& clauses);
  /// Runs one statement as root.
  void run(const std::string& sql);
  int port() const { return port_; }

  /// As a crash ends it. One that was made a moment ago may not survive it, since its first pages
  /// are not on the disk yet: stop and start it once before.
  void kill();
  /// As an operator ends it.
  void stop();
  /// Again, after either; returns when it can be used.
  void start();

  /// Where a server runs that is not beside the test.
  struct Place {
    std::string host = "127.0.0.1";
    /// Program and arguments that start the server there, put before its own; empty: nothing.
    std::vector<std::string> enter = {};
  };

  /// One of a test's own. `more`: further options of mariadbd.
  explicit MariaDb(std::vector<std::string> more = {});
  MariaDb(std::vector<std::string> more, Place place);
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

 private:
  void spawn();
  void end(int signal);
  void wait_until_ready();

  /// Stays when the server does not start: its log is in it.
  std::filesystem::path folder_;
  std::vector<std::string> more_;
  Place place_;
  int port_ = 0;
  int pid_ = 0;
  int databases_ = 0;
};

/// A test that holds on every database: each runs on an empty one of its own. Where MariaDB is not
/// installed its half is skipped, or fails when the environment has CI set.
class DatabaseTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override;

  /// May be called again, also while the first is open, as another node would.
  std::unique_ptr<db::Database> open(db::CommitObserver* observer = nullptr);

  bool on_sqlite() const { return GetParam() == Engine::sqlite; }

  base::SystemClock clock_;
  db::Options options_;

 private:
  test::TempFolder folder_;
};

/// Url of a new MySQL database when this run of the tests is on MariaDB
/// (KAIBO_TEST_DATABASE=mysql); else empty, and what is started keeps to SQLite. Throws
/// std::runtime_error when mariadbd is not installed.
std::string fresh_database();

std::string engine_name(const ::testing::TestParamInfo<Engine>& info);

/// Runs the tests of a suite derived from DatabaseTest on every database.
#define KAIBO_ON_EVERY_DATABASE(Suite)                                                    \
  INSTANTIATE_TEST_SUITE_P(                                                               \
      EveryDatabase, Suite,                                                               \
      ::testing::Values(kaibo::contract::Engine::sqlite, kaibo::contract::Engine::mysql), \
      kaibo::contract::engine_name)

}  // namespace kaibo::contract
