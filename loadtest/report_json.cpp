#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "loadtest/report_parts.h"

namespace kaibo::load {
namespace {

namespace json = boost::json;

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
                                 {"server_rss_mb", sample.server_rss_mb},
                                 {"server_files", sample.server_files},
                                 {"server_threads", sample.server_threads}});
  }
  return array;
}

double cpu_ms_per_call(const Report& report) {
  const std::int64_t calls = report.figures.calls();
  return calls > 0 ? report.server_cpu_s * 1000 / static_cast<double>(calls) : 0;
}

json::object json_idle(const Idle& idle) {
  return {{"wanted", idle.wanted},
          {"held", idle.held},
          {"rss_before_mb", idle.rss_before_mb},
          {"rss_after_mb", idle.rss_after_mb},
          {"kb_each", idle.kb_each()}};
}

json::object json_trend(const std::vector<Sample>& samples) {
  return {{"rss_mb", per_hour(samples, &Sample::server_rss_mb)},
          {"files", per_hour(samples, &Sample::server_files)},
          {"threads", per_hour(samples, &Sample::server_threads)},
          {"cores", per_hour(samples, &Sample::server_cpu)}};
}

json::array json_growth(const std::vector<GrowthPoint>& points) {
  json::array array;
  for (const GrowthPoint& point : points) {
    array.push_back(json::object{{"classes", point.classes},
                                 {"people", point.people},
                                 {"calls_per_s", point.calls_per_s},
                                 {"events_per_s", point.events_per_s},
                                 {"server_cores", point.server_cores},
                                 {"own_cores", point.own_cores},
                                 {"server_rss_mb", point.server_rss_mb},
                                 {"p50_ms", point.p50_ms},
                                 {"p99_ms", point.p99_ms},
                                 {"delivery_p99_ms", point.delivery_p99_ms},
                                 {"late_p99_ms", point.late_p99_ms},
                                 {"clean", point.clean}});
  }
  return array;
}

}  // namespace

std::string as_json(const Report& report) {
  const Figures& figures = report.figures;
  json::object all = {
      {"command", report.command},
      {"asked", report.asked},
      {"classes", report.classes},
      {"people", report.people},
      {"seconds", report.seconds},
      {"seed", report.seed},
      {"duration_s", report.duration_s},
      {"clean", report.is_clean()},
      {"calls", figures.calls()},
      {"calls_per_s", per_second(figures.calls(), report.duration_s)},
      {"errors", report.errors()},
      {"operations", json_operations(figures)},
      {"events", json_events(report)},
      {"server",
       {{"cpu_s", report.server_cpu_s},
        {"cpu_ms_per_call", cpu_ms_per_call(report)},
        {"rss_mb", report.server_rss_mb}}},
      {"generator",
       {{"cpu_s", report.own_cpu_s}, {"late_p99_ms", ms(figures.lag().percentile(0.99))}}},
      {"sockets_dropped", figures.sockets_dropped()},
      {"faults", json_lines(figures.faults())},
      {"discrepancies", json_lines(report.discrepancies)},
      {"check", {{"exit", report.check_exit}, {"output", report.check_output}}},
      {"samples", json_samples(figures.samples())}};
  if (report.idle.wanted > 0) all["idle"] = json_idle(report.idle);
  if (is_long_enough_for_trend(report)) all["growth_per_hour"] = json_trend(figures.samples());
  if (!report.growth.empty()) {
    all["growth"] = json_growth(report.growth);
    all["growth_verdict"] = report.growth_verdict;
  }
  return json::serialize(all) + "\n";
}

}  // namespace kaibo::load
