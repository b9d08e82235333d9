#include "common/db/migrations.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>

#include "common/base/error.h"
#include "common/db/database.h"

namespace kaibo::db {

namespace {

constexpr std::string_view blank = " \t\r\n";
constexpr std::string_view migration_table = "db_migration";
/// A part that no program has.
constexpr std::string_view unfinished_part = "unfinished";

/// Length of the comment or quoted text that starts at the front; 0 when none does.
std::size_t opaque_length(std::string_view sql) {
  if (sql.starts_with("--")) return std::min(sql.find('\n'), sql.size());
  if (sql.front() != '\'' && sql.front() != '"') return 0;
  // A doubled quote counts as the end of one text and the start of the next.
  const auto end = sql.find(sql.front(), 1);
  if (end == std::string_view::npos) throw std::logic_error("a quote is not closed in a migration");
  return end + 1;
}

void add_statement(std::string& statement, std::vector<std::string>& statements) {
  const auto end = statement.find_last_not_of(blank);
  if (end == std::string::npos) return;
  statement.resize(end + 1);
  statements.push_back(std::move(statement));
  statement.clear();
}

/// FNV-1a: guards against an edit by mistake, not against a forger.
std::string text_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(hash >> shift) & 15];
  return hex;
}

struct Applied {
  std::string hash;
  /// Statements that are done for sure.
  std::int64_t done = 0;
  bool finished = false;
};

base::Error refused(const std::string& name, const std::string& zh, const std::string& en) {
  return {base::Code::failed_precondition,
          {"数据库升级 " + name + " " + zh, "The database migration " + name + " " + en}};
}

class Migrator {
 public:
  Migrator(Driver& driver, const base::Clock& clock, std::string_view part)
      : driver_(driver), clock_(clock), part_(part) {}

  void run(std::span<const base::Embedded> migrations) {
    connection_ = driver_.connect(Role::migration, 0);
    driver_.lock_migrations(*connection_);
    connection_->run_plain(
        "CREATE TABLE IF NOT EXISTS db_migration ("
        "part VARCHAR(64) NOT NULL, name VARCHAR(128) NOT NULL, hash VARCHAR(16) NOT NULL, "
        "done BIGINT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (part, name))");
    std::vector<base::Embedded> ordered(migrations.begin(), migrations.end());
    std::sort(ordered.begin(), ordered.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    check_finished();
    check_known(ordered);
    for (const base::Embedded& migration : ordered) apply(migration);
  }

 private:
  void check_finished() {
    Transaction tx(*connection_, clock_.now());
    if (!is_unfinished(tx)) return;
    throw base::Error(base::Code::failed_precondition,
                      {"往这个数据库的搬迁没有完成，请重新执行 kaibo move。",
                       "The move to this database was not finished. Run kaibo move again."});
  }

  void check_known(std::span<const base::Embedded> migrations) {
    for (const auto& [name, applied] : read_applied()) {
      const auto known = std::find_if(migrations.begin(), migrations.end(),
                                      [&](const auto& known) { return known.name == name; });
      if (known == migrations.end()) {
        throw refused(full_name(name),
                      "来自更新版本的程序，本程序不认识它。请使用较新的程序，或恢复较早的备份。",
                      "was made by a newer program and is unknown to this one. Use the newer "
                      "program, or restore an earlier backup.");
      }
      if (applied.hash != text_hash(known->content)) {
        throw refused(full_name(name),
                      "执行之后内容被改动过。请使用原来的程序版本，改动要写成新的升级文件。",
                      "has been changed since it was applied. Use the program it came from; a "
                      "change belongs in a new migration.");
      }
    }
  }

  std::map<std::string, Applied, std::less<>> read_applied() {
    Transaction tx(*connection_, clock_.now());
    std::map<std::string, Applied, std::less<>> all;
    for (const Row row :
         tx.query("SELECT name, hash, done, applied_at FROM db_migration WHERE part = ?", part_)) {
      all[row.text(0)] = {row.text(1), row.integer(2), row.flag(3)};
    }
    return all;
  }

  void apply(const base::Embedded& migration) {
    const std::vector<std::string> statements = split_statements(migration.content);
    if (driver_.schema_in_transaction()) {
      apply_at_once(migration, statements);
    } else {
      apply_stepwise(migration, statements);
    }
  }

  void apply_at_once(const base::Embedded& migration, std::span<const std::string> statements) {
    connection_->begin();
    try {
      // Inside the transaction: another process may have been quicker.
      if (!read_applied().contains(migration.name)) {
        for (const std::string& sql : statements) connection_->run_plain(driver_.schema_sql(sql));
        insert(migration, static_cast<std::int64_t>(statements.size()), clock_.now());
      }
      connection_->commit(0);
    } catch (...) {
      connection_->rollback();
      throw;
    }
  }

  void apply_stepwise(const base::Embedded& migration, std::span<const std::string> statements) {
    const auto all = read_applied();
    const auto found = all.find(migration.name);
    const bool resumed = found != all.end();
    if (resumed && found->second.finished) return;
    if (!resumed) insert(migration, 0, 0);
    std::int64_t done = resumed ? found->second.done : 0;
    for (const std::string& sql : statements.subspan(static_cast<std::size_t>(done))) {
      // What changes rows is undone with its count if it is cut short; what changes the schema
      // ends the transaction by itself and may be done, but not counted.
      connection_->begin();
      try {
        connection_->run_plain(driver_.schema_sql(sql));
      } catch (const AlreadyDone&) {
        if (!resumed || done != found->second.done) throw;
      }
      set_done(migration, ++done, 0);
      connection_->commit(0);
    }
    set_done(migration, done, clock_.now());
  }

  void insert(const base::Embedded& migration, std::int64_t done, base::Millis applied_at) {
    Transaction tx(*connection_, clock_.now());
    tx.execute(
        "INSERT INTO db_migration (part, name, hash, done, applied_at) VALUES (?, ?, ?, ?, ?)",
        part_, migration.name, text_hash(migration.content), done, applied_at);
  }

  void set_done(const base::Embedded& migration, std::int64_t done, base::Millis applied_at) {
    Transaction tx(*connection_, clock_.now());
    tx.execute("UPDATE db_migration SET done = ?, applied_at = ? WHERE part = ? AND name = ?", done,
               applied_at, part_, migration.name);
  }

  std::string full_name(std::string_view name) const {
    return std::string(part_) + "/" + std::string(name);
  }

  Driver& driver_;
  const base::Clock& clock_;
  std::string_view part_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  std::string statement;
  while (!sql.empty()) {
    const std::size_t opaque = opaque_length(sql);
    const std::size_t length = std::max<std::size_t>(opaque, 1);
    if (opaque == 0 && sql.front() == ';') {
      add_statement(statement, statements);
    } else if (!sql.starts_with("--")) {
      const bool leading = statement.empty() && blank.find(sql.front()) != std::string_view::npos;
      if (!leading) statement += sql.substr(0, length);
    }
    sql.remove_prefix(length);
  }
  add_statement(statement, statements);
  return statements;
}

void apply_migrations(Driver& driver, const base::Clock& clock, std::string_view part,
                      std::span<const base::Embedded> migrations) {
  Migrator(driver, clock, part).run(migrations);
}

std::vector<std::string> applied_migrations(Transaction& tx) {
  std::vector<std::string> applied;
  const auto all = tables(tx);
  if (std::ranges::find(all, migration_table, &StoredTable::name) == all.end()) return applied;
  for (const Row row : tx.query("SELECT part, name, hash FROM db_migration WHERE applied_at > 0")) {
    applied.push_back(row.text(0) + "/" + row.text(1) + " " + row.text(2));
  }
  std::ranges::sort(applied);
  return applied;
}

void mark_unfinished(Transaction& tx) {
  tx.execute(
      "INSERT INTO db_migration (part, name, hash, done, applied_at) VALUES (?, '', '', 0, 0)",
      unfinished_part);
}

void mark_finished(Transaction& tx) {
  tx.execute("DELETE FROM db_migration WHERE part = ?", unfinished_part);
}

bool is_unfinished(Transaction& tx) {
  return !tx.query("SELECT 1 FROM db_migration WHERE part = ?", unfinished_part).empty();
}

void drop_tables(Connection& connection, std::span<const StoredTable> tables) {
  for (const StoredTable& table : tables) {
    if (table.name != migration_table) connection.run_plain("DROP TABLE " + table.name);
  }
  connection.run_plain("DROP TABLE db_migration");
}

}  // namespace kaibo::db
