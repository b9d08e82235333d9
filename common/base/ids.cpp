#include "common/base/ids.h"

#include <algorithm>

namespace kaibo::base {

namespace {
constexpr Millis epoch = 1'735'689'600'000;  // 2025-01-01 UTC
constexpr int count_bits = 12;
constexpr int node_bits = 10;
constexpr std::int64_t count_mask = (1 << count_bits) - 1;
}  // namespace

IdSource::IdSource(const Clock& clock, int node)
    : clock_(clock), node_bits_(static_cast<std::int64_t>(node & ((1 << node_bits) - 1))) {}

std::int64_t IdSource::next() {
  const std::int64_t present = (clock_.now() - epoch) << count_bits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  std::int64_t mine = 0;
  do {
    mine = std::max(present, last + 1);
  } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
  return (mine >> count_bits) << (count_bits + node_bits) | node_bits_ << count_bits |
         (mine & count_mask);
}

}  // namespace kaibo::base
