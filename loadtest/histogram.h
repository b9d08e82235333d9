#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kaibo::load {

/// Counts values of 0 and more in buckets whose width grows with the value: any percentile is right
/// to 1.6 %, in 20 KB and without keeping the values.
class Histogram {
 public:
  void add(std::int64_t value);
  void add(const Histogram& other);
  void clear();

  std::int64_t count() const { return count_; }
  /// Exact.
  std::int64_t max() const { return max_; }
  /// The value below or at which `share` (0 … 1) of the values lie; 0 when there are none.
  std::int64_t percentile(double share) const;

 private:
  std::vector<std::int64_t> buckets_;
  std::int64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace kaibo::load
