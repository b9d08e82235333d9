#include "common/db/tables.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/db/driver.h"
#include "common/db/migrations.h"
#include "tests/support/databases.h"

namespace kaibo::db {
namespace {

constexpr std::string_view tables_schema =
    "CREATE TABLE t_place (zone VARCHAR(16) NOT NULL, number BIGINT NOT NULL, note TEXT, "
    "seal MEDIUMBLOB NOT NULL, PRIMARY KEY (zone, number));"
    "CREATE TABLE t_one (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(16) NOT NULL);";

class TablesContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open();
    const std::vector<base::Embedded> migrations{{.name = "001_t.sql", .content = tables_schema}};
    database_->migrate("t", migrations);
  }

  static StoredTable find(Transaction& tx, const std::string& name) {
    for (StoredTable& table : tables(tx)) {
      if (table.name == name) return table;
    }
    throw std::out_of_range(name);
  }
  void put_place(const std::string& zone, std::int64_t number) {
    database_->write_now(1, [&](Transaction& tx) {
      tx.execute("INSERT INTO t_place (zone, number, note, seal) VALUES (?, ?, ?, ?)", zone, number,
                 std::monostate(), Blob{std::string_view("\0\xff", 2)});
    });
  }

  std::unique_ptr<Database> database_;
};
KAIBO_ON_EVERY_DATABASE(TablesContract);

TEST_P(TablesContract, TheDatabaseTellsItsTablesAlikeEverywhere) {
  database_->read_now([](Transaction& tx) {
    const StoredTable place = find(tx, "t_place");
    const std::vector<Column> columns{
        {"zone", false}, {"number", false}, {"note", false}, {"seal", true}};
    EXPECT_EQ(place.columns, columns);
    EXPECT_EQ(place.key, (std::vector<std::string>{"zone", "number"}));
    EXPECT_EQ(find(tx, "t_one").key, std::vector<std::string>{"id"});
    EXPECT_FALSE(has_rows(tx, place));
  });
}

TEST_P(TablesContract, PagesOfAnySizeGiveEveryRowOnceInTheOrderOfTheKey) {
  for (const char* zone : {"b", "a", "学"}) {
    for (const int number : {3, 1, 2}) put_place(zone, number);
  }
  for (const std::size_t page : {1U, 2U, 3U, 9U, 100U}) {
    database_->read_now([&](Transaction& tx) {
      TableReader reader(tx, find(tx, "t_place"), page);
      std::string seen;
      for (Rows rows = reader.next(); !rows.empty(); rows = reader.next()) {
        EXPECT_LE(rows.size(), page);
        for (const Row row : rows) seen += row.text(0) + std::to_string(row.integer(1)) + " ";
      }
      EXPECT_EQ(seen, "a1 a2 a3 b1 b2 b3 学1 学2 学3 ");
    });
  }
}

TEST_P(TablesContract, OnlyTheRowsThatAreWantedAreRead) {
  for (const int number : {1, 2, 3, 4}) put_place("a", number);
  database_->read_now([](Transaction& tx) {
    TableReader reader(tx, find(tx, "t_place"), 1, "number > ? OR number = 1", {param(2)});
    std::vector<std::int64_t> seen;
    for (Rows rows = reader.next(); !rows.empty(); rows = reader.next()) {
      seen.push_back(rows.front().integer(1));
    }
    EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 3, 4}));
  });
}

TEST_P(TablesContract, WhatWasReadIsInsertedAgainAsItWas) {
  for (int number = 1; number <= 250; ++number) put_place("a", number);
  const auto read_all = [this] {
    return database_->read_now(
        [](Transaction& tx) { return TableReader(tx, find(tx, "t_place"), 1000).next(); });
  };
  const Rows before = read_all();
  database_->write_now(1, [&](Transaction& tx) {
    tx.execute("DELETE FROM t_place");
    insert_rows(tx, find(tx, "t_place"), before);
  });
  const Rows after = read_all();
  ASSERT_EQ(after.size(), 250U);
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (std::size_t column = 0; column < 4; ++column) {
      EXPECT_EQ(after[i].value(column), before[i].value(column));
    }
  }
}

TEST_P(TablesContract, AHalfFilledDatabaseIsOpenedByNobodyUntilItIsWhole) {
  database_->write_now(1, [](Transaction& tx) { mark_unfinished(tx); });
  EXPECT_THROW(open(), base::Error);
  database_->write_now(1, [](Transaction& tx) { mark_finished(tx); });
  EXPECT_NO_THROW(open());
}

TEST_P(TablesContract, NobodyIsAloneOnADatabaseInUse) {
  const auto driver = open_driver(options_);
  EXPECT_THROW(driver->connect_alone(Role::migration), base::Error);
  database_->stop();
  EXPECT_NO_THROW(driver->connect_alone(Role::migration));
}

}  // namespace
}  // namespace kaibo::db
