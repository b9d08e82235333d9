#include "common/journal/journal.h"

#include <algorithm>
#include <iterator>

#include "common/base/error.h"

namespace kaibo::journal {

namespace {

std::string select_entries(std::string_view where) {
  return std::string("SELECT seq, at, class_at, topic, also, actor, kind, body FROM journal_entry ")
      .append(where);
}

std::vector<db::Entry> to_entries(const db::Rows& rows, std::int64_t stream) {
  std::vector<db::Entry> entries;
  entries.reserve(rows.size());
  for (const db::Row row : rows) {
    db::Entry& entry = entries.emplace_back();
    entry.stream = stream;
    entry.seq = row.integer(0);
    entry.at = row.integer(1);
    entry.class_at = row.integer(2);
    entry.topic = row.text(3);
    entry.also = row.text(4);
    entry.actor = row.integer(5);
    entry.kind = static_cast<int>(row.integer(6));
    entry.body = row.text(7);
  }
  return entries;
}

bool by_seq(const db::Entry& a, const db::Entry& b) { return a.seq < b.seq; }

/// Each once, in order, of two lists that are in order themselves.
std::vector<db::Entry> merge(std::vector<db::Entry> a, std::vector<db::Entry> b) {
  if (b.empty()) return a;
  std::vector<db::Entry> all;
  all.reserve(a.size() + b.size());
  std::set_union(std::make_move_iterator(a.begin()), std::make_move_iterator(a.end()),
                 std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()),
                 std::back_inserter(all), by_seq);
  return all;
}

/// Numbers in one IN (…). Always as many, filled up by repeating the last, so that each statement
/// is prepared once for good.
constexpr std::size_t at_once = 100;

std::string places() {
  std::string text = "?";
  for (std::size_t i = 1; i < at_once; ++i) text += ", ?";
  return text;
}

/// The first of the numbers, as many as there are places.
void fill_places(std::vector<db::Param>& params, std::span<const std::int64_t> numbers) {
  for (std::size_t i = 0; i < at_once; ++i) {
    params.push_back(db::param(numbers[std::min(i, numbers.size() - 1)]));
  }
}

base::Error never_opened() {
  return {base::Code::not_found,
          {"没有找到这个班级，请确认链接是否正确。", "There is no such class. Check the link."}};
}

}  // namespace

base::Millis StreamClock::at(base::Millis now) const {
  if (paused) return class_at;
  return class_at + std::max<base::Millis>(0, now - real_at) * speed_percent / 100;
}

void open_stream(db::Transaction& tx, std::int64_t stream) {
  tx.execute(
      "INSERT INTO journal_stream (stream, seq, last_at, clock_real, clock_class, clock_speed, "
      "clock_paused) VALUES (?, 0, 0, ?, ?, 100, 0)",
      stream, tx.now(), tx.now());
}

StreamClock stream_clock(db::Transaction& tx, std::int64_t stream) {
  const db::Rows rows = tx.query(
      "SELECT clock_real, clock_class, clock_speed, clock_paused FROM journal_stream "
      "WHERE stream = ?",
      stream);
  if (rows.empty()) throw never_opened();
  const db::Row row = rows.front();
  return {row.integer(0), row.integer(1), static_cast<std::int32_t>(row.integer(2)), row.flag(3)};
}

void set_stream_clock(db::Transaction& tx, std::int64_t stream, const StreamClock& clock) {
  // Not by the number of changed rows, which is 0 too where nothing changes.
  stream_clock(tx, stream);
  tx.execute(
      "UPDATE journal_stream SET clock_real = ?, clock_class = ?, clock_speed = ?, "
      "clock_paused = ? WHERE stream = ?",
      clock.real_at, clock.class_at, clock.speed_percent, clock.paused ? 1 : 0, stream);
}

std::int64_t last_seq(db::Transaction& tx, std::int64_t stream) {
  const db::Rows rows = tx.query("SELECT seq FROM journal_stream WHERE stream = ?", stream);
  return rows.empty() ? 0 : rows.front().integer(0);
}

std::unordered_map<std::int64_t, std::int64_t> last_seqs(db::Transaction& tx,
                                                         std::span<const std::int64_t> streams) {
  static const std::string sql =
      "SELECT stream, seq FROM journal_stream WHERE stream IN (" + places() + ")";
  std::unordered_map<std::int64_t, std::int64_t> seqs;
  for (std::size_t first = 0; first < streams.size(); first += at_once) {
    std::vector<db::Param> params;
    fill_places(params, streams.subspan(first));
    for (const db::Row row : tx.query_list(sql, params)) seqs[row.integer(0)] = row.integer(1);
  }
  return seqs;
}

void Writer::before_batch(db::Transaction& tx, std::span<const std::int64_t> streams) {
  if (!shared_) return;
  // In the order of the key whatever the order of the batch, so that nobody waits in a circle.
  static const std::string sql =
      "SELECT stream FROM journal_stream FORCE INDEX (PRIMARY) WHERE stream IN (" + places() +
      ") ORDER BY stream FOR UPDATE";
  for (std::size_t first = 0; first < streams.size(); first += at_once) {
    std::vector<db::Param> params;
    fill_places(params, streams.subspan(first));
    tx.query_list(sql, params);
  }
}

std::vector<db::Entry> read_since(db::Transaction& tx, const Range& range) {
  if (range.topic.empty()) {
    return to_entries(tx.query(select_entries("WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?"),
                               range.stream, range.after_seq, range.limit),
                      range.stream);
  }
  // Two statements rather than an OR, so that each walks along its own index.
  auto heard = to_entries(
      tx.query(select_entries("WHERE stream = ? AND topic = ? AND seq > ? ORDER BY seq LIMIT ?"),
               range.stream, range.topic, range.after_seq, range.limit),
      range.stream);
  auto also = to_entries(
      tx.query(select_entries("WHERE stream = ? AND also = ? AND seq > ? ORDER BY seq LIMIT ?"),
               range.stream, range.topic, range.after_seq, range.limit),
      range.stream);
  auto all = merge(std::move(heard), std::move(also));
  if (all.size() > range.limit) all.resize(range.limit);
  return all;
}

std::vector<db::Entry> read_newest(db::Transaction& tx, std::int64_t stream, std::string_view topic,
                                   int kind, std::size_t limit) {
  auto heard = to_entries(
      tx.query(
          select_entries("WHERE stream = ? AND topic = ? AND kind = ? ORDER BY seq DESC LIMIT ?"),
          stream, topic, kind, limit),
      stream);
  auto also = to_entries(
      tx.query(
          select_entries("WHERE stream = ? AND also = ? AND kind = ? ORDER BY seq DESC LIMIT ?"),
          stream, topic, kind, limit),
      stream);
  std::ranges::reverse(heard);
  std::ranges::reverse(also);
  auto all = merge(std::move(heard), std::move(also));
  if (all.size() > limit) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(limit));
  return all;
}

std::vector<db::Entry> read_these(db::Transaction& tx, std::int64_t stream,
                                  std::span<const std::int64_t> seqs) {
  static const std::string sql =
      select_entries("WHERE stream = ? AND seq IN (" + places() + ") ORDER BY seq");
  std::vector<db::Entry> entries;
  for (std::size_t first = 0; first < seqs.size(); first += at_once) {
    std::vector<db::Param> params{db::param(stream)};
    fill_places(params, seqs.subspan(first));
    std::ranges::move(to_entries(tx.query_list(sql, params), stream), std::back_inserter(entries));
  }
  std::ranges::sort(entries, by_seq);
  const auto repeats = std::ranges::unique(entries, {}, &db::Entry::seq);
  entries.erase(repeats.begin(), repeats.end());
  return entries;
}

std::int64_t find_gap(db::Transaction& tx, std::int64_t stream) {
  static constexpr int page = 10'000;
  const std::int64_t last = last_seq(tx, stream);
  std::int64_t whole_until = 0;
  for (;;) {
    const db::Rows rows =
        tx.query("SELECT seq FROM journal_entry WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?",
                 stream, whole_until, page);
    for (const db::Row row : rows) {
      if (row.integer(0) != whole_until + 1 || whole_until == last) return whole_until + 1;
      ++whole_until;
    }
    if (rows.size() < page) return whole_until == last ? 0 : whole_until + 1;
  }
}

}  // namespace kaibo::journal
