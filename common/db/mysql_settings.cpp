#include "common/db/mysql_settings.h"

#include "common/base/error.h"

namespace kaibo::db::mysql {

namespace {

void require(bool ok, const std::string& zh, const std::string& en) {
  if (ok) return;
  throw base::Error(
      base::Code::failed_precondition,
      {"数据库服务器的设置不能使用：" + zh, "The database server cannot be used as it is: " + en});
}

/// Empty where the server does not have the variable.
const std::string& value(const ServerSettings& settings, std::string_view name) {
  static const std::string none;
  const auto found = settings.find(name);
  return found == settings.end() ? none : found->second;
}

bool is_on(const ServerSettings& settings, std::string_view name) {
  const std::string& text = value(settings, name);
  return !text.empty() && text != "OFF" && text != "0";
}

void check_durability(const ServerSettings& settings) {
  require(value(settings, "innodb_flush_log_at_trx_commit") == "1",
          "断电会丢失已经提交的数据。请设置 innodb_flush_log_at_trx_commit = 1。",
          "a power failure would lose committed data. Set innodb_flush_log_at_trx_commit = 1.");
  if (!is_on(settings, "log_bin")) return;
  require(value(settings, "sync_binlog") == "1",
          "开启了二进制日志但没有逐次落盘，断电会丢失已经提交的数据。请设置 sync_binlog = 1。",
          "with a binary log that is not flushed at each commit a power failure would lose "
          "committed data. Set sync_binlog = 1.");
  require(value(settings, "binlog_format") != "STATEMENT",
          "二进制日志格式 STATEMENT 不允许 READ COMMITTED 事务写入。请设置 binlog_format = ROW。",
          "the binary log format STATEMENT allows no writing under READ COMMITTED. Set "
          "binlog_format = ROW.");
}

void check_one_primary(const ServerSettings& settings) {
  require(!is_on(settings, "wsrep_on"),
          "Galera 多主写入会丢失更新。请关闭 wsrep_on，使用一个可写的主库。",
          "Galera with several writers loses updates. Switch wsrep_on off and use one writable "
          "primary.");
  require(value(settings, "group_replication_group_name").empty() ||
              is_on(settings, "group_replication_single_primary_mode"),
          "组复制多主写入会丢失更新。请设置 group_replication_single_primary_mode = ON。",
          "group replication with several writers loses updates. Set "
          "group_replication_single_primary_mode = ON.");
  for (const std::string_view name : {"read_only", "super_read_only", "innodb_read_only"}) {
    require(!is_on(settings, name),
            "它是只读的（" + std::string(name) + "）。请把地址改成可写的主库，或关闭只读。",
            "it is read-only (" + std::string(name) +
                "). Use the address of the writable primary, or switch read-only off.");
  }
}

void check_texts(const ServerSettings& settings) {
  require(value(settings, "character_set_database") == "utf8mb4" &&
              value(settings, "collation_database").ends_with("_bin"),
          "库的字符集不对。请执行 ALTER DATABASE 库名 CHARACTER SET utf8mb4 COLLATE utf8mb4_bin。",
          "the schema has another character set. Run ALTER DATABASE schema CHARACTER SET utf8mb4 "
          "COLLATE utf8mb4_bin.");
  for (const std::string_view name :
       {"character_set_client", "character_set_connection", "character_set_results"}) {
    require(value(settings, name) == "utf8mb4",
            "连接的字符集不是 utf8mb4（" + std::string(name) +
                "）。请在数据库和代理上去掉 skip-character-set-client-handshake 一类的设置。",
            "the connection's character set is not utf8mb4 (" + std::string(name) +
                "). Remove settings such as skip-character-set-client-handshake from the "
                "database and from a proxy before it.");
  }
}

void check_isolation(const ServerSettings& settings, std::string_view isolation) {
  // The older name and the newer one.
  const std::string& older = value(settings, "tx_isolation");
  const std::string& found = older.empty() ? value(settings, "transaction_isolation") : older;
  require(found == isolation,
          "会话的隔离级别是 " + found + "，不是 " + std::string(isolation) +
              "。请直接连接数据库，或使用不改会话设置的代理。",
          "the session's isolation is " + found + ", not " + std::string(isolation) +
              ". Connect to the database itself, or by a proxy that leaves the session alone.");
}

}  // namespace

const std::string_view settings_sql =
    "SHOW VARIABLES WHERE Variable_name IN ('innodb_flush_log_at_trx_commit', 'log_bin', "
    "'sync_binlog', 'binlog_format', 'wsrep_on', 'group_replication_group_name', "
    "'group_replication_single_primary_mode', 'read_only', 'super_read_only', "
    "'innodb_read_only', 'character_set_database', 'collation_database', "
    "'character_set_client', 'character_set_connection', 'character_set_results', "
    "'tx_isolation', 'transaction_isolation', 'idle_transaction_timeout')";

void check_settings(const ServerSettings& settings, std::string_view isolation) {
  check_durability(settings);
  check_one_primary(settings);
  check_texts(settings);
  check_isolation(settings, isolation);
}

}  // namespace kaibo::db::mysql
