#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

namespace kaibo::base {

/// How often a value fell into each of a few ranges, e.g. seconds of a commit: what is shown as a
/// histogram. Thread-safe without a lock; whoever reads may see a value counted and not yet summed.
class Distribution {
 public:
  /// Upper bounds of the ranges, ascending; what is above the last has a range of its own.
  explicit Distribution(std::vector<double> bounds);

  void add(double value);

  struct Figures {
    std::vector<double> bounds;
    /// One more than bounds.
    std::vector<std::int64_t> counts;
    double sum = 0;

    /// Of the same bounds, or of none yet.
    void add(const Figures& other);
  };
  Figures figures() const;

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<std::int64_t>> counts_;
  std::atomic<double> sum_{0};
};

}  // namespace kaibo::base
