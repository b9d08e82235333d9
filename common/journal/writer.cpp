#include <stdexcept>
#include <string>
#include <unordered_map>

#include "common/journal/journal.h"

namespace kaibo::journal {

namespace {

const db::Table entry_table("journal_entry", {"stream", "seq", "at", "class_at", "topic", "also",
                                              "actor", "kind", "body"});

/// The next seq and the time of a batch's entries in one stream.
struct Numbering {
  std::int64_t entries = 0;
  std::int64_t next_seq = 0;
  base::Millis at = 0;
  base::Millis class_at = 0;
};

void reserve(db::Transaction& tx, std::int64_t stream, Numbering& numbering) {
  const std::int64_t changed = tx.execute(
      "UPDATE journal_stream SET seq = seq + ?, "
      "last_at = CASE WHEN last_at < ? THEN ? ELSE last_at END WHERE stream = ?",
      numbering.entries, tx.now(), tx.now(), stream);
  if (changed != 1) {
    throw std::logic_error("journal: stream " + std::to_string(stream) + " was never opened");
  }
  const db::Rows rows = tx.query(
      "SELECT seq, last_at, clock_real, clock_class, clock_speed, clock_paused "
      "FROM journal_stream WHERE stream = ?",
      stream);
  const db::Row row = rows.front();
  const StreamClock clock{row.integer(2), row.integer(3), static_cast<std::int32_t>(row.integer(4)),
                          row.flag(5)};
  numbering.next_seq = row.integer(0) - numbering.entries + 1;
  numbering.at = row.integer(1);
  numbering.class_at = clock.at(numbering.at);
}

}  // namespace

void Writer::before_commit(db::Transaction& tx, std::span<db::Entry> entries) {
  std::unordered_map<std::int64_t, Numbering> streams;
  for (const db::Entry& entry : entries) ++streams[entry.stream].entries;
  for (auto& [stream, numbering] : streams) reserve(tx, stream, numbering);
  for (db::Entry& entry : entries) {
    Numbering& numbering = streams[entry.stream];
    entry.seq = numbering.next_seq++;
    entry.at = numbering.at;
    entry.class_at = numbering.class_at;
    tx.insert(entry_table, entry.stream, entry.seq, entry.at, entry.class_at, entry.topic,
              entry.also, entry.actor, entry.kind, db::Blob{entry.body});
  }
}

}  // namespace kaibo::journal
