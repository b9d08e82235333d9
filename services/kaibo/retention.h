#pragma once

#include <cstdint>

#include "common/base/config.h"

namespace kaibo {

/// How long things are kept.
struct Retention {
  std::int64_t logs_days = 0;
  std::int64_t archives_years = 0;
};

/// Throws base::Error (failed_precondition) that names the rule where a time is shorter than the
/// law allows (data/legal-minimums.json).
Retention read_retention(const base::Config& config);

}  // namespace kaibo
