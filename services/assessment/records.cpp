#include "services/assessment/records.h"

#include <array>
#include <string_view>

namespace kaibo::assessment::records {

namespace {

const std::string select_sheet =
    "SELECT trainee_id, state, version, score_tenths, scorer_id, submitted_at FROM "
    "assessment_sheet WHERE class_id = ?";
const std::string select_mark =
    "SELECT trainee_id, item_id, points_tenths, proposed_tenths, reason, remark, marked_by, "
    "marked_at FROM assessment_mark WHERE class_id = ?";

SheetRow read_sheet(const db::Row& row) {
  return {.trainee_id = row.integer(0),
          .state = static_cast<v1::SheetState>(row.integer(1)),
          .version = row.integer(2),
          .score_tenths = static_cast<std::int32_t>(row.integer(3)),
          .scorer_id = row.integer(4),
          .submitted_at = row.integer(5)};
}

std::vector<MarkRow> read_marks(const db::Rows& rows) {
  std::vector<MarkRow> marks;
  marks.reserve(rows.size());
  for (const db::Row row : rows) {
    marks.push_back({.trainee_id = row.integer(0),
                     .item_id = row.text(1),
                     .points_tenths = static_cast<std::int32_t>(row.integer(2)),
                     .proposed_tenths = static_cast<std::int32_t>(row.integer(3)),
                     .reason = row.text(4),
                     .remark = row.text(5),
                     .marked_by = row.integer(6),
                     .marked_at = row.integer(7)});
  }
  return marks;
}

}  // namespace

std::optional<SheetRow> find(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id) {
  const db::Rows rows = tx.query(select_sheet + " AND trainee_id = ?", class_id, trainee_id);
  if (rows.empty()) return std::nullopt;
  return read_sheet(rows.front());
}

std::map<std::int64_t, SheetRow> of_class(db::Transaction& tx, std::int64_t class_id) {
  std::map<std::int64_t, SheetRow> sheets;
  for (const db::Row row : tx.query(select_sheet, class_id)) {
    const SheetRow sheet = read_sheet(row);
    sheets.emplace(sheet.trainee_id, sheet);
  }
  return sheets;
}

void open(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id,
          const std::string& rubric_id, std::int32_t rubric_version) {
  if (find(tx, class_id, trainee_id)) return;
  tx.execute(
      "INSERT INTO assessment_sheet (class_id, trainee_id, rubric_id, rubric_version, state, "
      "version, score_tenths, scorer_id, submitted_at) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0)",
      class_id, trainee_id, rubric_id, rubric_version, static_cast<int>(v1::SHEET_STATE_DRAFT));
}

bool advance(db::Transaction& tx, std::int64_t class_id, const SheetRow& sheet,
             std::int64_t seen_version) {
  return tx.execute(
             "UPDATE assessment_sheet SET state = ?, version = version + 1, score_tenths = ?, "
             "scorer_id = ?, submitted_at = ? WHERE class_id = ? AND trainee_id = ? AND version = "
             "?",
             static_cast<int>(sheet.state), sheet.score_tenths, sheet.scorer_id, sheet.submitted_at,
             class_id, sheet.trainee_id, seen_version) == 1;
}

std::vector<MarkRow> marks(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id) {
  return read_marks(tx.query(select_mark + " AND trainee_id = ?", class_id, trainee_id));
}

std::vector<MarkRow> marks_of_class(db::Transaction& tx, std::int64_t class_id) {
  return read_marks(tx.query(select_mark, class_id));
}

void set_mark(db::Transaction& tx, std::int64_t class_id, const MarkRow& mark) {
  constexpr std::array<std::string_view, 3> keys = {"class_id", "trainee_id", "item_id"};
  constexpr std::array<std::string_view, 6> columns = {
      "points_tenths", "proposed_tenths", "reason", "remark", "marked_by", "marked_at"};
  const std::array<db::Param, 9> params = {
      db::param(class_id),           db::param(mark.trainee_id),      db::param(mark.item_id),
      db::param(mark.points_tenths), db::param(mark.proposed_tenths), db::param(mark.reason),
      db::param(mark.remark),        db::param(mark.marked_by),       db::param(mark.marked_at)};
  tx.upsert("assessment_mark", keys, columns, params);
}

void clear_mark(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id,
                const std::string& item_id) {
  tx.execute("DELETE FROM assessment_mark WHERE class_id = ? AND trainee_id = ? AND item_id = ?",
             class_id, trainee_id, item_id);
}

void clear_frozen(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id) {
  tx.execute("DELETE FROM assessment_mark WHERE class_id = ? AND trainee_id = ? AND marked_by = 0",
             class_id, trainee_id);
}

}  // namespace kaibo::assessment::records
