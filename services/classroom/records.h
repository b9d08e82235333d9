#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "services/classroom/classroom.h"

/// The tables classroom_class and classroom_scenario.
namespace kaibo::classroom::records {

/// Throws db::DuplicateKey when the code is taken.
void insert_class(db::Transaction& tx, const ClassRecord& record);
std::optional<ClassRecord> class_by_id(db::Transaction& tx, std::int64_t class_id);
std::optional<ClassRecord> class_by_code(db::Transaction& tx, std::string_view code);
/// Newest first.
std::vector<ClassRecord> classes(db::Transaction& tx);

/// Takes places if so many are left below `max`; false when not.
bool take_trainee_places(db::Transaction& tx, std::int64_t class_id, std::int64_t count,
                         std::int64_t max);
bool take_lecturer_places(db::Transaction& tx, std::int64_t class_id, std::int64_t count,
                          std::int64_t max);
/// A number for an account that was not given out before.
std::int64_t take_number(db::Transaction& tx, std::int64_t class_id);

/// Numbers of its own that the class runs by, as a JSON object; empty when it has none.
std::string own_values(db::Transaction& tx, std::int64_t class_id);
void set_own_values(db::Transaction& tx, std::int64_t class_id, std::string_view values);

}  // namespace kaibo::classroom::records
