#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/database.h"

namespace kaibo::agenda {

/// A durable timer: fires once, on the lane of its stream, when its clock has reached `due`, also
/// after a restart. The clock is the stream's, or real time. The stream has a journal
/// (journal::open_stream).
struct Timer {
  std::int64_t timer_id = 0;
  std::int64_t stream = 0;
  /// On the timer's clock.
  base::Millis due = 0;
  /// "mall.order_unpaid".
  std::string kind;
  /// What it is about, e.g. an order's id.
  std::int64_t subject = 0;
};

/// Sets a timer on the stream's clock as part of the unit.
void at(db::Transaction& tx, base::IdSource& ids, std::int64_t stream, base::Millis due,
        std::string_view kind, std::int64_t subject);

/// The same in real time, whatever the stream's clock says: for what people wait for in a room.
void at_real_time(db::Transaction& tx, base::IdSource& ids, std::int64_t stream, base::Millis due,
                  std::string_view kind, std::int64_t subject);

/// Takes back the timers of one kind and subject.
void cancel(db::Transaction& tx, std::int64_t stream, std::string_view kind, std::int64_t subject);

/// Looks for due timers and fires them, those of a stream and a clock in the order of their due
/// times. What a handler does and the timer's removal are one unit of work: a handler runs to its
/// end once. When a handler throws, that is logged and its timer tried again later, each time after
/// a longer pause; the others fire meanwhile.
class Agenda {
 public:
  /// Called on the lane's thread as a part of a unit, so it may be called again after a deadlock.
  using Handler = std::function<void(db::Transaction& tx, const Timer& timer)>;

  /// All three outlive it.
  Agenda(db::Database& database, async::Runtime& runtime, const base::Clock& clock);
  ~Agenda();
  Agenda(const Agenda&) = delete;
  Agenda& operator=(const Agenda&) = delete;

  /// Before start. Each kind has one handler.
  void on(std::string kind, Handler handler);
  /// Starts looking every `interval_ms`.
  void start(int interval_ms);
  /// No more rounds begin; the one under way ends with the unit it is waiting for. Thread-safe.
  void stop();
  /// Fires everything due now and returns how many; for tests and `start`. One at a time.
  Task<int> fire_due();

  struct Figures {
    /// Found due at the last look and not fired yet.
    std::int64_t due = 0;
    std::int64_t fired = 0;
    /// Tries that failed.
    std::int64_t failed = 0;
  };
  /// Any thread.
  Figures figures() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace kaibo::agenda
