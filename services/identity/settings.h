#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/clock.h"
#include "common/security/limits.h"

namespace kaibo::identity {

/// The numbers of signing in; filled from the configuration.
struct Settings {
  /// Characters of a new password (ASVS 2.1.2: at least 64 must be possible, no more than 128).
  std::int64_t password_min = 8;
  std::int64_t password_max = 128;

  /// Wrong passwords in a row after which an account is locked, and for how long.
  int max_failures = 5;
  base::Millis lock_ms = 15 * 60 * 1000;

  /// Failed attempts from one address, whatever the account; a whole class sits behind one address.
  security::RateLimiter::Rate address_failures{60, 5'000};
  /// Attempts of one person to change the password, with the present one wrong or right.
  security::RateLimiter::Rate change_password_rate{5, 60'000};

  /// A session ends after so long without a call, and after so long in any case.
  base::Millis idle_ms = 2 * 60 * 60 * 1000;
  base::Millis life_ms = 12 * 60 * 60 * 1000;
  /// A session's last use is written at most this often; the idle time is as exact as this.
  base::Millis seen_interval_ms = 5 * 60 * 1000;

  /// Sessions held in memory, and for how long one is believed without asking the database: how
  /// late another node may notice a revocation.
  std::size_t cached_sessions = 50'000;
  base::Millis cache_ms = 60'000;
};

}  // namespace kaibo::identity
