#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "common/db/database.h"
#include "common/db/driver.h"

namespace kaibo::db {

/// Opens connections, and knows whether the database is away. Nobody waits for one that is: after
/// one attempt that failed everybody is refused at once, until a knock gets through. The pauses
/// between knocks grow, and are never quite the same, so that many nodes do not come back in one
/// moment. Thread-safe.
class Connector {
 public:
  /// `driver` and `options` outlive this.
  Connector(Driver& driver, const Options& options);

  /// See Driver::connect; throws Unreachable at once while the database is away.
  std::unique_ptr<Connection> connect(Role role, std::int64_t lane);

  bool away() const { return away_; }

  /// One more attempt if the database is away and the pause is over. May block for the time-outs;
  /// called by one thread.
  void knock();

 private:
  using Clock = std::chrono::steady_clock;

  void note_away(const std::string& why);
  /// With the mutex held.
  void pause_before_next();

  Driver& driver_;
  const Options& options_;
  std::atomic<bool> away_{false};
  std::mutex mutex_;
  Clock::time_point since_;
  Clock::time_point next_knock_;
  base::Millis pause_ = 0;
  std::minstd_rand chance_{std::random_device()()};
};

}  // namespace kaibo::db
