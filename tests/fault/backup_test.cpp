// A backup is taken while people work, and restored elsewhere.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "kaibo/event/v1/event.pb.h"
#include "tests/fault/crowd.h"
#include "tests/fault/integrity.h"
#include "tests/fault/row.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;
using Millis = std::chrono::duration<double, std::milli>;

/// Two databases side by side: the one that went on, and its copy as "copy".
class Comparison {
 public:
  Comparison(const fs::path& original, const fs::path& copy) {
    sqlite3_open(original.c_str(), &db_);
    run("ATTACH '" + copy.string() + "' AS copy");
  }
  ~Comparison() { sqlite3_close(db_); }
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  std::int64_t number(const std::string& sql) { return std::atoll(run(sql).c_str()); }
  std::int64_t rows_of(const std::string& query) {
    return number("SELECT COUNT(*) FROM (" + query + ")");
  }

 private:
  std::string run(const std::string& sql) {
    std::string first;
    const auto note = [](void* text, int, char** columns, char**) {
      *static_cast<std::string*>(text) = columns[0] == nullptr ? "" : columns[0];
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), note, &first, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db_) << ": " << sql;
    return first;
  }

  sqlite3* db_ = nullptr;
};

/// So that there is something to copy.
void add_ballast(const fs::path& file, int mebibytes) {
  sqlite3* db = nullptr;
  sqlite3_open(file.c_str(), &db);
  const std::string sql =
      "CREATE TABLE ballast (id INTEGER PRIMARY KEY, body BLOB);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      std::to_string(mebibytes * 256) + ") INSERT INTO ballast SELECT i, randomblob(3900) FROM n";
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

std::uintmax_t bytes_in(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

TEST(BackupUnderLoad, HoldsEveryRowOfOneMoment) {
  Kaibo kaibo(Kaibo::Setup{});
  const PracticeClass practice = kaibo.provision(1).front();
  const fs::path database = kaibo.folder() / "data" / "kaibo.db";
  add_ballast(database, rounds(8, 300));
  kaibo.start();
  Crowd crowd(practice, kaibo.port());
  // As a busy class, not as much as the machine can do: else every process beside it costs.
  crowd.set_pace(std::chrono::milliseconds(30));
  crowd.start({kaibo.port()});
  ASSERT_TRUE(crowd.wait_for(100));
  crowd.p99();
  ASSERT_TRUE(crowd.wait_for(rounds(300, 2'500)));
  const Millis before = crowd.p99();

  const auto begin = std::chrono::steady_clock::now();
  const Ended saved = kaibo.run("backup", {"--to", (kaibo.folder() / "backup").string()});
  const Seconds took = std::chrono::steady_clock::now() - begin;
  const Millis meanwhile = crowd.p99();
  ASSERT_EQ(saved.code, 0) << saved.output;
  ASSERT_TRUE(crowd.wait_for(20));
  crowd.stop();
  crowd.verify(kaibo.port());
  EXPECT_EQ(kaibo.stop(), 0);

  Kaibo other(Kaibo::Setup{});
  const Ended restored = other.run("restore", {"--from", (kaibo.folder() / "backup").string()});
  ASSERT_EQ(restored.code, 0) << restored.output;
  std::int64_t lines = 0;
  {
    Comparison both(database, other.folder() / "data" / "kaibo.db");
    lines = both.number("SELECT COUNT(*) FROM copy.journal_entry");
    EXPECT_GT(lines, 300);
    EXPECT_EQ(both.rows_of("SELECT * FROM copy.journal_entry EXCEPT SELECT * FROM journal_entry"),
              0);
    EXPECT_EQ(both.rows_of("SELECT e.* FROM journal_entry e JOIN copy.journal_stream s "
                           "ON s.stream = e.stream AND e.seq <= s.seq "
                           "EXCEPT SELECT * FROM copy.journal_entry"),
              0);
    EXPECT_EQ(both.rows_of("SELECT * FROM copy.mall_order EXCEPT SELECT * FROM mall_order"), 0);
    EXPECT_EQ(both.number("SELECT COUNT(*) FROM copy.mall_order"),
              both.number("SELECT COUNT(*) FROM copy.journal_entry WHERE kind = " +
                          std::to_string(event::v1::Event::kOrderPlaced)));
    EXPECT_EQ(both.rows_of("SELECT * FROM copy.ballast EXCEPT SELECT * FROM ballast"), 0);
    EXPECT_EQ(both.number("SELECT COUNT(*) FROM copy.ballast"),
              both.number("SELECT COUNT(*) FROM ballast"));
  }
  const auto started = std::chrono::steady_clock::now();
  other.start();
  const Seconds start = std::chrono::steady_clock::now() - started;
  EXPECT_LE(start.count(), 5.0);

  const double megabytes = static_cast<double>(bytes_in(kaibo.folder() / "backup")) / 1e6;
  const double slower = (meanwhile / before - 1) * 100;
  if (is_long_run()) EXPECT_LE(slower, 10) << "the backup is felt";
  figure(
      "{:.0f} MB in {:.1f} s = {:.1f} s per 100 MB; {} journal lines, all rows equal: {}; p99 "
      "{:.1f} ms before, {:.1f} ms meanwhile ({:+.0f} %); the restored one starts in {:.1f} s",
      megabytes, took.count(), took.count() * 100 / megabytes, lines,
      testing::Test::HasFailure() ? "NO" : "yes", before.count(), meanwhile.count(), slower,
      start.count());
}

}  // namespace
}  // namespace kaibo::test
