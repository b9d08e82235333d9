#include "common/db/mysql_settings.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"

namespace kaibo::db::mysql {
namespace {

ServerSettings good() {
  return {{"innodb_flush_log_at_trx_commit", "1"},
          {"log_bin", "ON"},
          {"sync_binlog", "1"},
          {"binlog_format", "MIXED"},
          {"read_only", "OFF"},
          {"wsrep_on", "OFF"},
          {"character_set_database", "utf8mb4"},
          {"collation_database", "utf8mb4_bin"},
          {"character_set_client", "utf8mb4"},
          {"character_set_connection", "utf8mb4"},
          {"character_set_results", "utf8mb4"},
          {"tx_isolation", "READ-COMMITTED"}};
}

/// What the operator is told; empty when it is taken.
std::string refusal(const ServerSettings& settings) {
  try {
    check_settings(settings, "READ-COMMITTED");
  } catch (const base::Error& e) {
    EXPECT_EQ(e.code(), base::Code::failed_precondition);
    EXPECT_FALSE(e.text().zh.empty());
    return e.text().en;
  }
  return {};
}

std::string refusal_with(const std::string& name, const std::string& value) {
  ServerSettings settings = good();
  settings[name] = value;
  return refusal(settings);
}

TEST(MysqlServerSettings, AServerThatKeepsCommitsAndIsTheOnlyWriterIsTaken) {
  EXPECT_EQ(refusal(good()), "");
  ServerSettings newer = good();
  newer.erase("tx_isolation");
  newer["transaction_isolation"] = "READ-COMMITTED";
  EXPECT_EQ(refusal(newer), "");
}

TEST(MysqlServerSettings, EachThatMayLoseACommitOrWritesElsewhereIsRefusedByItsName) {
  const ServerSettings wrong = {{"innodb_flush_log_at_trx_commit", "2"},
                                {"sync_binlog", "0"},
                                {"binlog_format", "STATEMENT"},
                                {"wsrep_on", "ON"},
                                {"read_only", "ON"},
                                {"super_read_only", "ON"},
                                {"innodb_read_only", "1"},
                                {"character_set_client", "latin1"},
                                {"character_set_connection", "utf8mb3"},
                                {"character_set_results", ""}};
  for (const auto& [name, value] : wrong) {
    EXPECT_NE(refusal_with(name, value).find(name), std::string::npos) << name;
  }
}

TEST(MysqlServerSettings, GaleraIsRefusedWithTheReason) {
  EXPECT_NE(refusal_with("wsrep_on", "ON").find("several writers loses updates"),
            std::string::npos);
}

TEST(MysqlServerSettings, OnlyAGroupWithOnePrimaryIsTaken) {
  ServerSettings group = good();
  group["group_replication_group_name"] = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
  group["group_replication_single_primary_mode"] = "OFF";
  EXPECT_NE(refusal(group).find("group_replication_single_primary_mode = ON"), std::string::npos);
  group["group_replication_single_primary_mode"] = "ON";
  EXPECT_EQ(refusal(group), "");
}

TEST(MysqlServerSettings, WithoutABinaryLogItsSettingsDoNotMatter) {
  ServerSettings settings = good();
  settings["log_bin"] = "OFF";
  settings["sync_binlog"] = "0";
  settings["binlog_format"] = "STATEMENT";
  EXPECT_EQ(refusal(settings), "");
}

TEST(MysqlServerSettings, ASessionThatIsNotAsItWasSetIsRefused) {
  EXPECT_NE(refusal_with("tx_isolation", "REPEATABLE-READ").find("REPEATABLE-READ"),
            std::string::npos);
  EXPECT_NE(refusal_with("collation_database", "utf8mb4_general_ci").find("ALTER DATABASE"),
            std::string::npos);
}

}  // namespace
}  // namespace kaibo::db::mysql
