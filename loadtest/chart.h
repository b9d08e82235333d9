#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kaibo::load {

/// A line of a drawing, from left to right.
struct Curve {
  std::string_view name;
  std::string_view colour;
  std::vector<std::pair<double, double>> points;
};

/// Curves on one scale, as SVG under a heading; empty when there are fewer than two points. The
/// horizontal axis ends at `end_label`.
std::string chart(std::string_view title, const std::vector<Curve>& curves,
                  std::string_view end_label);

}  // namespace kaibo::load
