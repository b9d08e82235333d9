#include "common/base/distribution.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kaibo::base {

Distribution::Distribution(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

void Distribution::add(double value) {
  const auto range = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  counts_[static_cast<std::size_t>(range)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Distribution::Figures Distribution::figures() const {
  return {.bounds = bounds_, .counts = {counts_.begin(), counts_.end()}, .sum = sum_};
}

void Distribution::Figures::add(const Figures& other) {
  if (counts.empty()) {
    *this = other;
    return;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts.at(i);
  sum += other.sum;
}

}  // namespace kaibo::base
