#include "services/kaibo/move.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/db/driver.h"
#include "common/db/migrations.h"
#include "common/db/tables.h"
#include "common/security/secrets.h"
#include "generated/embedded/db_schema.h"
#include "services/kaibo/schema.h"

namespace kaibo {

namespace {

/// Rows in memory and in one commit.
constexpr std::size_t page_rows = 500;
/// Tells what was applied to its own database, so it is compared, not copied.
constexpr std::string_view migration_table = "db_migration";

base::Error not_moved(const std::string& zh, const std::string& en) {
  return {base::Code::failed_precondition, {zh, en}};
}

base::Error no_school() {
  return not_moved("要搬的数据库里没有学校，请检查 --data 和 --database",
                   "There is no school in the database to be moved: check --data and --database");
}

/// Opening it would make the file.
void require_there(const std::string& url) {
  constexpr std::string_view file_scheme = "sqlite:";
  if (url.starts_with(file_scheme) && !std::filesystem::exists(url.substr(file_scheme.size()))) {
    throw no_school();
  }
}

/// What a value is, the same on every database.
void append(std::string& text, const db::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    text += fmt::format("i{};", *number);
  } else if (const auto* bytes = std::get_if<std::string>(&value)) {
    text += fmt::format("t{}:{}", bytes->size(), *bytes);
  } else {
    text += 'n';
  }
}

/// Of a table's rows, in whatever order they come: the sum of their hashes.
class Digest {
 public:
  void add(const db::Row& row, std::size_t columns) {
    std::string text;
    for (std::size_t i = 0; i < columns; ++i) append(text, row.value(i));
    const std::string hash = security::digest(text);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      std::uint64_t part = 0;
      const char* digits = hash.data() + i * digits_of_part;
      std::from_chars(digits, digits + digits_of_part, part, 16);
      sums_[i] += part;
    }
    ++rows_;
  }
  std::string text() const {
    return fmt::format("{:>9} rows  {:016x}{:016x}{:016x}{:016x}", rows_, sums_[0], sums_[1],
                       sums_[2], sums_[3]);
  }

 private:
  static constexpr std::size_t digits_of_part = 16;
  std::int64_t rows_ = 0;
  std::array<std::uint64_t, 4> sums_{};
};

std::string digest_of(db::Transaction& tx, const db::StoredTable& table) {
  Digest digest;
  db::TableReader reader(tx, table, page_rows);
  for (db::Rows rows = reader.next(); !rows.empty(); rows = reader.next()) {
    for (const db::Row row : rows) digest.add(row, table.columns.size());
  }
  return digest.text();
}

/// All tables that are moved.
std::vector<db::StoredTable> moved_tables(db::Transaction& tx) {
  std::vector<db::StoredTable> all = db::tables(tx);
  std::erase_if(all, [](const db::StoredTable& table) { return table.name == migration_table; });
  return all;
}

/// Clears away what an unfinished move left, and refuses what anything else did.
void require_empty(db::Driver& driver, base::Millis now) {
  const auto connection = driver.connect_alone(db::Role::migration);
  db::Transaction tx(*connection, now);
  const std::vector<db::StoredTable> all = db::tables(tx);
  const bool ours = std::ranges::find(all, migration_table, &db::StoredTable::name) != all.end();
  if (ours && db::is_unfinished(tx)) {
    db::drop_tables(*connection, all);
    return;
  }
  for (const db::StoredTable& table : all) {
    if (table.name == migration_table || !db::has_rows(tx, table)) continue;
    throw not_moved(
        "目标数据库不是空的（" + table.name + " 里有数据），请换一个空的数据库",
        "The target is not empty (" + table.name + " has rows): name an empty database");
  }
}

void migrate(db::Driver& driver, const base::Clock& clock) {
  db::apply_migrations(driver, clock, "db", embedded::db_schema);
  for (const SchemaPart& part : schema_parts()) {
    db::apply_migrations(driver, clock, part.name, part.migrations);
  }
}

void require_same_schema(db::Transaction& from, db::Transaction& to) {
  if (db::applied_migrations(from) == db::applied_migrations(to) &&
      moved_tables(from) == moved_tables(to)) {
    return;
  }
  throw not_moved(
      "要搬的数据库不是本版本程序的结构，请先用本程序执行一次 kaibo check",
      "The database to be moved has not the schema of this program: run kaibo check with "
      "this program first");
}

void copy_table(db::Transaction& from, db::Connection& connection, db::Transaction& to,
                const db::StoredTable& table) {
  db::TableReader reader(from, table, page_rows);
  for (db::Rows rows = reader.next(); !rows.empty(); rows = reader.next()) {
    try {
      connection.begin();
      db::insert_rows(to, table, rows);
      connection.commit(0);
    } catch (const std::runtime_error& fault) {
      throw not_moved("表 " + table.name + " 没有搬成：" + fault.what(),
                      "The table " + table.name + " could not be moved: " + fault.what());
    }
  }
}

void require_equal(db::Transaction& from, db::Transaction& to, const db::StoredTable& table,
                   std::ostream& out) {
  const std::string there = digest_of(from, table);
  const std::string here = digest_of(to, table);
  out << fmt::format("{:<20} {}\n", table.name, here);
  if (here == there) return;
  throw not_moved("表 " + table.name + " 两边不一样，原来是：" + there,
                  "The table " + table.name + " is not the same on both sides; it was: " + there);
}

}  // namespace

void move(const Settings& settings, const std::string& to, std::ostream& out) {
  const base::SystemClock clock;
  require_there(settings.database.url);
  const auto from_driver = db::open_driver(settings.database);
  const auto from_connection = from_driver->connect_alone(db::Role::reader);
  db::Transaction source(*from_connection, clock.now());
  if (db::applied_migrations(source).empty()) throw no_school();

  db::Options target_options = settings.database;
  target_options.url = to;
  const auto to_driver = db::open_driver(target_options);
  require_empty(*to_driver, clock.now());
  migrate(*to_driver, clock);
  const auto to_connection = to_driver->connect_alone(db::Role::migration);
  db::Transaction target(*to_connection, clock.now());
  require_same_schema(source, target);

  db::mark_unfinished(target);
  const std::vector<db::StoredTable> all = moved_tables(source);
  for (const db::StoredTable& table : all) copy_table(source, *to_connection, target, table);
  for (const db::StoredTable& table : all) require_equal(source, target, table, out);
  db::mark_finished(target);
  out << fmt::format("{} tables moved, equal on both sides; the pictures and the key stay in {}\n",
                     all.size(), settings.data.string());
}

}  // namespace kaibo
