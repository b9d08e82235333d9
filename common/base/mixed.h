#pragma once

#include <cstdint>

namespace kaibo::base {

/// SplitMix64: spreads the bits of a number, the same on every machine, unlike the distributions of
/// <random>. Numbers to be drawn from a seed are chained: mixed(mixed(seed) ^ what).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace kaibo::base
