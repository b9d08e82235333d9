#include "loadtest/comparison.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <map>
#include <stdexcept>
#include <utility>

namespace kaibo::load {
namespace {

namespace json = boost::json;

/// A number at a place such as "/server/cpu_s".
std::optional<double> number_at(const json::value& report, const std::string& place) {
  boost::system::error_code missing;
  const json::value* found = report.find_pointer(place, missing);
  if (missing || found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

std::string report_text(const json::value& report, const std::string& place) {
  boost::system::error_code missing;
  const json::value* found = report.find_pointer(place, missing);
  if (missing || found == nullptr || !found->is_string()) return {};
  return json::value_to<std::string>(*found);
}

struct Place {
  const char* name;
  const char* place;
};
constexpr std::array<Place, 10> places = {
    {{"errors", "/errors"},
     {"calls a second", "/calls_per_s"},
     {"events missing", "/events/missing"},
     {"event → client p50 (ms)", "/events/delivery_p50_ms"},
     {"event → client p99 (ms)", "/events/delivery_p99_ms"},
     {"server CPU (s)", "/server/cpu_s"},
     {"server CPU (ms a call)", "/server/cpu_ms_per_call"},
     {"server memory (MB)", "/server/rss_mb"},
     {"memory of an idle socket (KB)", "/idle/kb_each"},
     {"load generator late p99 (ms)", "/generator/late_p99_ms"}}};

using Operations = std::map<std::string, Comparison::Operation>;

void add_operations(Operations& operations, const json::value& report,
                    std::optional<double> Change::* side) {
  for (const json::value& one : report.at("operations").as_array()) {
    const std::string name = json::value_to<std::string>(one.at("name"));
    Comparison::Operation& operation = operations[name];
    operation.name = name;
    operation.p50_ms.*side = number_at(one, "/p50_ms");
    operation.p99_ms.*side = number_at(one, "/p99_ms");
    operation.errors.*side = number_at(one, "/errors");
  }
}

/// How a run was asked for.
std::string asked_of(const json::value& report) {
  return fmt::format("{}: {:g} classes, {}, {:g} s", report_text(report, "/command"),
                     number_at(report, "/classes").value_or(0), report_text(report, "/asked"),
                     number_at(report, "/seconds").value_or(0));
}

Comparison compare_values(const json::value& earlier, const json::value& now) {
  Comparison comparison;
  Operations operations;
  add_operations(operations, earlier, &Change::before);
  add_operations(operations, now, &Change::now);
  for (auto& [name, operation] : operations) {
    comparison.operations.push_back(std::move(operation));
  }
  for (const Place& at : places) {
    const Change value{number_at(earlier, at.place), number_at(now, at.place)};
    if (value.before || value.now) comparison.figures.push_back({at.name, value});
  }
  const std::string before = asked_of(earlier);
  const std::string after = asked_of(now);
  if (before != after)
    comparison.difference = fmt::format("\"{}\" before, \"{}\" now", before, after);
  return comparison;
}

}  // namespace

std::optional<double> Change::ratio() const {
  if (!before || !now || *before == 0) return std::nullopt;
  return *now / *before;
}

Comparison compare_reports(std::string_view earlier, std::string_view now) {
  const json::value current = json::parse({now.data(), now.size()});
  try {
    return compare_values(json::parse({earlier.data(), earlier.size()}), current);
  } catch (const std::exception& e) {
    throw std::runtime_error(std::string("it is no report of kaibo-load (--json): ") + e.what());
  }
}

}  // namespace kaibo::load
