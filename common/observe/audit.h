#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"

namespace kaibo::observe {

/// One line of the audit trail: a change of a mark, a role or a personal record, or a look at one.
struct AuditLine {
  std::int64_t stream = 0;
  std::int64_t actor = 0;
  /// "assessment.mark", "classroom.reveal_id_card".
  std::string_view action;
  std::int64_t subject = 0;
  std::string_view before;
  std::string_view after;
  std::string_view why;
};

/// Adds the line as part of the unit.
void audit(db::Transaction& tx, base::IdSource& ids, const AuditLine& line);

/// Forgets lines older than `at`, the oldest first and at most `limit`; returns how many.
std::size_t forget_audit_before(db::Transaction& tx, base::Millis at, std::size_t limit);

}  // namespace kaibo::observe
