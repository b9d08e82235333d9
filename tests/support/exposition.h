#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kaibo::test {

/// One line with a value.
struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

struct Family {
  std::string type;
  std::string help;
  std::vector<Sample> samples;
};

/// The text of /metrics, read as strictly as Prometheus reads its text format (version 0.0.4).
/// Throws std::runtime_error with the line that breaks it: a sample without HELP and TYPE before
/// it, a name or label that is none, a family in two pieces, a sample twice, a histogram whose
/// buckets shrink or do not end with +Inf and the count.
std::map<std::string, Family> read_exposition(std::string_view text);

}  // namespace kaibo::test
