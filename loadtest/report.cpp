#include "loadtest/report.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace kaibo::load {
namespace {

namespace json = boost::json;

constexpr std::size_t shown_findings = 20;
/// From here on the times say more about the load generator than about the server.
constexpr Micros noticeable_lag = 50'000;

double ms(Micros micros) { return static_cast<double>(micros) / 1000; }

/// "MallService/PlaceOrder" of "kaibo.mall.v1.MallService/PlaceOrder".
std::string_view without_package(std::string_view rpc) {
  const std::size_t slash = rpc.find('/');
  return rpc.starts_with("kaibo.") ? rpc.substr(rpc.rfind('.', slash) + 1) : rpc;
}

double per_second(std::int64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

void put_operations(std::string& out, const Report& report) {
  fmt::format_to(std::back_inserter(out), "{:<50}{:>8}{:>8}{:>7}{:>9}{:>9}{:>9}{:>9}{:>11}{:>9}\n",
                 "operation (ms from when it was due)", "count", "refused", "errors", "p50", "p95",
                 "p99", "max", "sent: p50", "p99");
  for (const auto& [name, operation] : report.figures.operations()) {
    const Histogram& latency = operation.latency;
    const Histogram& service = operation.service;
    fmt::format_to(std::back_inserter(out),
                   "{:<50}{:>8}{:>8}{:>7}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}{:>11.2f}{:>9.2f}\n",
                   without_package(name), operation.count, operation.refused, operation.errors,
                   ms(latency.percentile(0.5)), ms(latency.percentile(0.95)),
                   ms(latency.percentile(0.99)), ms(latency.max()), ms(service.percentile(0.5)),
                   ms(service.percentile(0.99)));
  }
}

void put_events(std::string& out, const Report& report) {
  fmt::format_to(std::back_inserter(out), "\n{:<20}{:>10}{:>10}{:>10}{:>12}{:>14}{:>9}{:>9}\n",
                 "events by topic", "expected", "received", "missing", "duplicated", "out of order",
                 "altered", "unasked");
  const auto line = [&out](const std::string& name, const EventCounts& counts) {
    fmt::format_to(std::back_inserter(out), "{:<20}{:>10}{:>10}{:>10}{:>12}{:>14}{:>9}{:>9}\n",
                   name, counts.expected, counts.received, counts.missing, counts.duplicated,
                   counts.out_of_order, counts.altered, counts.unasked);
  };
  for (const auto& [topic, counts] : report.events_by_topic) line(topic, counts);
  line("all", report.events);
}

void put_list(std::string& out, std::string_view title, const std::vector<std::string>& lines,
              std::int64_t count) {
  if (lines.empty()) return;
  fmt::format_to(std::back_inserter(out), "\n{}: {}\n", title, count);
  for (std::size_t i = 0; i < lines.size() && i < shown_findings; ++i)
    out += "  " + lines[i] + "\n";
  if (static_cast<std::size_t>(count) > shown_findings) out += "  …\n";
}

json::object json_of(const EventCounts& counts) {
  return {{"expected", counts.expected},
          {"received", counts.received},
          {"missing", counts.missing},
          {"duplicated", counts.duplicated},
          {"out_of_order", counts.out_of_order},
          {"altered", counts.altered},
          {"unasked", counts.unasked}};
}

json::array json_operations(const Figures& figures) {
  json::array operations;
  for (const auto& [name, operation] : figures.operations()) {
    const Histogram& latency = operation.latency;
    operations.push_back(json::object{{"name", name},
                                      {"count", operation.count},
                                      {"errors", operation.errors},
                                      {"refused", operation.refused},
                                      {"p50_ms", ms(latency.percentile(0.5))},
                                      {"p95_ms", ms(latency.percentile(0.95))},
                                      {"p99_ms", ms(latency.percentile(0.99))},
                                      {"max_ms", ms(latency.max())},
                                      {"service_p50_ms", ms(operation.service.percentile(0.5))},
                                      {"service_p99_ms", ms(operation.service.percentile(0.99))}});
  }
  return operations;
}

json::object json_events(const Report& report) {
  json::object events = json_of(report.events);
  const Histogram& delivery = report.figures.delivery();
  events["delivery_p50_ms"] = ms(delivery.percentile(0.5));
  events["delivery_p99_ms"] = ms(delivery.percentile(0.99));
  json::object topics;
  for (const auto& [topic, counts] : report.events_by_topic) topics[topic] = json_of(counts);
  events["topics"] = std::move(topics);
  events["subscriptions"] = report.subscriptions;
  events["in_journals"] = report.journal_events;
  return events;
}

json::array json_lines(const std::vector<std::string>& lines) {
  json::array array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

json::array json_samples(const std::vector<Sample>& samples) {
  json::array array;
  for (const Sample& sample : samples) {
    array.push_back(json::object{{"at_s", sample.at_s},
                                 {"calls_per_s", sample.calls_per_s},
                                 {"events_per_s", sample.events_per_s},
                                 {"p50_ms", sample.p50_ms},
                                 {"p99_ms", sample.p99_ms},
                                 {"server_cpu", sample.server_cpu},
                                 {"server_rss_mb", sample.server_rss_mb}});
  }
  return array;
}

}  // namespace

std::int64_t Report::errors() const {
  std::int64_t errors = 0;
  for (const auto& [name, operation] : figures.operations()) errors += operation.errors;
  return errors;
}

bool Report::is_clean() const {
  return errors() == 0 && figures.fault_count() == 0 && events.all_well() &&
         discrepancies.empty() && check_exit <= 0;
}

std::string as_text(const Report& report) {
  std::string out;
  const Figures& figures = report.figures;
  put_operations(out, report);
  put_events(out, report);
  const Histogram& delivery = figures.delivery();
  fmt::format_to(std::back_inserter(out),
                 "\nevent happened → on the client   p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms\n"
                 "calls {} ({:.0f}/s), refused {}, errors {}; events heard {} ({:.0f}/s)\n"
                 "people {} in {} classes, {:.0f} s; sockets dropped on purpose {}; {} event lists "
                 "compared with {} events in the journals\n"
                 "server: {:.1f} s of CPU, {:.0f} MB; load generator: {:.1f} s of CPU, late by p99 "
                 "{:.2f} ms\n",
                 ms(delivery.percentile(0.5)), ms(delivery.percentile(0.99)), ms(delivery.max()),
                 figures.calls(), per_second(figures.calls(), report.duration_s), figures.refused(),
                 report.errors(), figures.events(), per_second(figures.events(), report.duration_s),
                 report.people, report.classes, report.duration_s, figures.sockets_dropped(),
                 report.subscriptions, report.journal_events, report.server_cpu_s,
                 report.server_rss_mb, report.own_cpu_s, ms(figures.lag().percentile(0.99)));
  if (figures.lag().percentile(0.99) > noticeable_lag) {
    out +=
        "this machine could not keep up with the load generator: its own delay is in the times\n";
  }
  put_list(out, "faults", figures.faults(), figures.fault_count());
  put_list(out, "discrepancies", report.discrepancies,
           static_cast<std::int64_t>(report.discrepancies.size()));
  if (report.check_exit >= 0) {
    out += fmt::format("\nkaibo check: {}\n{}", report.check_exit == 0 ? "clean" : "NOT CLEAN",
                       report.check_output);
  }
  out += report.is_clean() ? "\nall is well\n" : "\nNOT WELL\n";
  return out;
}

std::string as_json(const Report& report) {
  const Figures& figures = report.figures;
  const json::object all = {
      {"command", report.command},
      {"classes", report.classes},
      {"people", report.people},
      {"minutes", report.minutes},
      {"seed", report.seed},
      {"duration_s", report.duration_s},
      {"clean", report.is_clean()},
      {"calls", figures.calls()},
      {"calls_per_s", per_second(figures.calls(), report.duration_s)},
      {"errors", report.errors()},
      {"operations", json_operations(figures)},
      {"events", json_events(report)},
      {"server", {{"cpu_s", report.server_cpu_s}, {"rss_mb", report.server_rss_mb}}},
      {"generator",
       {{"cpu_s", report.own_cpu_s}, {"late_p99_ms", ms(figures.lag().percentile(0.99))}}},
      {"sockets_dropped", figures.sockets_dropped()},
      {"faults", json_lines(figures.faults())},
      {"discrepancies", json_lines(report.discrepancies)},
      {"check", {{"exit", report.check_exit}, {"output", report.check_output}}},
      {"samples", json_samples(figures.samples())}};
  return json::serialize(all) + "\n";
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace kaibo::load
