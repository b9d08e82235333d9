#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "common/async/pool.h"
#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/observe/health.h"
#include "common/observe/metrics.h"

namespace kaibo {

struct Program;

/// What a node looks at by itself every few seconds, so that whoever asks how it is never waits and
/// costs nothing.
class Vitals {
 public:
  struct Options {
    base::Millis interval = 0;
    /// A look that takes longer than this counts as failed.
    base::Millis patience = 0;
    std::int64_t min_free_bytes = 0;
  };

  /// `program` outlives it.
  explicit Vitals(Program& program) : program_(program) {}

  /// Looks once, blocking, before the runtime starts; then again and again while it runs.
  void start();
  /// As of the last look; draining is not its business. Any thread.
  observe::Health health() const;
  void observe(observe::Metrics& metrics);

 private:
  using Steady = std::chrono::steady_clock;

  Task<void> look();
  Task<void> look_and_again();
  void look_again();
  bool database_answers() const;
  void add_lanes(observe::Health& health) const;

  Program& program_;
  /// A folder on the network may take its time, and nobody else's work may keep the look waiting.
  async::Pool folder_pool_{"vitals", 1, 1};
  std::atomic<bool> database_sound_{false};
  std::atomic<bool> schema_known_{true};
  std::atomic<std::int64_t> rooms_live_{0};
  std::atomic<std::int64_t> free_bytes_{0};
  /// Of the look under way; empty when none is.
  std::atomic<Steady::time_point> began_{};
};

}  // namespace kaibo
