#pragma once

#include <atomic>
#include <cstdint>

#include "common/base/clock.h"

namespace kaibo::base {

/// Makes 64-bit ids that grow with time: 41 bits of milliseconds since 2025, 10 bits of node, 12
/// bits of count. Ids of one source never repeat, also when the clock steps back. Thread-safe.
class IdSource {
 public:
  /// `node` is 0 … 1023, different on every node that shares a database.
  IdSource(const Clock& clock, int node);

  std::int64_t next();

 private:
  const Clock& clock_;
  std::int64_t node_bits_;
  /// Last given out, without the node: milliseconds << 12 | count.
  std::atomic<std::int64_t> last_{0};
};

}  // namespace kaibo::base
