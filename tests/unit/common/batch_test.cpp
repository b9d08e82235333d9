#include "common/db/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/db/answers.h"

namespace kaibo::db {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Notes what reaches it, and answers each query with the number of statements so far.
class NotedConnection final : public Connection {
 public:
  Rows query(std::string_view sql, std::span<const Param> /*params*/) override {
    noted_.emplace_back(sql);
    std::vector<Value> values(values_, static_cast<std::int64_t>(noted_.size()));
    return {1, std::move(values)};
  }
  std::int64_t execute(std::string_view sql, std::span<const Param> /*params*/) override {
    noted_.emplace_back(sql);
    return 1;
  }
  std::string upsert_sql(std::string_view table, std::span<const std::string_view> /*keys*/,
                         std::span<const std::string_view> /*columns*/) const override {
    return "INSERT INTO " + std::string(table);
  }
  std::string_view columns_sql() const override { return {}; }
  void begin() override {}
  void commit(std::int64_t /*ticket*/) override {}
  bool committed(std::int64_t /*ticket*/) override { return true; }
  void rollback() noexcept override {}
  void savepoint() override {}
  void release_savepoint() override {}
  void rollback_to_savepoint() override {}
  bool doomed() const override { return false; }
  bool lost() const override { return false; }
  void run_plain(std::string_view /*sql*/) override {}

  void answer_with(std::size_t values) { values_ = values; }
  std::vector<std::string> taken() { return std::exchange(noted_, {}); }

 private:
  std::vector<std::string> noted_;
  std::size_t values_ = 1;
};

const Table batch_order("mall_order", {"id"});
const Table batch_line("mall_order_line", {"id"});
const Amount batch_amount("wallet", "fen", {"owner"});
constexpr std::string_view name_sql = "SELECT name FROM person WHERE id = ?";
constexpr std::string_view count_sql = "SELECT COUNT(*) FROM mall_order o WHERE o.buyer = ?";

class OptimisticTest : public testing::Test {
 protected:
  NotedConnection connection_;
  Optimistic statements_{connection_};
  Transaction tx_{statements_, 0};
};

TEST_F(OptimisticTest, TheSameIsAskedOnce) {
  EXPECT_EQ(tx_.query(name_sql, 7).front().integer(0), 1);
  EXPECT_EQ(tx_.query(name_sql, 7).front().integer(0), 1);
  EXPECT_EQ(tx_.query(name_sql, 8).front().integer(0), 2);
  EXPECT_EQ(tx_.query(name_sql, "7").front().integer(0), 3) << "a text is no number";
  EXPECT_EQ(connection_.taken().size(), 3U);
}

TEST_F(OptimisticTest, WhatIsWrittenIsAskedForAgain) {
  tx_.query(name_sql, 7);
  tx_.execute("UPDATE stock SET pieces = pieces - 1");
  EXPECT_EQ(tx_.query(name_sql, 7).front().integer(0), 1);
  for (const char* write : {"UPDATE person SET name = ?", "INSERT INTO person (id) VALUES (?)",
                            "DELETE FROM person", "TRUNCATE stock"}) {
    tx_.execute(write);
    connection_.taken();
    tx_.query(name_sql, 7);
    EXPECT_THAT(connection_.taken(), ElementsAre(name_sql)) << write;
  }
}

TEST_F(OptimisticTest, AQueryFirstSeenAfterAWriteIsForgottenByTheNext) {
  tx_.execute("UPDATE person SET name = ?", "a");
  tx_.query(name_sql, 7);
  tx_.execute("UPDATE person SET name = ?", "b");
  connection_.taken();
  tx_.query(name_sql, 7);
  EXPECT_THAT(connection_.taken(), ElementsAre(name_sql));
}

TEST_F(OptimisticTest, ANewRowIsSeenByWhoeverAsksForItsTable) {
  tx_.query(count_sql, 7);
  tx_.insert(batch_order, 1);
  connection_.taken();
  tx_.query(count_sql, 7);
  EXPECT_THAT(connection_.taken(),
              ElementsAre("INSERT INTO mall_order (id) VALUES (?)", count_sql));
}

TEST_F(OptimisticTest, RowsOfOtherTablesWaitOn) {
  for (int id = 0; id < 7; ++id) {
    tx_.insert(batch_order, id);
    tx_.insert(batch_line, id);
    if (id == 2) tx_.query(count_sql, 7);
  }
  EXPECT_THAT(connection_.taken(),
              ElementsAre("INSERT INTO mall_order (id) VALUES (?), (?)",
                          "INSERT INTO mall_order (id) VALUES (?)", count_sql));
  statements_.store_kept();
  EXPECT_THAT(connection_.taken(),
              ElementsAre("INSERT INTO mall_order (id) VALUES (?), (?), (?), (?)",
                          "INSERT INTO mall_order_line (id) VALUES (?), (?), (?), (?)",
                          "INSERT INTO mall_order_line (id) VALUES (?), (?)",
                          "INSERT INTO mall_order_line (id) VALUES (?)"));
  statements_.store_kept();
  EXPECT_THAT(connection_.taken(), IsEmpty());
}

TEST_F(OptimisticTest, AUnitThatFailedLeavesNoRowsAndNothingToAskAgain) {
  tx_.query(name_sql, 7);
  statements_.begin_unit();
  tx_.insert(batch_order, 1);
  statements_.forget_unit();
  connection_.taken();
  tx_.query(name_sql, 7);
  statements_.store_kept();
  EXPECT_THAT(connection_.taken(), IsEmpty());
}

TEST_F(OptimisticTest, AnAmountIsAskedForOnceAndStoredOnce) {
  // It has two left after the first, for the connection answers so.
  EXPECT_TRUE(tx_.take(batch_amount, 1, 7));
  EXPECT_TRUE(tx_.take(batch_amount, 1, 7));
  EXPECT_TRUE(tx_.take(batch_amount, 1, 7));
  EXPECT_FALSE(tx_.take(batch_amount, 1, 7));
  EXPECT_THAT(connection_.taken(),
              ElementsAre("UPDATE wallet SET fen = fen - ? WHERE owner = ? AND fen >= ?",
                          "SELECT fen FROM wallet WHERE owner = ?"));
  tx_.add(batch_amount, 5, 8);
  tx_.add(batch_amount, 5, 8);
  statements_.store_kept();
  EXPECT_THAT(connection_.taken(), ElementsAre("UPDATE wallet SET fen = fen + ? WHERE owner = ?",
                                               "UPDATE wallet SET fen = fen + ? WHERE owner = ?"));
}

TEST_F(OptimisticTest, AStatementThatNamesTheTableFindsTheAmountStored) {
  tx_.add(batch_amount, 5, 7);
  tx_.query("SELECT SUM(fen) FROM wallet");
  tx_.add(batch_amount, 5, 7);
  tx_.execute("UPDATE wallet SET fen = 0");
  const std::string add = "UPDATE wallet SET fen = fen + ? WHERE owner = ?";
  EXPECT_THAT(connection_.taken(),
              ElementsAre(add, "SELECT SUM(fen) FROM wallet", add, "UPDATE wallet SET fen = 0"));
  EXPECT_TRUE(tx_.take(batch_amount, 1, 7));
  EXPECT_THAT(connection_.taken(),
              ElementsAre("UPDATE wallet SET fen = fen - ? WHERE owner = ? AND fen >= ?"))
      << "what was known of it is not true any more";
}

TEST_F(OptimisticTest, AQueryThatDoesNotNameTheColumnLetsTheAmountWait) {
  constexpr std::string_view of_wallet = "SELECT owner FROM wallet WHERE owner = ?";
  tx_.query(of_wallet, 7);
  tx_.add(batch_amount, 5, 7);
  tx_.query(of_wallet, 7);
  tx_.query(of_wallet, 8);
  EXPECT_THAT(connection_.taken(), ElementsAre(of_wallet, of_wallet));
}

TEST_F(OptimisticTest, WhatIsLeftIsAskedOnceSinceItIsTheirs) {
  const std::string left = "SELECT fen FROM wallet WHERE owner = ?";
  EXPECT_EQ(tx_.left(batch_amount, 7), 1);
  EXPECT_EQ(tx_.left(batch_amount, 7), 1);
  EXPECT_THAT(connection_.taken(), ElementsAre(left));
  tx_.add(batch_amount, 5, 7);
  tx_.left(batch_amount, 7);
  EXPECT_THAT(connection_.taken(),
              ElementsAre("UPDATE wallet SET fen = fen + ? WHERE owner = ?", left));
  statements_.begin_unit();
  tx_.left(batch_amount, 7);
  EXPECT_TRUE(tx_.take(batch_amount, 1, 7));
  const std::int64_t left_now = tx_.left(batch_amount, 7);
  tx_.add(batch_amount, 3, 7);
  EXPECT_EQ(tx_.left(batch_amount, 7), left_now + 3);
  statements_.forget_unit();
  EXPECT_EQ(tx_.left(batch_amount, 7), left_now + 1);
}

TEST_F(OptimisticTest, AUnitThatFailedAddsNothing) {
  statements_.begin_unit();
  tx_.add(batch_amount, 5, 7);
  statements_.begin_unit();
  tx_.add(batch_amount, 5, 7);
  tx_.add(batch_amount, 5, 8);
  statements_.forget_unit();
  statements_.store_kept();
  EXPECT_EQ(connection_.taken().size(), 1U);
  statements_.begin_unit();
  tx_.add(batch_amount, 5, 7);
  tx_.query("SELECT SUM(fen) FROM wallet");
  EXPECT_THROW(statements_.forget_unit(), RunAgain);
}

TEST_F(OptimisticTest, ALongAnswerIsNotKept) {
  connection_.answer_with(100'000);
  tx_.query(name_sql, 7);
  tx_.query(name_sql, 7);
  EXPECT_EQ(connection_.taken().size(), 2U);
}

TEST(WrittenTable, IsWhatTheStatementNamesFirst) {
  EXPECT_EQ(written_table("INSERT INTO a (b) SELECT c FROM d"), "a");
  EXPECT_EQ(written_table("UPDATE a SET b = 1"), "a");
  EXPECT_EQ(written_table("DELETE FROM a"), "a");
  EXPECT_EQ(written_table("SELECT a FROM b"), "");
}

}  // namespace
}  // namespace kaibo::db
