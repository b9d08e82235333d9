#include "common/base/clock.h"

#include <chrono>

namespace kaibo::base {

Millis SystemClock::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t monotonic_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

Millis monotonic_ms() { return monotonic_us() / 1'000; }

}  // namespace kaibo::base
