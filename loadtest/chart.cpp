#include "loadtest/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace kaibo::load {
namespace {

constexpr double chart_width = 860;
constexpr double height = 180;
constexpr double margin = 48;
constexpr double top = 16;
/// So few points are marked one by one.
constexpr std::size_t few = 20;

/// The next of 1, 2, 5, 10, 20, … above: a scale that reads well.
double rounded_up(double value) {
  if (value <= 0) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (value <= step * power) return step * power;
  }
  return 10 * power;
}

std::string scale(double highest) {
  std::string out;
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = top + height * (1 - share);
    fmt::format_to(std::back_inserter(out),
                   "<path d=\"M{0} {1}H{2}\" stroke=\"#ddd\"/><text x=\"{3}\" y=\"{4}\" "
                   "text-anchor=\"end\">{5:g}</text>",
                   margin, y, margin + chart_width, margin - 6, y + 4, highest * share);
  }
  return out;
}

std::string draw(const Curve& curve, double end, double highest) {
  std::string line;
  std::string marks;
  for (const auto& [x, y] : curve.points) {
    const double right = margin + chart_width * x / end;
    const double down = top + height * (1 - y / highest);
    fmt::format_to(std::back_inserter(line), "{:.1f},{:.1f} ", right, down);
    if (curve.points.size() > few) continue;
    fmt::format_to(std::back_inserter(marks), "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>",
                   right, down);
  }
  return fmt::format(
      "<polyline points=\"{0}\" fill=\"none\" stroke=\"{1}\" stroke-width=\"1.5\"/>"
      "<g fill=\"{1}\">{2}</g>",
      line, curve.colour, marks);
}

}  // namespace

std::string chart(std::string_view title, const std::vector<Curve>& curves,
                  std::string_view end_label) {
  double end = 0;
  double highest = 0;
  std::size_t points = 0;
  for (const Curve& curve : curves) {
    points = std::max(points, curve.points.size());
    for (const auto& [x, y] : curve.points) {
      end = std::max(end, x);
      highest = std::max(highest, y);
    }
  }
  if (points < 2) return {};
  highest = rounded_up(highest);
  std::string out = fmt::format("<h2>{}</h2><svg viewBox=\"0 0 {} {}\">", title,
                                chart_width + 2 * margin, height + margin);
  out += scale(highest);
  double label = margin;
  for (const Curve& curve : curves) {
    out += draw(curve, end, highest);
    fmt::format_to(std::back_inserter(out),
                   "<rect x=\"{0}\" y=\"{1}\" width=\"10\" height=\"10\" fill=\"{2}\"/>"
                   "<text x=\"{3}\" y=\"{4}\">{5}</text>",
                   label, height + 28, curve.colour, label + 14, height + 37, curve.name);
    label += 150;
  }
  fmt::format_to(std::back_inserter(out),
                 "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text></svg>",
                 margin + chart_width, height + 37, end_label);
  return out;
}

}  // namespace kaibo::load
