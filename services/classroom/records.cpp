#include "services/classroom/records.h"

#include <array>

namespace kaibo::classroom::records {
namespace {

/// Columns: class_id, code, name, profile, created_at, trainees.
ClassRecord read_class(const db::Row& row) {
  return {.class_id = row.integer(0),
          .code = row.text(1),
          .name = row.text(2),
          .profile = row.text(3),
          .created_at = row.integer(4),
          .trainees = row.integer(5)};
}

std::optional<ClassRecord> first_class(const db::Rows& rows) {
  return rows.empty() ? std::nullopt : std::optional(read_class(rows.front()));
}

}  // namespace

void insert_class(db::Transaction& tx, const ClassRecord& record) {
  tx.execute(
      "INSERT INTO classroom_class (class_id, code, name, profile, created_at, trainees, "
      "lecturers, next_number) VALUES (?, ?, ?, ?, ?, 0, 0, 1)",
      record.class_id, record.code, record.name, record.profile, record.created_at);
}

std::optional<ClassRecord> class_by_id(db::Transaction& tx, std::int64_t class_id) {
  return first_class(
      tx.query("SELECT class_id, code, name, profile, created_at, trainees FROM classroom_class "
               "WHERE class_id = ?",
               class_id));
}

std::optional<ClassRecord> class_by_code(db::Transaction& tx, std::string_view code) {
  return first_class(
      tx.query("SELECT class_id, code, name, profile, created_at, trainees FROM classroom_class "
               "WHERE code = ?",
               code));
}

std::vector<ClassRecord> classes(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT class_id, code, name, profile, created_at, trainees FROM classroom_class "
      "ORDER BY class_id DESC");
  std::vector<ClassRecord> classes;
  for (const db::Row row : rows) {
    classes.push_back(read_class(row));
  }
  return classes;
}

bool take_trainee_places(db::Transaction& tx, std::int64_t class_id, std::int64_t count,
                         std::int64_t max) {
  return tx.execute(
             "UPDATE classroom_class SET trainees = trainees + ? "
             "WHERE class_id = ? AND trainees + ? <= ?",
             count, class_id, count, max) == 1;
}

bool take_lecturer_places(db::Transaction& tx, std::int64_t class_id, std::int64_t count,
                          std::int64_t max) {
  return tx.execute(
             "UPDATE classroom_class SET lecturers = lecturers + ? "
             "WHERE class_id = ? AND lecturers + ? <= ?",
             count, class_id, count, max) == 1;
}

std::int64_t take_number(db::Transaction& tx, std::int64_t class_id) {
  tx.execute("UPDATE classroom_class SET next_number = next_number + 1 WHERE class_id = ?",
             class_id);
  const db::Rows rows =
      tx.query("SELECT next_number FROM classroom_class WHERE class_id = ?", class_id);
  return rows.front().integer(0) - 1;
}

std::string own_values(db::Transaction& tx, std::int64_t class_id) {
  const db::Rows rows =
      tx.query("SELECT own_values FROM classroom_scenario WHERE class_id = ?", class_id);
  return rows.empty() ? std::string() : rows.front().text(0);
}

void set_own_values(db::Transaction& tx, std::int64_t class_id, std::string_view values) {
  const std::array<std::string_view, 1> keys = {"class_id"};
  const std::array<std::string_view, 1> columns = {"own_values"};
  const std::array<db::Param, 2> params = {db::param(class_id), db::param(values)};
  tx.upsert("classroom_scenario", keys, columns, params);
}

}  // namespace kaibo::classroom::records
