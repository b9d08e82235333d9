#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/assessment/v1/assessment.pb.h"

namespace kaibo::assessment::records {

/// A sheet somebody has worked on.
struct SheetRow {
  std::int64_t trainee_id = 0;
  v1::SheetState state = v1::SHEET_STATE_PROPOSED;
  std::int64_t version = 0;
  std::int32_t score_tenths = 0;
  std::int64_t scorer_id = 0;
  std::int64_t submitted_at = 0;
};

struct MarkRow {
  std::int64_t trainee_id = 0;
  std::string item_id;
  std::int32_t points_tenths = 0;
  /// What the journal proposed when the mark was set.
  std::int32_t proposed_tenths = 0;
  std::string reason;
  std::string remark;
  /// 0: the proposed points as they stood when the sheet was submitted.
  std::int64_t marked_by = 0;
  std::int64_t marked_at = 0;
};

std::optional<SheetRow> find(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);
std::map<std::int64_t, SheetRow> of_class(db::Transaction& tx, std::int64_t class_id);

/// Makes the first row of a sheet (version 0, draft) unless there is one.
void open(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id,
          const std::string& rubric_id, std::int32_t rubric_version);
/// Writes the sheet's new standing where its version is still `seen_version`, and raises it; false
/// when it has moved on.
bool advance(db::Transaction& tx, std::int64_t class_id, const SheetRow& sheet,
             std::int64_t seen_version);

std::vector<MarkRow> marks(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);
std::vector<MarkRow> marks_of_class(db::Transaction& tx, std::int64_t class_id);
void set_mark(db::Transaction& tx, std::int64_t class_id, const MarkRow& mark);
void clear_mark(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id,
                const std::string& item_id);
/// Takes back the proposed points that a submission froze.
void clear_frozen(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);

}  // namespace kaibo::assessment::records
