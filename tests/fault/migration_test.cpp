// The first start, which makes the whole schema, is killed again and again.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/db/database.h"
#include "tests/fault/row.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

class KilledMigration : public contract::DatabaseTest {
 protected:
  /// An empty installation; on MySQL on the database of `options_`.
  Kaibo empty() {
    return Kaibo(Kaibo::Setup{.database = on_sqlite() ? std::string() : options_.url});
  }

  /// Everything that the database knows of its tables.
  std::vector<std::string> schema_of(const Kaibo& kaibo) {
    if (on_sqlite()) options_.url = "sqlite:" + (kaibo.folder() / "data" / "kaibo.db").string();
    const auto database = open();
    std::vector<std::string> lines;
    const auto read = [&](const char* sql) {
      database->read_now([&](db::Transaction& tx) {
        for (const db::Row row : tx.query(sql)) lines.push_back(row.text(0));
      });
    };
    if (on_sqlite()) {
      read("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
    } else {
      read(
          "SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, column_key) "
          "FROM information_schema.columns WHERE table_schema = DATABASE() "
          "ORDER BY table_name, ordinal_position");
      read(
          "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) "
          "FROM information_schema.statistics WHERE table_schema = DATABASE() "
          "ORDER BY table_name, index_name, seq_in_index");
    }
    read("SELECT part FROM db_migration WHERE applied_at > 0 ORDER BY part, name");
    return lines;
  }
};

TEST_P(KilledMigration, DISABLED_IsFinishedByTheNextStart) {
  std::vector<std::string> whole;
  {
    Kaibo kaibo = empty();
    ASSERT_EQ(kaibo.run("check").code, 0);
    whole = schema_of(kaibo);
  }
  // Each statement of a migration leads to several of these calls.
  const std::string call = on_sqlite() ? "pwrite64" : "sendto";
  const int stride = on_sqlite() ? rounds(25, 1) : rounds(60, 3);
  int kills = 0;
  for (int k = 1; !HasFailure(); k += stride) {
    SCOPED_TRACE(call + " " + std::to_string(k));
    if (!on_sqlite()) SetUp();
    Kaibo kaibo = empty();
    kaibo.run_under({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "signal=none", "-e",
                     "trace=" + call, "-e",
                     "inject=" + call + ":signal=SIGKILL:when=" + std::to_string(k)});
    const Ended killed = kaibo.run("check");
    if (killed.code == 0) break;
    ASSERT_EQ(killed.code, 128 + 9) << killed.output;
    ++kills;
    kaibo.run_under({});
    const Ended again = kaibo.run("check");
    EXPECT_EQ(again.code, 0) << again.output;
    EXPECT_EQ(schema_of(kaibo), whole);
  }
  EXPECT_GT(kills, 5);
  figure("{}: killed at {} of its {} calls, every rerun whole: {}",
         on_sqlite() ? "SQLite" : "MariaDB", kills, call, HasFailure() ? "NO" : "yes");
}

KAIBO_ON_EVERY_DATABASE(KilledMigration);

}  // namespace
}  // namespace kaibo::test
