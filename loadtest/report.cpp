#include "loadtest/report.h"

#include <fmt/format.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "loadtest/report_parts.h"

namespace kaibo::load {
namespace {

constexpr std::size_t shown_findings = 20;
/// From here on the times say more about the load generator than about the server.
constexpr Micros noticeable_lag = 50'000;

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

void put_idle(std::string& out, const Idle& idle) {
  if (idle.wanted == 0) return;
  fmt::format_to(
      std::back_inserter(out),
      "idle sockets: {} of {} held to the end; server memory {:.0f} MB before, {:.0f} MB "
      "after: {:.1f} KB each\n",
      idle.held, idle.wanted, idle.rss_before_mb, idle.rss_after_mb, idle.kb_each());
}

void put_trend(std::string& out, const Report& report) {
  if (!is_long_enough_for_trend(report)) return;
  const std::vector<Sample>& samples = report.figures.samples();
  fmt::format_to(
      std::back_inserter(out),
      "growth of the server in an hour: memory {:+.1f} MB, open files {:+.1f}, threads "
      "{:+.1f}, cores {:+.3f}\n",
      per_hour(samples, &Sample::server_rss_mb), per_hour(samples, &Sample::server_files),
      per_hour(samples, &Sample::server_threads), per_hour(samples, &Sample::server_cpu));
}

void put_growth(std::string& out, const Report& report) {
  if (report.growth.empty()) return;
  fmt::format_to(std::back_inserter(out),
                 "\n{:>8}{:>8}{:>9}{:>10}{:>9}{:>9}{:>8}{:>9}{:>8}{:>8}{:>8}{:>9}{:>8}{:>7}\n",
                 "classes", "people", "calls/s", "events/s", "cores", "mcores/c", "MB", "MB/class",
                 "p50 ms", "p99 ms", "ev p99", "late p99", "gen", "well");
  for (const GrowthPoint& point : report.growth) {
    fmt::format_to(std::back_inserter(out),
                   "{:>8}{:>8}{:>9.0f}{:>10.0f}{:>9.3f}{:>9.2f}{:>8.0f}{:>9.2f}{:>8.2f}{:>8.2f}"
                   "{:>8.2f}{:>9.2f}{:>8.2f}{:>7}\n",
                   point.classes, point.people, point.calls_per_s, point.events_per_s,
                   point.server_cores, point.millicores_per_class(), point.server_rss_mb,
                   point.mb_per_class(), point.p50_ms, point.p99_ms, point.delivery_p99_ms,
                   point.late_p99_ms, point.own_cores, point.clean ? "yes" : "NO");
  }
  out += report.growth_verdict + "\n";
}

std::string figure(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "-";
}

void put_change(std::string& out, const Change& change) {
  const std::optional<double> ratio = change.ratio();
  fmt::format_to(std::back_inserter(out), "{:>10}{:>10}{:>7}", figure(change.before),
                 figure(change.now), ratio ? fmt::format("×{:.2f}", *ratio) : "");
}

void put_comparison(std::string& out, const Comparison& comparison) {
  out += fmt::format("\ncompared with {}\n", comparison.earlier);
  if (!comparison.difference.empty()) {
    out += fmt::format("other runs, so the figures say little: {}\n", comparison.difference);
  }
  fmt::format_to(std::back_inserter(out), "{:<44}{:>10}{:>10}{:>7}{:>10}{:>10}{:>7}{:>10}{:>10}\n",
                 "operation", "p50 was", "is", "", "p99 was", "is", "", "errors w.", "is");
  for (const Comparison::Operation& operation : comparison.operations) {
    fmt::format_to(std::back_inserter(out), "{:<44}", without_package(operation.name));
    put_change(out, operation.p50_ms);
    put_change(out, operation.p99_ms);
    fmt::format_to(std::back_inserter(out), "{:>10}{:>10}\n", figure(operation.errors.before),
                   figure(operation.errors.now));
  }
  for (const Comparison::Figure& one : comparison.figures) {
    fmt::format_to(std::back_inserter(out), "{:<44}", one.name);
    put_change(out, one.value);
    out += "\n";
  }
}

}  // namespace

double ms(Micros micros) { return static_cast<double>(micros) / 1000; }

double per_second(std::int64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string_view without_package(std::string_view rpc) {
  const std::size_t slash = rpc.find('/');
  return rpc.starts_with("kaibo.") ? rpc.substr(rpc.rfind('.', slash) + 1) : rpc;
}

bool is_long_enough_for_trend(const Report& report) {
  constexpr double least_s = 300;
  return report.duration_s >= least_s;
}

double Idle::kb_each() const {
  return wanted > 0 ? (rss_after_mb - rss_before_mb) * 1024 / static_cast<double>(wanted) : 0;
}

std::int64_t Report::errors() const {
  std::int64_t errors = 0;
  for (const auto& [name, operation] : figures.operations()) errors += operation.errors;
  return errors;
}

bool Report::is_clean() const {
  return errors() == 0 && figures.fault_count() == 0 && events.all_well() &&
         discrepancies.empty() && idle.held == idle.wanted && check_exit <= 0;
}

std::string as_text(const Report& report) {
  std::string out;
  const Figures& figures = report.figures;
  fmt::format_to(std::back_inserter(out), "{}: {} classes, {}, {:g} s, seed {}\n\n", report.command,
                 report.classes, report.asked, report.seconds, report.seed);
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
  put_idle(out, report.idle);
  put_trend(out, report);
  put_list(out, "faults", figures.faults(), figures.fault_count());
  put_list(out, "discrepancies", report.discrepancies,
           static_cast<std::int64_t>(report.discrepancies.size()));
  if (report.check_exit >= 0) {
    out += fmt::format("\nkaibo check: {}\n{}", report.check_exit == 0 ? "clean" : "NOT CLEAN",
                       report.check_output);
  }
  put_growth(out, report);
  if (report.comparison) put_comparison(out, *report.comparison);
  out += report.is_clean() ? "\nall is well\n" : "\nNOT WELL\n";
  return out;
}

GrowthPoint growth_point(const Report& report) {
  const Figures& figures = report.figures;
  const auto share = [&report](double seconds) {
    return report.duration_s > 0 ? seconds / report.duration_s : 0;
  };
  return {.classes = report.classes,
          .people = report.people,
          .calls_per_s = per_second(figures.calls(), report.duration_s),
          .events_per_s = per_second(figures.events(), report.duration_s),
          .server_cores = share(report.server_cpu_s),
          .own_cores = share(report.own_cpu_s),
          .server_rss_mb = report.server_rss_mb,
          .p50_ms = ms(figures.all_calls().percentile(0.5)),
          .p99_ms = ms(figures.all_calls().percentile(0.99)),
          .delivery_p99_ms = ms(figures.delivery().percentile(0.99)),
          .late_p99_ms = ms(figures.lag().percentile(0.99)),
          .clean = report.is_clean()};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return content.str();
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace kaibo::load
