#include "loadtest/arrivals.h"

#include <limits>
#include <numeric>

namespace kaibo::load {

Arrivals::Arrivals(const std::vector<double>& rates, std::uint64_t seed)
    : random_(seed), rate_(std::accumulate(rates.begin(), rates.end(), 0.0)) {
  if (rate_ > 0) kind_ = std::discrete_distribution<std::size_t>(rates.begin(), rates.end());
}

Arrivals::Arrival Arrivals::next() {
  if (rate_ <= 0) return {.at_s = std::numeric_limits<double>::infinity(), .kind = 0};
  at_s_ += std::exponential_distribution<double>(rate_)(random_);
  return {.at_s = at_s_, .kind = kind_(random_)};
}

}  // namespace kaibo::load
