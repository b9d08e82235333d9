#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "tests/support/databases.h"
#include "tests/support/submitter.h"

namespace kaibo::db {
namespace {

constexpr std::array<base::Embedded, 1> sqlite_schema = {{{"001_lines.sql",
                                                           "CREATE TABLE line (\n"
                                                           "  id BIGINT NOT NULL PRIMARY KEY,\n"
                                                           "  body MEDIUMTEXT NOT NULL\n"
                                                           ");\n"}}};
constexpr const char* victim_folder = "KAIBO_TEST_VICTIM_FOLDER";

class SqliteFaults : public ::testing::Test {
 protected:
  std::unique_ptr<Database> open(const std::filesystem::path& file) {
    Options options;
    options.url = "sqlite:" + file.string();
    std::unique_ptr<Database> db = Database::open(options, clock_, nullptr);
    db->migrate("test", sqlite_schema);
    return db;
  }
  std::unique_ptr<Database> open() { return open(folder_.path() / "kaibo.db"); }

  base::Code refusal(const std::filesystem::path& file) {
    try {
      open(file);
    } catch (const base::Error& e) {
      return e.code();
    }
    return base::Code::unknown;
  }

  static std::int64_t count(Database& db) {
    return db.read_now(
        [](Transaction& tx) { return tx.query("SELECT COUNT(*) FROM line").front().integer(0); });
  }

  base::SystemClock clock_;
  test::TempFolder folder_;
};

void insert(Transaction& tx, std::int64_t id, std::string_view body) {
  tx.execute("INSERT INTO line (id, body) VALUES (?, ?)", id, body);
}

TEST_F(SqliteFaults, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  const std::filesystem::path file = folder_.path() / "notes.txt";
  const std::string text(5000, 'x');
  std::ofstream(file) << text;
  EXPECT_EQ(refusal(file), base::Code::failed_precondition);
  std::ifstream reading(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reading), {}), text);
}

TEST_F(SqliteFaults, AFileWhoseEndIsMissingIsRefusedAlsoWhereNothingStoodThere) {
  const auto file = folder_.path() / "kaibo.db";
  auto db = open();
  db->write_now(1, [](Transaction& tx) {
    tx.execute("INSERT INTO line (id, body) VALUES (?, ?)", 1, std::string(100'000, 'x'));
  });
  db->write_now(1, [](Transaction& tx) { tx.execute("DELETE FROM line WHERE id = ?", 1); });
  db.reset();
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1000);
  EXPECT_EQ(refusal(file), base::Code::failed_precondition);
}

TEST_F(SqliteFaults, AFolderThatIsNotThereIsRefused) {
  EXPECT_EQ(refusal(folder_.path() / "none" / "kaibo.db"), base::Code::failed_precondition);
}

TEST_F(SqliteFaults, AFullDiskIsAnErrorToItsCallersAndPasses) {
  const std::unique_ptr<Database> db = open();
  db->write_now(1, [](Transaction& tx) { insert(tx, 1, "small"); });
  const auto limit = [&](const char* pages) {
    db->write_now(
        1, [=](Transaction& tx) { tx.query(std::string("PRAGMA max_page_count = ") + pages); });
  };
  limit("1");  // as many as there are
  const std::string large(200'000, 'x');
  try {
    db->write_now(1, [&](Transaction& tx) { insert(tx, 2, large); });
    ADD_FAILURE() << "stored on a full disk";
  } catch (const base::Error& e) {
    EXPECT_TRUE(e.is_disk_full()) << e.what();
  }
  EXPECT_EQ(count(*db), 1) << "reads go on";
  limit("1000000");
  db->write_now(1, [&](Transaction& tx) { insert(tx, 2, large); });
  EXPECT_EQ(count(*db), 2);
}

TEST_F(SqliteFaults, OnAFullDiskTheUnitsThatFitAreStored) {
  const std::unique_ptr<Database> db = open();
  contract::Submitter callers(*db);
  const std::string large(4'000'000, 'x');
  db->write_now(1, [](Transaction& tx) { tx.query("PRAGMA max_page_count = 500"); });
  callers.close_gate(1);
  std::vector<std::future<void>> answers;
  for (std::int64_t id = 0; id < 10; ++id) {
    answers.push_back(callers.submit(1, [&, id](Transaction& tx) {
      // Also a unit that hides the failure must not be taken for stored.
      try {
        insert(tx, id, id == 4 || id == 7 ? std::string_view(large) : "small");
      } catch (const std::exception&) {
        if (id == 4) throw;
      }
    }));
  }
  ASSERT_TRUE(callers.queued(10));
  callers.open_gate();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 4 || i == 7) {
      EXPECT_THROW(answers[i].get(), base::Error) << i;
    } else {
      EXPECT_NO_THROW(answers[i].get()) << i;
    }
  }
  EXPECT_EQ(count(*db), 8);
}

TEST_F(SqliteFaults, TheWriteAheadLogDoesNotOutliveTheDatabase) {
  const std::filesystem::path log = folder_.path() / "kaibo.db-wal";
  std::unique_ptr<Database> db = open();
  db->write_now(1, [](Transaction& tx) { insert(tx, 1, "x"); });
  EXPECT_TRUE(std::filesystem::exists(log));
  db.reset();
  EXPECT_FALSE(std::filesystem::exists(log)) << "a connection stayed open";
}

TEST_F(SqliteFaults, TheWriteAheadLogStaysWithinItsBound) {
  constexpr std::uintmax_t bound = std::uintmax_t{100} << 20;
  const std::filesystem::path log = folder_.path() / "kaibo.db-wal";
  const std::unique_ptr<Database> db = open();
  const std::string body(1'000'000, 'x');
  std::uintmax_t largest = 0;
  db->write_now(1, [&](Transaction& tx) { insert(tx, 1, body); });
  for (int i = 0; i < 200; ++i) {
    db->write_now(1, [&](Transaction& tx) {
      tx.execute("UPDATE line SET body = ? WHERE id = ?", body.substr(0, 999'000), 1);
      tx.execute("UPDATE line SET body = ? WHERE id = ?", body, 1);
    });
    // A reader at rest must not hold on to the log.
    EXPECT_EQ(count(*db), 1);
    largest = std::max(largest, std::filesystem::file_size(log));
  }
  EXPECT_LT(largest, bound);
}

TEST_F(SqliteFaults, AReadSeesEveryCommitThatWasAnsweredBeforeItBegan) {
  const std::unique_ptr<Database> db = open();
  std::atomic<std::int64_t> answered{0};
  std::thread writer([&] {
    for (std::int64_t id = 1; id <= 500; ++id) {
      db->write_now(1, [id](Transaction& tx) { insert(tx, id, "x"); });
      answered = id;
    }
  });
  std::int64_t reads = 0;
  while (answered < 500) {
    const std::int64_t least = answered;
    ASSERT_GE(count(*db), least);
    ++reads;
  }
  writer.join();
  EXPECT_GT(reads, 0);
  EXPECT_EQ(count(*db), 500);
}

TEST_F(SqliteFaults, AStrangersWriteIsSeenSoon) {
  const std::unique_ptr<Database> db = open();
  EXPECT_EQ(count(*db), 0);
  open()->write_now(1, [](Transaction& tx) { insert(tx, 1, "x"); });
  EXPECT_TRUE(contract::eventually([&] { return count(*db) == 1; }));
}

/// Writes until it is killed, and says after each commit which row it was.
TEST(SqliteVictim, DISABLED_WritesUntilItIsKilled) {
  const char* folder = std::getenv(victim_folder);
  ASSERT_NE(folder, nullptr) << "runs only inside another test";
  const base::SystemClock clock;
  Options options;
  options.url = std::string("sqlite:") + folder + "/kaibo.db";
  const std::unique_ptr<Database> db = Database::open(options, clock, nullptr);
  db->migrate("test", sqlite_schema);
  for (std::int64_t id = 1;; ++id) {
    db->write_now(1, [=](Transaction& tx) { insert(tx, id, "acknowledged"); });
    const std::string line = std::to_string(id) + "\n";
    if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
  }
}

/// Starts the victim, lets it acknowledge some rows, kills it; returns the last acknowledged id.
std::int64_t kill_a_writer(const std::string& folder, std::int64_t after) {
  std::array<int, 2> pipe_ends{};
  if (pipe(pipe_ends.data()) != 0) return 0;
  const pid_t pid = fork();
  if (pid == 0) {
    setenv(victim_folder, folder.c_str(), 1);
    // It is not a part of these tests.
    unsetenv("GTEST_TOTAL_SHARDS");
    unsetenv("GTEST_SHARD_INDEX");
    dup2(pipe_ends[1], STDERR_FILENO);
    execl("/proc/self/exe", "victim", "--gtest_filter=SqliteVictim.*",
          "--gtest_also_run_disabled_tests", nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  FILE* said = fdopen(pipe_ends[0], "r");
  std::int64_t last = 0;
  std::array<char, 256> line{};
  bool killed = false;
  // What was in the pipe when it died was acknowledged too.
  while (fgets(line.data(), line.size(), said) != nullptr) {
    last = std::max<std::int64_t>(last, std::strtoll(line.data(), nullptr, 10));
    if (last >= after && !killed) killed = kill(pid, SIGKILL) == 0;
  }
  fclose(said);
  waitpid(pid, nullptr, 0);
  return last;
}

TEST_F(SqliteFaults, AfterKillNineEveryAcknowledgedRowIsThere) {
  for (const int after : {1, 30, 77}) {
    const test::TempFolder folder;
    const std::int64_t acknowledged = kill_a_writer(folder.path().string(), after);
    ASSERT_GE(acknowledged, after);
    const std::unique_ptr<Database> db = open(folder.path() / "kaibo.db");
    EXPECT_GE(count(*db), acknowledged);
    EXPECT_EQ(db->read_now([](Transaction& tx) {
      return tx.query("PRAGMA integrity_check").front().text(0);
    }),
              "ok");
  }
}

}  // namespace
}  // namespace kaibo::db
