#include "common/files/records.h"

namespace kaibo::files {

Holding holding_of(db::Transaction& tx, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM files_picture WHERE user_id = ?", user_id);
  return {rows.front().integer(0), rows.front().integer(1)};
}

bool is_held(db::Transaction& tx, std::int64_t user_id, const FileName& file) {
  return !tx.query("SELECT 1 FROM files_picture WHERE user_id = ? AND picture_id = ? AND type = ?",
                   user_id, file.hash, file.type)
              .empty();
}

void hold(db::Transaction& tx, std::int64_t user_id, const FileName& file, std::int64_t bytes) {
  try {
    tx.execute(
        "INSERT INTO files_picture (user_id, picture_id, bytes, claimed_at, type) "
        "VALUES (?, ?, ?, ?, ?)",
        user_id, file.hash, bytes, tx.now(), file.type);
  } catch (const db::DuplicateKey&) {
    // Claimed in two classes at once.
  }
}

}  // namespace kaibo::files
