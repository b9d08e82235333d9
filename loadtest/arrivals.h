#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace kaibo::load {

/// When somebody acts who waits for nobody: a Poisson process for each kind of act, merged in the
/// order of time. The same seed makes the same times.
class Arrivals {
 public:
  /// By kind, a second; none below 0.
  Arrivals(const std::vector<double>& rates, std::uint64_t seed);

  struct Arrival {
    /// Since the beginning; infinite when all rates are 0.
    double at_s = 0;
    std::size_t kind = 0;
  };
  Arrival next();

 private:
  std::mt19937_64 random_;
  double rate_ = 0;
  std::discrete_distribution<std::size_t> kind_;
  double at_s_ = 0;
};

}  // namespace kaibo::load
