#pragma once

#include <cstdint>

namespace kaibo::observe {

/// What the program itself uses, read from /proc/self; 0 where it cannot be read.
struct ProcessFigures {
  std::int64_t resident_bytes = 0;
  std::int64_t open_files = 0;
  std::int64_t max_files = 0;
  std::int64_t threads = 0;
  /// Seconds since 1970.
  double started_at = 0;
  /// In user and kernel mode, since the start.
  double cpu_seconds = 0;
};

/// As they are now. Thread-safe.
ProcessFigures process_figures();

}  // namespace kaibo::observe
