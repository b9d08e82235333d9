#include "loadtest/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kaibo::load {
namespace {

/// Buckets for each doubling of the value.
constexpr int fineness_bits = 6;
constexpr std::uint64_t fineness = 1U << fineness_bits;

std::size_t bucket_of(std::uint64_t value) {
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - fineness_bits - 1);
  return static_cast<std::size_t>(shift) * fineness + (value >> shift);
}

std::int64_t largest_in(std::size_t bucket) {
  if (bucket < 2 * fineness) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = bucket / fineness - 1;
  const std::uint64_t first = bucket - shift * fineness;
  return static_cast<std::int64_t>(((first + 1) << shift) - 1);
}

}  // namespace

void Histogram::add(std::int64_t value) {
  value = std::max<std::int64_t>(value, 0);
  const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(value));
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  ++buckets_[bucket];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::add(const Histogram& other) {
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

void Histogram::clear() {
  std::ranges::fill(buckets_, 0);
  count_ = 0;
  max_ = 0;
}

std::int64_t Histogram::percentile(double share) const {
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_)));
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) return std::min(largest_in(i), max_);
  }
  return 0;
}

}  // namespace kaibo::load
