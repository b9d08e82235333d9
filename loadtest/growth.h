#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadtest/figures.h"

namespace kaibo::load {

/// A run as a step of a series with more and more classes.
struct GrowthPoint {
  std::int64_t classes = 0;
  std::int64_t people = 0;
  double calls_per_s = 0;
  double events_per_s = 0;
  /// Of the server and of the load generator.
  double server_cores = 0;
  double own_cores = 0;
  double server_rss_mb = 0;
  /// Of all calls, and of events from happening to the client.
  double p50_ms = 0;
  double p99_ms = 0;
  double delivery_p99_ms = 0;
  /// By how much the load generator itself was late.
  double late_p99_ms = 0;
  bool clean = false;

  double millicores_per_class() const;
  double mb_per_class() const;
};

/// What of a step is beyond the limit, in words; empty when nothing is. `limit_ms` is the p99 of
/// all calls that is still bearable.
std::string beyond_limit(const GrowthPoint& point, double limit_ms);

/// Where the limit is, and how the cost of a class has grown, in words. `points` is not empty.
std::string verdict_of(const std::vector<GrowthPoint>& points, double limit_ms);

/// By how much a figure grows in an hour: the slope of the line that fits the samples best, those
/// of the first quarter left out, in which everything gets its size. 0 for fewer than three.
double per_hour(const std::vector<Sample>& samples, double Sample::* figure);

}  // namespace kaibo::load
