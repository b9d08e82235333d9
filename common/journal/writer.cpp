#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "common/journal/journal.h"

namespace kaibo::journal {

namespace {

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

std::string insert_sql(std::size_t rows) {
  std::string sql =
      "INSERT INTO journal_entry (stream, seq, at, class_at, topic, also, actor, kind, body) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  for (std::size_t i = 1; i < rows; ++i) sql += ", (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  return sql;
}

/// Rows in one statement. Few sizes, so that each is prepared once for good.
constexpr std::array<std::size_t, 4> sizes = {64, 16, 4, 1};

void insert(db::Transaction& tx, std::span<const db::Entry> entries) {
  static const std::array<std::string, sizes.size()> statements = {
      insert_sql(sizes[0]), insert_sql(sizes[1]), insert_sql(sizes[2]), insert_sql(sizes[3])};
  std::vector<db::Param> params;
  params.reserve(9 * std::min(entries.size(), sizes[0]));
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    while (entries.size() >= sizes[i]) {
      params.clear();
      for (const db::Entry& entry : entries.first(sizes[i])) {
        params.insert(
            params.end(),
            {db::param(entry.stream), db::param(entry.seq), db::param(entry.at),
             db::param(entry.class_at), db::param(entry.topic), db::param(entry.also),
             db::param(entry.actor), db::param(entry.kind), db::param(db::Blob{entry.body})});
      }
      tx.execute_list(statements[i], params);
      entries = entries.subspan(sizes[i]);
    }
  }
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
  }
  insert(tx, entries);
}

}  // namespace kaibo::journal
