#pragma once

#include <atomic>
#include <cstdint>

namespace kaibo::base {

/// Milliseconds since 1970-01-01 UTC, or a span of them.
using Millis = std::int64_t;

inline constexpr Millis second = 1'000;
inline constexpr Millis minute = 60 * second;
inline constexpr Millis hour = 60 * minute;
inline constexpr Millis day = 24 * hour;

/// Time that never jumps, for time-outs; only differences mean something.
std::int64_t monotonic_us();
Millis monotonic_ms();

/// Where the time comes from; injected, so that tests own it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() const = 0;
};

class SystemClock : public Clock {
 public:
  Millis now() const override;
};

/// Stands still until it is moved.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Millis start) : now_(start) {}
  Millis now() const override { return now_.load(); }
  void advance(Millis by) { now_ += by; }

 private:
  std::atomic<Millis> now_;
};

}  // namespace kaibo::base
