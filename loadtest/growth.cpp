#include "loadtest/growth.h"

#include <fmt/format.h>

#include <cstddef>
#include <span>

namespace kaibo::load {
namespace {

double shared(double whole, std::int64_t classes) {
  return classes > 0 ? whole / static_cast<double>(classes) : 0;
}

}  // namespace

double GrowthPoint::millicores_per_class() const { return shared(server_cores * 1000, classes); }
double GrowthPoint::mb_per_class() const { return shared(server_rss_mb, classes); }

std::string beyond_limit(const GrowthPoint& point, double limit_ms) {
  if (!point.clean) return "not everything was right";
  if (point.late_p99_ms > limit_ms) {
    return fmt::format("the load generator was late by {:.0f} ms (p99) itself", point.late_p99_ms);
  }
  if (point.p99_ms > limit_ms) {
    return fmt::format("p99 of all calls is {:.0f} ms, the limit {:.0f} ms", point.p99_ms,
                       limit_ms);
  }
  return {};
}

std::string verdict_of(const std::vector<GrowthPoint>& points, double limit_ms) {
  const GrowthPoint& first = points.front();
  const GrowthPoint& last = points.back();
  const std::string beyond = beyond_limit(last, limit_ms);
  std::string verdict =
      beyond.empty() ? fmt::format("No limit up to {} classes.", last.classes)
                     : fmt::format("The limit is below {} classes: {}.", last.classes, beyond);
  if (!beyond.empty() && points.size() > 1) {
    verdict += fmt::format(" {} classes were well.", points[points.size() - 2].classes);
  }
  if (points.size() > 1 && first.server_cores > 0) {
    verdict += fmt::format(" A class among {} costs {:.2f} times the CPU of a class among {}.",
                           last.classes, last.millicores_per_class() / first.millicores_per_class(),
                           first.classes);
  }
  return verdict;
}

double per_hour(const std::vector<Sample>& samples, double Sample::* figure) {
  const auto settled = std::span(samples).subspan(samples.size() / 4);
  if (settled.size() < 3) return 0;
  const auto count = static_cast<double>(settled.size());
  double mean_time = 0;
  double mean = 0;
  for (const Sample& sample : settled) {
    mean_time += sample.at_s / count;
    mean += sample.*figure / count;
  }
  double together = 0;
  double spread = 0;
  for (const Sample& sample : settled) {
    const double time = sample.at_s - mean_time;
    together += time * (sample.*figure - mean);
    spread += time * time;
  }
  constexpr double hour_s = 3600;
  return spread > 0 ? together / spread * hour_s : 0;
}

}  // namespace kaibo::load
