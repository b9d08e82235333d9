#include "common/observe/audit.h"

namespace kaibo::observe {

void audit(db::Transaction& tx, base::IdSource& ids, const AuditLine& line) {
  tx.execute(
      "INSERT INTO observe_audit "
      "(audit_id, stream, at, actor, action, subject, before_text, after_text, why) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ids.next(), line.stream, tx.now(), line.actor, line.action, line.subject, line.before,
      line.after, line.why);
}

std::size_t forget_audit_before(db::Transaction& tx, base::Millis at, std::size_t limit) {
  const db::Rows old =
      tx.query("SELECT audit_id FROM observe_audit WHERE at < ? ORDER BY at LIMIT ?", at, limit);
  for (const db::Row row : old) {
    tx.execute("DELETE FROM observe_audit WHERE audit_id = ?", row.integer(0));
  }
  return old.size();
}

}  // namespace kaibo::observe
