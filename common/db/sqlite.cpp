#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/db/driver.h"
#include "common/db/statement_cache.h"
#include "common/db/upsert.h"

namespace kaibo::db {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t cached_of_connection = 384;
/// Above this the lane itself empties the write-ahead log, so that it cannot grow without bound
/// while commits come faster than the maintenance thread copies them into the database.
constexpr std::int64_t max_wal_bytes = std::int64_t{64} << 20;
constexpr std::int64_t frame_header_bytes = 24;
constexpr std::chrono::milliseconds checkpoint_pause{200};
/// How long the lane waits for readers when it empties the log.
constexpr int emptying_timeout_ms = 20;

/// Some failures end the transaction, some the usefulness of the connection.
[[noreturn]] void raise(int code, const std::string& message) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw Transient(message);
    case SQLITE_FULL:
      throw StorageFull(message);
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw StorageFailed(message);
    default:
      break;
  }
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
      code == SQLITE_CONSTRAINT_ROWID) {
    throw DuplicateKey(message);
  }
  throw std::runtime_error(message);
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Handle = std::unique_ptr<sqlite3, Close>;

/// Leaves a statement ready for its next use, and its locks released.
class Running {
 public:
  explicit Running(sqlite3_stmt* statement) : statement_(statement) {}
  ~Running() { sqlite3_reset(statement_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  sqlite3_stmt* statement_;
};

int bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  // A null pointer would be bound as NULL.
  return sqlite3_bind_text64(statement, index, text.data() == nullptr ? "" : text.data(),
                             text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

int bind_blob(sqlite3_stmt* statement, int index, std::string_view bytes) {
  return sqlite3_bind_blob64(statement, index, bytes.data() == nullptr ? "" : bytes.data(),
                             bytes.size(), SQLITE_STATIC);
}

int bind(sqlite3_stmt* statement, int index, const Param& param) {
  if (const auto* number = std::get_if<std::int64_t>(&param)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&param)) {
    return bind_text(statement, index, *text);
  }
  if (const auto* blob = std::get_if<Blob>(&param)) return bind_blob(statement, index, blob->bytes);
  return sqlite3_bind_null(statement, index);
}

Value column(sqlite3_stmt* statement, int index) {
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, index);
    case SQLITE_FLOAT:
      throw std::logic_error(std::string("a column is not a whole number: ") +
                             sqlite3_sql(statement));
    default: {
      // First the pointer, then the length: SQLite asks for this order.
      const void* bytes = sqlite3_column_blob(statement, index);
      const int size = sqlite3_column_bytes(statement, index);
      return std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }
  }
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(Handle db, Role role)
      : db_(std::move(db)), role_(role), statements_(cached_of_connection) {}

  Rows query(std::string_view sql, std::span<const Param> params) override {
    sqlite3_stmt* statement = prepared(sql, params);
    const Running running(statement);
    const int columns = sqlite3_column_count(statement);
    std::vector<Value> values;
    while (step(statement)) {
      for (int i = 0; i < columns; ++i) values.push_back(column(statement, i));
    }
    return {static_cast<std::size_t>(columns), std::move(values)};
  }

  std::int64_t execute(std::string_view sql, std::span<const Param> params) override {
    sqlite3_stmt* statement = prepared(sql, params);
    const Running running(statement);
    while (step(statement)) {
    }
    return sqlite3_changes64(db_.get());
  }

  std::string upsert_sql(std::string_view table, std::span<const std::string_view> keys,
                         std::span<const std::string_view> columns) const override {
    return on_conflict_sql(table, keys, columns);
  }

  std::string_view columns_sql() const override {
    return "SELECT t.name, c.name, c.pk, CASE WHEN c.type LIKE '%BLOB%' THEN 1 ELSE 0 END "
           "FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c "
           "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' "
           "ORDER BY t.name, c.cid";
  }

  void begin() override { execute(role_ == Role::reader ? "BEGIN" : "BEGIN IMMEDIATE", {}); }

  // A failed COMMIT is definite here: SQLite has rolled back or will.
  void commit(std::int64_t /*ticket*/) override { execute("COMMIT", {}); }
  bool committed(std::int64_t /*ticket*/) override { return false; }

  void rollback() noexcept override {
    doomed_ = false;
    if (sqlite3_get_autocommit(db_.get()) != 0) return;
    sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    if (sqlite3_get_autocommit(db_.get()) == 0) lost_ = true;
  }

  void savepoint() override { execute("SAVEPOINT unit", {}); }
  void release_savepoint() override { execute("RELEASE unit", {}); }
  void rollback_to_savepoint() override {
    execute("ROLLBACK TO unit", {});
    execute("RELEASE unit", {});
  }

  bool doomed() const override { return doomed_; }
  bool lost() const override { return lost_; }

  void run_plain(std::string_view sql) override {
    const int code = sqlite3_exec(db_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(sql);
  }

  sqlite3* handle() { return db_.get(); }

 private:
  sqlite3_stmt* prepared(std::string_view sql, std::span<const Param> params) {
    if (doomed_) throw Transient("an earlier statement of this transaction failed");
    sqlite3_stmt* statement =
        statements_.get(sql, [this](std::string_view text) { return prepare(text); }).get();
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(params.size())) {
      throw std::logic_error("wrong number of parameters: " + std::string(sql));
    }
    for (std::size_t i = 0; i < params.size(); ++i) {
      if (bind(statement, static_cast<int>(i) + 1, params[i]) != SQLITE_OK) fail(sql);
    }
    return statement;
  }

  Statement prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    Statement owner(statement);
    if (code != SQLITE_OK) fail(sql);
    const std::string_view left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (statement == nullptr || left.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      throw std::logic_error("not one statement: " + std::string(sql));
    }
    return owner;
  }

  bool step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(sqlite3_sql(statement));
    return false;
  }

  [[noreturn]] void fail(std::string_view sql) {
    const int code = sqlite3_extended_errcode(db_.get());
    const std::string message = std::string(sqlite3_errmsg(db_.get())) + " (" +
                                std::to_string(code) + "): " + std::string(sql.substr(0, 200));
    if (role_ == Role::reader && (code & 0xff) == SQLITE_READONLY) {
      throw std::logic_error("a read must not write: " + message);
    }
    try {
      raise(code, message);
    } catch (const Transient&) {
      doomed_ = true;
      throw;
    } catch (const StorageFailed&) {
      doomed_ = true;
      // A full disk is the only one of these that leaves the connection in good order.
      if ((code & 0xff) != SQLITE_FULL) lost_ = true;
      throw;
    }
  }

  Handle db_;
  Role role_;
  StatementCache<Statement> statements_;
  bool doomed_ = false;
  bool lost_ = false;
};

base::Error unusable(const std::string& path, const std::string& why_zh, const std::string& why) {
  return {base::Code::failed_precondition,
          {"无法使用数据库文件 " + path + "：" + why_zh,
           "The database file " + path + " cannot be used: " + why}};
}

Handle open_file(const std::string& path, const Options& options) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Handle db(raw);
  if (code != SQLITE_OK) {
    throw unusable(path, "打不开，请检查文件夹是否存在、是否有写入权限。",
                   "it cannot be opened. Check that its folder exists and may be written to.");
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, static_cast<int>(options.timeout));
  // Text in double quotes is a name, as in MySQL with ANSI_QUOTES.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  return db;
}

std::string pragma_text(sqlite3* db, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK) return {};
  const Statement statement(raw);
  if (sqlite3_step(raw) != SQLITE_ROW) return {};
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
  return text == nullptr ? std::string() : std::string(text);
}

/// Refuses a file that is not, or no longer, a whole database of this program, and leaves it and
/// its log as they are.
void inspect(const std::string& path, const Options& options) {
  std::error_code none;
  if (std::filesystem::file_size(path, none) == 0 || none) return;
  if (std::filesystem::exists(path + "-shm") && !std::filesystem::exists(path + "-wal")) {
    throw unusable(path,
                   "它的日志 " + path +
                       "-wal 不见了，最近保存的内容在里面。请把日志放回原处或恢复"
                       "备份；如果情愿丢掉最近的内容，请删除 " +
                       path + "-shm。",
                   "its log " + path +
                       "-wal is missing, which holds what was saved last. Put it "
                       "back or restore a backup; to go on without what was saved last, delete " +
                       path + "-shm.");
  }
  const std::uintmax_t size = std::filesystem::file_size(path);
  const int keeps_log = std::filesystem::exists(path + "-wal") ? 1 : 0;
  const Handle db = open_file(path, options);
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps_log, nullptr);
  std::string found = pragma_text(db.get(), "PRAGMA quick_check(1)");
  // Held by another program: said where it is opened.
  if (found.empty() && sqlite3_errcode(db.get()) == SQLITE_BUSY) return;
  // A free page at the end is not looked at by that. With a log, the end may be in it.
  const std::string pages = pragma_text(
      db.get(), "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  if (found == "ok" && keeps_log == 0 && size < std::stoull(pages)) found = "its end is missing";
  if (found != "ok") {
    const std::string why = found.empty() ? sqlite3_errmsg(db.get()) : found;
    throw unusable(path, "它损坏了，或者不是数据库（" + why + "）。请恢复备份。",
                   "it is damaged, or no database (" + why + "). Restore a backup.");
  }
  const std::string foreign = pragma_text(
      db.get(), "SELECT COUNT(*) > 0 AND SUM(name = 'db_migration') = 0 FROM sqlite_schema");
  if (foreign == "1") {
    throw unusable(path, "它是别的程序的数据库。请换一个文件夹。",
                   "it is the database of another program. Name another folder.");
  }
}

/// Copies the write-ahead log into the database file every now and then, so that no commit has to.
class Checkpointer {
 public:
  explicit Checkpointer(Handle db) : db_(std::move(db)), thread_([this] { run(); }) {}
  ~Checkpointer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    stop_.notify_one();
    thread_.join();
  }
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  void note_commits() { changed_ = true; }
  /// Held while a checkpoint runs.
  std::mutex& turn() { return turn_; }

 private:
  void run() {
    pthread_setname_np(pthread_self(), "checkpoint");
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, checkpoint_pause, [this] { return stopping_; })) {
      if (!changed_.exchange(false)) continue;
      lock.unlock();
      {
        const std::lock_guard turn(turn_);
        sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
      }
      lock.lock();
    }
  }

  Handle db_;
  std::atomic<bool> changed_{false};
  std::mutex turn_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

class SqliteDriver final : public Driver {
 public:
  explicit SqliteDriver(const Options& options)
      : options_(options), path_(options.url.substr(options.url.find(':') + 1)) {
    inspect(path_, options_);
    Handle db = open_file(path_, options_);
    if (pragma_text(db.get(), "PRAGMA journal_mode = WAL") != "wal") {
      throw unusable(
          path_,
          "它不是本系统的数据库，或者被别的程序占用，或者放在网络盘上。请换成本机硬盘上的文件。",
          "it is no database, is held by another program or lies on a network drive. "
          "Use a file on a disk of this machine.");
    }
    configure(db.get(), Role::writer);
    checkpointer_ = std::make_unique<Checkpointer>(std::move(db));
  }

  std::unique_ptr<Connection> connect(Role role, std::int64_t /*lane*/) override {
    Handle db = open_file(path_, options_);
    configure(db.get(), role);
    if (role == Role::writer) {
      frame_bytes_ = frame_header_bytes + std::stoll(pragma_text(db.get(), "PRAGMA page_size"));
      sqlite3_wal_hook(db.get(), &SqliteDriver::after_commit, this);
    }
    return std::make_unique<SqliteConnection>(std::move(db), role);
  }

  std::unique_ptr<Connection> connect_alone(Role role) override {
    checkpointer_.reset();
    Handle db = open_file(path_, options_);
    sqlite3_busy_timeout(db.get(), 0);
    // Before anything is read: then the first read locks the whole file, which fails while another
    // connection is open.
    const int code =
        sqlite3_exec(db.get(), "PRAGMA locking_mode = EXCLUSIVE; SELECT 1 FROM sqlite_master;",
                     nullptr, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_BUSY) {
      throw unusable(path_, "系统还在使用它，请先停止 kaibo serve。",
                     "it is in use. Stop kaibo serve first.");
    }
    configure(db.get(), role);
    return std::make_unique<SqliteConnection>(std::move(db), role);
  }

  std::size_t lanes(std::size_t /*wanted*/) const override { return 1; }
  bool reads_on_caller() const override { return true; }
  bool writes_alone() const override { return true; }
  bool schema_in_transaction() const override { return true; }
  // BEGIN IMMEDIATE of each migration is enough.
  void lock_migrations(Connection& /*connection*/) override {}

  std::string schema_sql(std::string_view sql) const override {
    std::string text(sql);
    // Only this type makes the key the row's own address, without a second index.
    for (const std::string_view key : {"BIGINT NOT NULL PRIMARY KEY", "BIGINT PRIMARY KEY"}) {
      for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
        text.replace(at, key.size(), "INTEGER NOT NULL PRIMARY KEY");
      }
    }
    // An index's name is the database's here, not its table's.
    if (text.starts_with("DROP INDEX")) text.resize(text.find(" ON "));
    return text;
  }

  void copy_to(const std::filesystem::path& file) override {
    const Handle db = open_file(path_, options_);
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v2(db.get(), "VACUUM INTO ?", -1, &raw, nullptr);
    const Statement statement(raw);
    const std::string target = file.string();
    bind_text(raw, 1, target);
    if (sqlite3_step(raw) == SQLITE_DONE) return;
    const std::string why = sqlite3_errmsg(db.get());
    throw base::Error(base::Code::unavailable,
                      {"数据库没有复制成功：" + why, "The database could not be copied: " + why});
  }

  // A statement that hangs hangs in the disk.
  void break_off(std::int64_t /*lane*/) override {}

  void after_batch(Connection& writer) override {
    if (wal_bytes_ < max_wal_bytes || Clock::now() < next_emptying_) return;
    const std::lock_guard turn(checkpointer_->turn());
    sqlite3* db = static_cast<SqliteConnection&>(writer).handle();
    sqlite3_busy_timeout(db, emptying_timeout_ms);
    const int code =
        sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(db, static_cast<int>(options_.timeout));
    if (code == SQLITE_OK) {
      wal_bytes_ = 0;
    } else {
      // A long read is under way; the log grows meanwhile.
      next_emptying_ = Clock::now() + checkpoint_pause;
    }
  }

  void stop() override { checkpointer_.reset(); }

 private:
  void configure(sqlite3* db, Role role) {
    std::string sql =
        options_.wait_for_disk ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = NORMAL;";
    sql +=
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0;";
    sql += role == Role::reader ? "PRAGMA query_only = ON;" : "PRAGMA cache_size = -32000;";
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw unusable(path_, std::string("出错：") + sqlite3_errmsg(db), sqlite3_errmsg(db));
    }
  }

  static int after_commit(void* self, sqlite3* /*db*/, const char* /*name*/, int frames) {
    auto* driver = static_cast<SqliteDriver*>(self);
    driver->wal_bytes_ = frames * driver->frame_bytes_;
    driver->checkpointer_->note_commits();
    return SQLITE_OK;
  }

  const Options options_;
  const std::string path_;
  std::unique_ptr<Checkpointer> checkpointer_;
  /// These belong to the one lane's thread.
  std::int64_t frame_bytes_ = 0;
  std::int64_t wal_bytes_ = 0;
  Clock::time_point next_emptying_;
};

}  // namespace

std::unique_ptr<Driver> open_sqlite(const Options& options) {
  return std::make_unique<SqliteDriver>(options);
}

}  // namespace kaibo::db
