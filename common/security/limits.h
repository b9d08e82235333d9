#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "common/base/clock.h"

namespace kaibo::security {

/// Token buckets by key ("sign_in:10.0.0.3", "comment:17"), in memory, bounded: of more keys than
/// `max_keys`, the one not used for longest is forgotten. Thread-safe.
class RateLimiter {
 public:
  /// `clock` outlives the limiter.
  explicit RateLimiter(const base::Clock& clock, std::size_t max_keys = 100'000);
  ~RateLimiter();

  struct Rate {
    int burst = 10;
    /// One more is allowed every so many milliseconds.
    base::Millis refill_ms = 1000;
  };
  /// Throws resource_exhausted, naming the seconds to wait, when fewer than `count` are left; then
  /// none is taken.
  void take(std::string_view key, Rate rate, int count = 1);

  /// Throws as take(key, rate, 1) would, and takes nothing: with `take` after each failure, this
  /// is a lock-out.
  void require_left(std::string_view key, Rate rate);

  /// The bucket is full again, as after a success.
  void forget(std::string_view key);

  /// Told of all that is taken here, in milliseconds of refilling; 0 when a bucket was forgotten.
  /// Before the first call; must not block, nor call back.
  using Share = std::function<void(std::string_view key, base::Millis taken)>;
  void share(Share share);
  /// The same from another node: limits hold for all nodes together, as far as they hear each
  /// other in time.
  void hear(std::string_view key, base::Millis taken);

  std::size_t keys() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::security
