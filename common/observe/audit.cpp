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

}  // namespace kaibo::observe
