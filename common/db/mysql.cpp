#include <mysql_driver.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/db/driver.h"
#include "common/db/mysql_errors.h"
#include "common/db/mysql_settings.h"
#include "common/db/mysql_url.h"
#include "common/db/statement_cache.h"
#include "common/db/upsert.h"
#include "cppconn/connection.h"
#include "cppconn/datatype.h"
#include "cppconn/exception.h"
#include "cppconn/parameter_metadata.h"
#include "cppconn/prepared_statement.h"
#include "cppconn/resultset.h"
#include "cppconn/resultset_metadata.h"
#include "cppconn/statement.h"

namespace kaibo::db {

namespace {

constexpr std::size_t cached_statements = 384;
/// A migration may build an index over a large table.
constexpr base::Millis migration_timeout = 3'600'000;
/// A lane that has been silent for so long can be written anew.
constexpr base::Millis forgotten_lane_age = 30LL * 24 * 3'600'000;
constexpr int migration_lock_seconds = 600;
/// A connection that was closed may stay in the server's list for a moment.
constexpr std::chrono::seconds others_leave_within{2};
constexpr std::chrono::milliseconds look_again_in{20};

/// The client library wants to know each thread that uses it.
void enter_thread() {
  struct Registration {
    Registration() { sql::mysql::get_driver_instance()->threadInit(); }
    ~Registration() { sql::mysql::get_driver_instance()->threadEnd(); }
  };
  thread_local const Registration registration;
}

Value decimal(const std::string& text, std::string_view sql) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::logic_error("a column is not a whole number: " + std::string(sql));
  }
  return number;
}

Value column(const sql::ResultSet& row, unsigned index, int type, std::string_view sql) {
  if (row.isNull(index)) return {};
  switch (type) {
    case sql::DataType::TINYINT:
    case sql::DataType::SMALLINT:
    case sql::DataType::MEDIUMINT:
    case sql::DataType::INTEGER:
    case sql::DataType::BIGINT:
      return row.getInt64(index);
    case sql::DataType::DECIMAL:
    case sql::DataType::NUMERIC:
      return decimal(row.getString(index).asStdString(), sql);
    case sql::DataType::REAL:
    case sql::DataType::DOUBLE:
      throw std::logic_error("a column is not a whole number: " + std::string(sql));
    default:
      return row.getString(index).asStdString();
  }
}

class MysqlConnection final : public Connection {
 public:
  MysqlConnection(std::unique_ptr<sql::Connection> connection, Role role, std::int64_t lane)
      : connection_(std::move(connection)),
        plain_(connection_->createStatement()),
        role_(role),
        lane_(lane),
        statements_(cached_statements) {}

  Rows query(std::string_view sql, std::span<const Param> params) override {
    return guarded(sql, [&] {
      const std::unique_ptr<sql::ResultSet> result(prepared(sql, params).executeQuery());
      return read_all(*result, sql);
    });
  }

  std::int64_t execute(std::string_view sql, std::span<const Param> params) override {
    const std::int64_t count =
        guarded(sql, [&] { return std::int64_t{prepared(sql, params).executeUpdate()}; });
    if (count > 0) wrote_ = true;
    return count;
  }

  std::string upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                         std::span<const std::string_view> columns) const override {
    return on_duplicate_key_sql(table, keys, columns);
  }

  std::string_view columns_sql() const override {
    return "SELECT c.table_name, c.column_name, COALESCE(k.ordinal_position, 0), "
           "CASE WHEN c.data_type LIKE '%blob' THEN 1 ELSE 0 END "
           "FROM information_schema.columns AS c LEFT JOIN information_schema.key_column_usage AS "
           "k "
           "ON k.table_schema = c.table_schema AND k.table_name = c.table_name "
           "AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY' "
           "WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position";
  }

  void begin() override {
    wrote_ = false;
    run_plain(role_ == Role::reader ? "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
                                    : "START TRANSACTION");
  }

  // Never Connection::commit(), which says nothing when the connection is dead.
  void commit(std::int64_t ticket) override {
    if (role_ == Role::writer && wrote_) {
      const std::array<Param, 3> params{param(lane_), param(ticket), param(now())};
      execute(
          "INSERT INTO db_lane (lane, ticket, at) VALUES (?, ?, ?) "
          "ON DUPLICATE KEY UPDATE ticket = VALUES(ticket), at = VALUES(at)",
          params);
    }
    run_plain("COMMIT");
  }

  // FOR UPDATE waits until the transaction of the lost connection has ended.
  bool committed(std::int64_t ticket) override {
    const std::array<Param, 1> params{param(lane_)};
    const Rows rows = query("SELECT ticket FROM db_lane WHERE lane = ? FOR UPDATE", params);
    return !rows.empty() && rows.front().integer(0) == ticket;
  }

  void rollback() noexcept override {
    doomed_ = false;
    try {
      run_plain("ROLLBACK");
    } catch (const std::exception&) {
      doomed_ = true;
      lost_ = true;
    }
  }

  void savepoint() override { run_plain("SAVEPOINT unit"); }
  // The next savepoint of the same name takes its place.
  void release_savepoint() override {}
  void rollback_to_savepoint() override { run_plain("ROLLBACK TO SAVEPOINT unit"); }

  bool doomed() const override { return doomed_ || lost_; }
  bool lost() const override { return lost_; }

  void run_plain(std::string_view sql) override {
    guarded(sql, [&] {
      plain_->execute(sql::SQLString(sql.data(), sql.size()));
      return 0;
    });
  }

 private:
  static base::Millis now() { return base::SystemClock().now(); }

  template <typename F>
  auto guarded(std::string_view sql, F work) -> decltype(work()) {
    if (doomed()) throw Transient("an earlier statement of this transaction failed");
    enter_thread();
    try {
      return work();
    } catch (const sql::SQLException& e) {
      fail(sql, e);
    }
  }

  [[noreturn]] void fail(std::string_view sql, const sql::SQLException& e) {
    const int code = e.getErrorCode();
    const std::string message = std::string(e.what()) + " (" + std::to_string(code) +
                                "): " + std::string(sql.substr(0, 200));
    if (mysql::is_duplicate(code)) throw DuplicateKey(message);
    if (mysql::is_schema_done(code)) throw AlreadyDone(message);
    if (mysql::is_write_in_a_read(code))
      throw std::logic_error("a read must not write: " + message);
    lost_ = mysql::is_lost(code);
    doomed_ = lost_ || mysql::is_of_the_moment(code) || mysql::is_full(code);
    if (mysql::is_full(code)) throw StorageFull(message);
    if (doomed_) throw Transient(message);
    throw std::runtime_error(message);
  }

  struct Prepared {
    std::unique_ptr<sql::PreparedStatement> statement;
    std::size_t params = 0;
  };

  sql::PreparedStatement& prepared(std::string_view sql, std::span<const Param> params) {
    Prepared& found = statements_.get(sql, [this](std::string_view text) { return prepare(text); });
    if (found.params != params.size()) {
      throw std::logic_error("wrong number of parameters: " + std::string(sql));
    }
    unsigned index = 0;
    for (const Param& param : params) bind(*found.statement, ++index, param);
    return *found.statement;
  }

  Prepared prepare(std::string_view sql) {
    Prepared made;
    made.statement.reset(connection_->prepareStatement(sql::SQLString(sql.data(), sql.size())));
    made.params = made.statement->getParameterMetaData()->getParameterCount();
    return made;
  }

  static void bind(sql::PreparedStatement& statement, unsigned index, const Param& param) {
    if (const auto* number = std::get_if<std::int64_t>(&param)) {
      statement.setInt64(index, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&param)) {
      statement.setString(index, sql::SQLString(text->data(), text->size()));
    } else if (const auto* blob = std::get_if<Blob>(&param)) {
      statement.setString(index, sql::SQLString(blob->bytes.data(), blob->bytes.size()));
    } else {
      statement.setNull(index, sql::DataType::SQLNULL);
    }
  }

  static Rows read_all(sql::ResultSet& result, std::string_view sql) {
    sql::ResultSetMetaData* meta = result.getMetaData();
    const unsigned columns = meta->getColumnCount();
    std::vector<int> types;
    for (unsigned i = 1; i <= columns; ++i) types.push_back(meta->getColumnType(i));
    std::vector<Value> values;
    values.reserve(result.rowsCount() * columns);
    while (result.next()) {
      for (unsigned i = 1; i <= columns; ++i) {
        values.push_back(column(result, i, types[i - 1], sql));
      }
    }
    return {columns, std::move(values)};
  }

  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> plain_;
  Role role_;
  std::int64_t lane_;
  StatementCache<Prepared> statements_;
  bool wrote_ = false;
  bool doomed_ = false;
  bool lost_ = false;
};

/// What the writer of a lane holds as long as its session lives, on whatever server that is: by
/// this name another connection finds it.
std::string lane_name(std::int64_t lane) { return "kaibo.lane." + std::to_string(lane); }

class MysqlDriver final : public Driver {
 public:
  explicit MysqlDriver(const Options& options)
      : options_(options), url_(parse_mysql_url(options.url)) {
    try {
      connect(Role::reader, 0);
    } catch (const Unreachable& e) {
      throw base::Error(base::Code::unavailable,
                        {std::string("连接不上数据库服务器，请检查地址、用户和密码：") + e.what(),
                         std::string("The database server cannot be reached. Check address, user "
                                     "and password: ") +
                             e.what()});
    }
  }

  std::unique_ptr<Connection> connect(Role role, std::int64_t lane) override {
    enter_thread();
    sql::ConnectOptionsMap settings;
    settings["hostName"] = "tcp://" + url_.host + ":" + std::to_string(url_.port);
    settings["userName"] = url_.user;
    settings["password"] = url_.password;
    settings["schema"] = url_.schema;
    settings["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
    // A silent reconnection would go on in the middle of a transaction that is gone.
    settings["OPT_RECONNECT"] = false;
    // An UPDATE counts the rows it matched, as SQLite does.
    settings["CLIENT_FOUND_ROWS"] = true;
    settings["OPT_CONNECT_TIMEOUT"] = seconds(options_.connect_timeout);
    const base::Millis bound = role == Role::migration ? migration_timeout : options_.timeout;
    settings["OPT_READ_TIMEOUT"] = seconds(bound);
    settings["OPT_WRITE_TIMEOUT"] = seconds(bound);
    try {
      std::unique_ptr<sql::Connection> connection(
          sql::mysql::get_driver_instance()->connect(settings));
      auto result = std::make_unique<MysqlConnection>(std::move(connection), role, lane);
      prepare_session(*result, role);
      if (role == Role::writer) {
        take_over(*result, lane);
        forget_old_lanes(*result);
      }
      return result;
    } catch (const sql::SQLException& e) {
      const std::string what =
          std::string(e.what()) + " (" + std::to_string(e.getErrorCode()) + ")";
      if (mysql::is_crowded(e.getErrorCode())) throw Transient(what);
      throw Unreachable(what);
    } catch (const Transient& e) {
      throw Unreachable(e.what());
    }
  }

  std::unique_ptr<Connection> connect_alone(Role role) override {
    std::unique_ptr<Connection> connection = connect(role, 0);
    const auto deadline = std::chrono::steady_clock::now() + others_leave_within;
    while (has_others(*connection)) {
      if (std::chrono::steady_clock::now() > deadline) {
        throw base::Error(base::Code::failed_precondition,
                          {"数据库 " + url_.schema + " 还有别的连接，请先停止所有 kaibo serve。",
                           "The database " + url_.schema +
                               " has other connections. Stop every kaibo serve first."});
      }
      std::this_thread::sleep_for(look_again_in);
    }
    // Every program that starts migrates, or waits to.
    lock_migrations(*connection);
    return connection;
  }

  std::size_t lanes(std::size_t wanted) const override { return wanted; }
  bool reads_on_caller() const override { return false; }
  bool writes_alone() const override { return false; }
  bool schema_in_transaction() const override { return false; }

  void lock_migrations(Connection& connection) override {
    const std::string name = "kaibo." + url_.schema;
    const std::array<Param, 2> params{param(name), param(migration_lock_seconds)};
    if (connection.query("SELECT GET_LOCK(?, ?)", params).front().integer(0) == 1) return;
    throw base::Error(base::Code::unavailable,
                      {"另一个节点正在升级数据库，请等它完成后再启动。",
                       "Another node is migrating the database. Start again when it is done."});
  }

  std::string schema_sql(std::string_view sql) const override { return std::string(sql); }
  void copy_to(const std::filesystem::path& /*file*/) override {
    throw base::Error(
        base::Code::failed_precondition,
        {"数据在 MySQL 数据库里，请用它自己的工具备份：mariadb-dump --single-transaction --quick "
         "--hex-blob --default-character-set=utf8mb4 " +
             url_.schema + " > kaibo.sql，再复制图片文件夹和密钥。",
         "The data is in a MySQL database, which has a tool of its own: mariadb-dump "
         "--single-transaction --quick --hex-blob --default-character-set=utf8mb4 " +
             url_.schema + " > kaibo.sql; then copy the folder of the pictures and the key."});
  }
  void break_off(std::int64_t lane) override {
    const std::unique_ptr<Connection> connection = connect(Role::reader, 0);
    end_holder(*connection, lane);
  }
  void after_batch(Connection& /*writer*/) override {}
  void stop() override {}

 private:
  static int seconds(base::Millis time) {
    return static_cast<int>(std::max<base::Millis>(1, (time + 999) / 1000));
  }

  void prepare_session(Connection& connection, Role role) const {
    connection.run_plain("SET NAMES utf8mb4 COLLATE utf8mb4_bin");
    // Text in double quotes is a name, || joins, nothing is cut off in silence: as in SQLite.
    connection.run_plain(
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
        "NO_ENGINE_SUBSTITUTION,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'");
    // Shorter than the bound on reading, or a wait for a lock would look like a lost connection.
    connection.run_plain("SET SESSION innodb_lock_wait_timeout = " +
                         std::to_string(seconds(std::min(options_.lock_wait, longest_wait()))));
    // Readers see one moment, writers what is committed: their guarded updates see it anyway.
    connection.run_plain(role == Role::reader
                             ? "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"
                             : "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    if (role == Role::migration)
      connection.run_plain("SET SESSION default_storage_engine = InnoDB");
    check_settings(connection, role);
  }

  /// Also at each reconnection: another server may have taken the place of the first.
  void check_settings(Connection& connection, Role role) const {
    mysql::ServerSettings settings;
    for (const Row row : connection.query(mysql::settings_sql, {})) {
      settings[row.text(0)] = row.text(1);
    }
    mysql::check_settings(settings, role == Role::reader ? "REPEATABLE-READ" : "READ-COMMITTED");
    // A node that lost its power never says good-bye; its locks must not outlive it by hours.
    if (settings.contains("idle_transaction_timeout")) {
      connection.run_plain("SET SESSION idle_transaction_timeout = " +
                           std::to_string(seconds(options_.stuck)));
    }
  }

  base::Millis longest_wait() const { return options_.timeout / 2; }

  /// Ends the lane's earlier session if the server still holds it (the line may have been cut
  /// without its knowing), and waits for its end: from then on its transaction has committed or
  /// never will.
  void take_over(Connection& connection, std::int64_t lane) const {
    end_holder(connection, lane);
    const std::string name = lane_name(lane);
    const std::array<Param, 2> params{param(name), param(seconds(longest_wait()))};
    if (connection.query("SELECT GET_LOCK(?, ?)", params).front().integer(0) == 1) return;
    throw Unreachable("the earlier session of " + name + " does not end");
  }

  /// Ends the session of the lane's writer, if there is one.
  static void end_holder(Connection& connection, std::int64_t lane) {
    const std::string name = lane_name(lane);
    const std::array<Param, 1> params{param(name)};
    const Rows rows = connection.query(
        "SELECT id, time, COALESCE(info, state, command) FROM information_schema.processlist "
        "WHERE id = IS_USED_LOCK(?)",
        params);
    if (rows.empty()) return;
    const Row row = rows.front();
    spdlog::warn("ending the session of {}, for {} s at: {:.200}", name, row.integer(1),
                 row.text(2));
    try {
      connection.run_plain("KILL " + std::to_string(row.integer(0)));
    } catch (const std::runtime_error& e) {
      spdlog::info("{}", e.what());
    }
  }

  static bool has_others(Connection& connection) {
    return !connection
                .query(
                    "SELECT 1 FROM information_schema.processlist "
                    "WHERE db = DATABASE() AND id <> CONNECTION_ID()",
                    {})
                .empty();
  }

  static void forget_old_lanes(Connection& connection) {
    const std::array<Param, 1> params{param(base::SystemClock().now() - forgotten_lane_age)};
    connection.execute("DELETE FROM db_lane WHERE at < ?", params);
  }

  const Options options_;
  const MysqlUrl url_;
};

}  // namespace

std::unique_ptr<Driver> open_mysql(const Options& options) {
  return std::make_unique<MysqlDriver>(options);
}

}  // namespace kaibo::db
