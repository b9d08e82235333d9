#include "tests/support/exposition.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace kaibo::test {
namespace {

const std::regex comment("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
const std::regex sample(R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? ([^ ]+))re");
const std::regex label(R"re(([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$))re");
const std::set<std::string> types = {"counter", "gauge", "histogram", "summary", "untyped"};

[[noreturn]] void fail(const std::string& why, const std::string& line) {
  throw std::runtime_error(why + ": " + line);
}

std::map<std::string, std::string> read_labels(const std::string& text, const std::string& line) {
  std::map<std::string, std::string> labels;
  auto begin = text.cbegin();
  std::smatch found;
  while (begin != text.cend()) {
    if (!std::regex_search(begin, text.cend(), found, label,
                           std::regex_constants::match_continuous)) {
      fail("not a label", line);
    }
    if (!labels.emplace(found[1], found[2]).second) fail("a label twice", line);
    begin = found[0].second;
  }
  return labels;
}

double read_value(const std::string& text, const std::string& line) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) fail("not a value", line);
  return value;
}

/// The part of a histogram that a sample's name stands for; nothing for another family's.
bool belongs(const std::string& name, const std::string& family, const std::string& type) {
  if (type != "histogram") return name == family;
  return name == family + "_bucket" || name == family + "_sum" || name == family + "_count";
}

/// By all labels but the bound.
using Series = std::map<std::map<std::string, std::string>, std::vector<Sample>>;

void check_histogram(const std::string& name, const Family& family) {
  Series series;
  std::map<std::map<std::string, std::string>, double> counts;
  for (const Sample& one : family.samples) {
    auto labels = one.labels;
    labels.erase("le");
    if (one.name == name + "_bucket") series[labels].push_back(one);
    if (one.name == name + "_count") counts[labels] = one.value;
  }
  if (series.size() != counts.size()) fail("buckets without a count", name);
  for (const auto& [labels, buckets] : series) {
    double bound = -std::numeric_limits<double>::infinity();
    double count = 0;
    for (const Sample& bucket : buckets) {
      const double next = read_value(bucket.labels.at("le"), name);
      if (next <= bound || bucket.value < count) fail("buckets that shrink", name);
      bound = next;
      count = bucket.value;
    }
    if (!std::isinf(bound) || count != counts.at(labels)) fail("no last bucket", name);
  }
}

}  // namespace

std::map<std::string, Family> read_exposition(std::string_view text) {
  if (!text.ends_with('\n')) throw std::runtime_error("the last line has no end");
  std::map<std::string, Family> families;
  std::set<std::pair<std::string, std::map<std::string, std::string>>> seen;
  std::string current;
  std::istringstream lines{std::string(text)};
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, found, comment)) {
      const bool is_new = found[2] != current;
      current = found[2];
      if (is_new && families.contains(current)) fail("a family in two pieces", line);
      Family& family = families[current];
      std::string& what = found[1] == "HELP" ? family.help : family.type;
      if (!what.empty() || !family.samples.empty()) fail("a second HELP or TYPE", line);
      what = found[3];
      if (found[1] == "TYPE" && !types.contains(what)) fail("no such type", line);
      continue;
    }
    if (!std::regex_match(line, found, sample)) fail("not a line of the format", line);
    Family& family = families[current];
    if (family.type.empty() || family.help.empty()) fail("no HELP or TYPE", line);
    if (!belongs(found[1], current, family.type)) fail("outside of its family", line);
    Sample one{.name = found[1], .labels = read_labels(found[3], line), .value = 0};
    one.value = read_value(found[4], line);
    if (!seen.emplace(one.name, one.labels).second) fail("a sample twice", line);
    family.samples.push_back(std::move(one));
  }
  for (const auto& [name, family] : families) {
    if (family.samples.empty()) fail("a family without samples", name);
    if (family.type == "histogram") check_histogram(name, family);
  }
  return families;
}

}  // namespace kaibo::test
