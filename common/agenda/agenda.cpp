#include "common/agenda/agenda.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/journal/journal.h"

namespace kaibo::agenda {

namespace {

/// Timers in one unit of work: one savepoint for many, and no lane is held up for long.
constexpr std::size_t max_together = 32;
constexpr base::Millis first_pause = 2'000;
constexpr base::Millis longest_pause = 600'000;

/// A stream with a due timer, and its own time.
struct DueStream {
  std::int64_t stream = 0;
  base::Millis now = 0;
};

/// "The earliest timer on the stream's clock (0) or in real time (1)" as a column. Not MIN, for
/// which MariaDB looks at all of the stream's.
std::string earliest(std::string_view on_real_time) {
  return "(SELECT due FROM agenda_timer WHERE agenda_timer.stream = journal_stream.stream AND "
         "agenda_timer.on_real_time = " +
         std::string(on_real_time) + " ORDER BY due LIMIT 1)";
}

/// Streams whose earliest timer is due on its clock. The stream clock's arithmetic is done here
/// rather than in SQL, whose integer division differs between databases.
std::vector<DueStream> due_streams(db::Transaction& tx, base::Millis now) {
  const db::Rows rows =
      tx.query("SELECT stream, clock_real, clock_class, clock_speed, clock_paused, " +
               earliest("0") + ", " + earliest("1") + " FROM journal_stream");
  std::vector<DueStream> due;
  for (const db::Row row : rows) {
    const journal::StreamClock clock{row.integer(1), row.integer(2),
                                     static_cast<std::int32_t>(row.integer(3)), row.flag(4)};
    const base::Millis stream_now = clock.at(now);
    const bool on_stream_clock = !row.null(5) && row.integer(5) <= stream_now;
    const bool in_real_time = !row.null(6) && row.integer(6) <= now;
    if (on_stream_clock || in_real_time) due.push_back({row.integer(0), stream_now});
  }
  return due;
}

std::vector<Timer> due_timers(db::Transaction& tx, base::Millis now) {
  std::vector<Timer> timers;
  for (const DueStream& due : due_streams(tx, now)) {
    const db::Rows rows = tx.query(
        "SELECT timer_id, due, kind, subject FROM agenda_timer WHERE stream = ? AND "
        "((on_real_time = 0 AND due <= ?) OR (on_real_time = 1 AND due <= ?)) "
        "ORDER BY on_real_time, due, timer_id",
        due.stream, due.now, now);
    for (const db::Row row : rows) {
      timers.push_back({row.integer(0), due.stream, row.integer(1), row.text(2), row.integer(3)});
    }
  }
  return timers;
}

const db::Table timer_table("agenda_timer",
                            {"timer_id", "stream", "due", "kind", "subject", "on_real_time"});

/// A timer whose handler failed.
struct Failure {
  base::Millis pause = first_pause;
  base::Millis not_before = 0;
};

}  // namespace

void at(db::Transaction& tx, base::IdSource& ids, std::int64_t stream, base::Millis due,
        std::string_view kind, std::int64_t subject) {
  tx.insert(timer_table, ids.next(), stream, due, kind, subject, 0);
}

void at_real_time(db::Transaction& tx, base::IdSource& ids, std::int64_t stream, base::Millis due,
                  std::string_view kind, std::int64_t subject) {
  tx.insert(timer_table, ids.next(), stream, due, kind, subject, 1);
}

void cancel(db::Transaction& tx, std::int64_t stream, std::string_view kind, std::int64_t subject) {
  tx.execute("DELETE FROM agenda_timer WHERE stream = ? AND kind = ? AND subject = ?", stream, kind,
             subject);
}

struct Agenda::Impl : std::enable_shared_from_this<Impl> {
  Impl(db::Database& the_database, async::Runtime& the_runtime, const base::Clock& the_clock)
      : database(the_database), runtime(the_runtime), clock(the_clock) {}

  db::Database& database;
  async::Runtime& runtime;
  const base::Clock& clock;
  std::unordered_map<std::string, Handler> handlers;
  std::atomic<bool> stopped{false};
  std::atomic<std::int64_t> due_now{0};
  std::atomic<std::int64_t> fired_ever{0};
  std::atomic<std::int64_t> failed_ever{0};
  /// Only the round under way touches it.
  std::unordered_map<std::int64_t, Failure> failures;

  std::vector<Timer> without_failed(std::vector<Timer> timers);
  int fire(db::Transaction& tx, const std::vector<Timer>& timers) const;
  void note_failure(const Timer& timer, const std::exception& why);
  void look_again(int interval_ms);

  static Task<int> round(std::shared_ptr<Impl> self);
  static Task<int> fire_together(std::shared_ptr<Impl> self, std::vector<Timer> timers);
  static Task<int> fire_alone(std::shared_ptr<Impl> self, Timer timer);
  static Task<void> round_then_again(std::shared_ptr<Impl> self, int interval_ms);
};

/// Leaves out those that failed and whose pause is not over; forgets failures of timers that are
/// gone.
std::vector<Timer> Agenda::Impl::without_failed(std::vector<Timer> timers) {
  std::unordered_map<std::int64_t, Failure> still;
  std::erase_if(timers, [&](const Timer& timer) {
    const auto failure = failures.find(timer.timer_id);
    if (failure == failures.end()) return false;
    still.insert(*failure);
    return clock.now() < failure->second.not_before;
  });
  failures = std::move(still);
  return timers;
}

int Agenda::Impl::fire(db::Transaction& tx, const std::vector<Timer>& timers) const {
  int fired = 0;
  for (const Timer& timer : timers) {
    // Taken back, or fired by another node, since it was read.
    if (tx.execute("DELETE FROM agenda_timer WHERE timer_id = ?", timer.timer_id) == 0) continue;
    const auto handler = handlers.find(timer.kind);
    if (handler == handlers.end()) throw std::logic_error("no handler for this kind of timer");
    handler->second(tx, timer);
    ++fired;
  }
  return fired;
}

void Agenda::Impl::note_failure(const Timer& timer, const std::exception& why) {
  ++failed_ever;
  const auto [failure, first] = failures.try_emplace(timer.timer_id);
  if (!first) failure->second.pause = std::min(2 * failure->second.pause, longest_pause);
  failure->second.not_before = clock.now() + failure->second.pause;
  base::log(base::LogLevel::error, "a timer failed and is tried again later",
            {{"kind", std::string_view(timer.kind)},
             {"timer", timer.timer_id},
             {"class", timer.stream},
             {"subject", timer.subject},
             {"pause_ms", failure->second.pause},
             {"why", std::string_view(why.what())}});
}

Task<int> Agenda::Impl::fire_alone(std::shared_ptr<Impl> self, Timer timer) {
  int fired = 0;
  try {
    fired = co_await self->database.write(
        timer.stream, [self, timer](db::Transaction& tx) { return self->fire(tx, {timer}); });
    self->failures.erase(timer.timer_id);
  } catch (const std::exception& e) {
    self->note_failure(timer, e);
  }
  co_return fired;
}

/// Timers of one stream.
Task<int> Agenda::Impl::fire_together(std::shared_ptr<Impl> self, std::vector<Timer> timers) {
  const std::int64_t stream = timers.front().stream;
  bool together = true;
  int fired = 0;
  try {
    fired = co_await self->database.write(
        stream, [self, timers](db::Transaction& tx) { return self->fire(tx, timers); });
  } catch (const std::exception&) {
    // One of them failed, and all were undone: each for itself tells which.
    together = false;
  }
  if (together) co_return fired;
  for (const Timer& timer : timers) {
    if (self->stopped) break;
    const int one = co_await fire_alone(self, timer);
    fired += one;
  }
  co_return fired;
}

Task<int> Agenda::Impl::round(std::shared_ptr<Impl> self) {
  const base::Millis now = self->clock.now();
  std::vector<Timer> timers =
      co_await self->database.read([now](db::Transaction& tx) { return due_timers(tx, now); });
  self->due_now = static_cast<std::int64_t>(timers.size());
  timers = self->without_failed(std::move(timers));
  int fired = 0;
  for (auto first = timers.begin(); first != timers.end() && !self->stopped;) {
    const auto end = std::find_if(
        first, timers.end(), [&](const Timer& timer) { return timer.stream != first->stream; });
    const auto last = first + std::min<std::ptrdiff_t>(max_together, end - first);
    const int some = co_await fire_together(self, std::vector<Timer>(first, last));
    fired += some;
    self->fired_ever += some;
    self->due_now -= some;
    first = last;
  }
  co_return fired;
}

void Agenda::Impl::look_again(int interval_ms) {
  if (stopped) return;
  runtime.after(0, interval_ms, [self = shared_from_this(), interval_ms] {
    self->runtime.spawn(0, [self, interval_ms] { return round_then_again(self, interval_ms); });
  });
}

Task<void> Agenda::Impl::round_then_again(std::shared_ptr<Impl> self, int interval_ms) {
  if (self->stopped) co_return;
  try {
    co_await round(self);
  } catch (const std::exception& e) {
    // That the database is away it says itself, once.
    const auto* refusal = dynamic_cast<const base::Error*>(&e);
    const bool is_away = refusal != nullptr && refusal->code() == base::Code::unavailable;
    base::log(is_away ? base::LogLevel::debug : base::LogLevel::error,
              "looking for due timers failed", {{"why", std::string_view(e.what())}});
  }
  self->look_again(interval_ms);
}

Agenda::Agenda(db::Database& database, async::Runtime& runtime, const base::Clock& clock)
    : impl_(std::make_shared<Impl>(database, runtime, clock)) {}

Agenda::~Agenda() { stop(); }

void Agenda::on(std::string kind, Handler handler) {
  const auto [at, added] = impl_->handlers.try_emplace(std::move(kind), std::move(handler));
  if (!added) throw std::logic_error("a second handler for timers of kind " + at->first);
}

void Agenda::start(int interval_ms) { impl_->look_again(interval_ms); }

void Agenda::stop() { impl_->stopped = true; }

Task<int> Agenda::fire_due() { return Impl::round(impl_); }

Agenda::Figures Agenda::figures() const {
  return {.due = impl_->due_now, .fired = impl_->fired_ever, .failed = impl_->failed_ever};
}

}  // namespace kaibo::agenda
