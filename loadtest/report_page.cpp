#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "loadtest/chart.h"
#include "loadtest/report_parts.h"

namespace kaibo::load {
namespace {

constexpr std::string_view style = R"(
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:960px;margin:32px auto;padding:0 16px;color:#222}
h1{font-size:24px}h2{font-size:17px;margin-top:32px}
.verdict{padding:8px 16px;border-radius:8px;font-weight:600}.ok{background:#e5f6ea}.bad{background:#fde8e6}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:4px 8px;text-align:right;border-bottom:1px solid #eee;font-weight:400}
td:first-child,th:first-child{text-align:left}th{color:#777;font-size:13px}
svg{width:100%;height:auto;background:#fafafa;border-radius:8px}svg text{font-size:11px;fill:#777}
.scroll{overflow-x:auto})";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Curves over the time of the run.
struct Line {
  std::string_view name;
  std::string_view colour;
  double Sample::* figure;
};

std::string chart_of(const Report& report, std::string_view title, const std::vector<Line>& lines) {
  const std::vector<Sample>& samples = report.figures.samples();
  if (samples.empty()) return {};
  std::vector<Curve> curves;
  for (const Line& line : lines) {
    Curve& curve = curves.emplace_back(Curve{line.name, line.colour, {}});
    for (const Sample& sample : samples)
      curve.points.emplace_back(sample.at_s, sample.*line.figure);
  }
  return chart(title, curves, fmt::format("{:.0f} s", samples.back().at_s));
}

/// From p50 to p99 with a stroke at p95, on a scale of powers of ten from 0.1 ms to 10 s.
std::string bar(const Histogram& latency) {
  const auto place = [&latency](double share) {
    const double micros = static_cast<double>(std::max<Micros>(latency.percentile(share), 100));
    return std::min((std::log10(micros) - 2) * 40, 200.0);
  };
  const double from = place(0.5);
  return fmt::format(
      "<svg viewBox=\"0 0 200 12\" style=\"width:200px\"><rect x=\"{:.1f}\" y=\"3\" "
      "width=\"{:.1f}\" height=\"6\" fill=\"#f0592a\" opacity=\".55\"/><path d=\"M{:.1f} "
      "0v12\" stroke=\"#222\"/></svg>",
      from, std::max(place(0.99) - from, 1.0), place(0.95));
}

std::string operations_table(const Report& report) {
  std::string out =
      "<h2>Calls (ms from when each was due)</h2><div "
      "class=\"scroll\"><table><tr><th>operation<th>count<th>refused"
      "<th>errors<th>p50<th>p95<th>p99<th>max<th>sent: p50<th>p99<th>0.1 ms … 10 s</tr>";
  for (const auto& [name, operation] : report.figures.operations()) {
    const Histogram& latency = operation.latency;
    const Histogram& service = operation.service;
    fmt::format_to(std::back_inserter(out),
                   "<tr><td>{}<td>{}<td>{}<td>{}<td>{:.2f}<td>{:.2f}<td>{:.2f}<td>{:.2f}<td>{:.2f}"
                   "<td>{:.2f}<td>{}</tr>",
                   escaped(name), operation.count, operation.refused, operation.errors,
                   ms(latency.percentile(0.5)), ms(latency.percentile(0.95)),
                   ms(latency.percentile(0.99)), ms(latency.max()), ms(service.percentile(0.5)),
                   ms(service.percentile(0.99)), bar(latency));
  }
  return out + "</table></div>";
}

std::string events_table(const Report& report) {
  std::string out =
      "<h2>Events</h2><div class=\"scroll\"><table><tr><th>topic<th>expected<th>received"
      "<th>missing<th>duplicated<th>out of order<th>altered<th>unasked</tr>";
  auto topics = report.events_by_topic;
  topics["∑"] = report.events;
  for (const auto& [topic, counts] : topics) {
    fmt::format_to(std::back_inserter(out),
                   "<tr><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>", escaped(topic),
                   counts.expected, counts.received, counts.missing, counts.duplicated,
                   counts.out_of_order, counts.altered, counts.unasked);
  }
  const Histogram& delivery = report.figures.delivery();
  return out + fmt::format(
                   "</table></div><p>From happening to the client: p50 {:.2f} ms, p99 "
                   "{:.2f} ms.</p>",
                   ms(delivery.percentile(0.5)), ms(delivery.percentile(0.99)));
}

std::string list(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string out = fmt::format("<h2>{}</h2><ul>", title);
  for (const std::string& line : lines) out += "<li>" + escaped(line);
  return out + "</ul>";
}

std::string growth_chart(const std::vector<GrowthPoint>& points, std::string_view title,
                         std::string_view name, double (*figure)(const GrowthPoint&)) {
  Curve curve{name, "#7a4df0", {}};
  for (const GrowthPoint& point : points) {
    curve.points.emplace_back(static_cast<double>(point.classes), figure(point));
  }
  return chart(title, {curve}, fmt::format("{} classes", points.back().classes));
}

std::string growth_section(const Report& report) {
  const std::vector<GrowthPoint>& points = report.growth;
  if (points.empty()) return {};
  std::string out =
      fmt::format("<h2>More and more classes</h2><p><b>{}</b></p>", escaped(report.growth_verdict));
  out +=
      "<div class=\"scroll\"><table><tr><th>classes<th>people<th>calls/s<th>events/s<th>cores"
      "<th>mcores a class<th>MB<th>MB a class<th>p50<th>p99<th>event p99<th>generator late "
      "p99<th>generator cores<th>well</tr>";
  for (const GrowthPoint& point : points) {
    fmt::format_to(std::back_inserter(out),
                   "<tr><td>{}<td>{}<td>{:.0f}<td>{:.0f}<td>{:.3f}<td>{:.2f}<td>{:.0f}<td>{:.2f}"
                   "<td>{:.2f}<td>{:.2f}<td>{:.2f}<td>{:.2f}<td>{:.2f}<td>{}</tr>",
                   point.classes, point.people, point.calls_per_s, point.events_per_s,
                   point.server_cores, point.millicores_per_class(), point.server_rss_mb,
                   point.mb_per_class(), point.p50_ms, point.p99_ms, point.delivery_p99_ms,
                   point.late_p99_ms, point.own_cores, point.clean ? "yes" : "no");
  }
  out += "</table></div>";
  out += growth_chart(points, "CPU of a class (thousandths of a core)", "mcores a class",
                      [](const GrowthPoint& point) { return point.millicores_per_class(); });
  out += growth_chart(points, "Server: memory (MB)", "at its highest",
                      [](const GrowthPoint& point) { return point.server_rss_mb; });
  out += growth_chart(points, "p99 of all calls (ms)", "p99",
                      [](const GrowthPoint& point) { return point.p99_ms; });
  return out + fmt::format("<p>What follows is of {} classes.</p>", points.back().classes);
}

std::string shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "–";
}

std::string cells(const Change& change) {
  const std::optional<double> ratio = change.ratio();
  return fmt::format("<td>{}<td>{}<td>{}", shown(change.before), shown(change.now),
                     ratio ? fmt::format("×{:.2f}", *ratio) : "");
}

std::string comparison_section(const Comparison& comparison) {
  std::string out = fmt::format("<h2>Compared with {}</h2>", escaped(comparison.earlier));
  if (!comparison.difference.empty()) {
    out += fmt::format("<p class=\"verdict bad\">Other runs, so the figures say little: {}</p>",
                       escaped(comparison.difference));
  }
  out += "<div class=\"scroll\"><table><tr><th>figure<th>before<th>now<th>ratio</tr>";
  for (const Comparison::Figure& one : comparison.figures) {
    out += fmt::format("<tr><td>{}{}</tr>", escaped(one.name), cells(one.value));
  }
  out +=
      "</table><table><tr><th>operation<th>p50 before<th>now<th>ratio<th>p99 before<th>now"
      "<th>ratio<th>errors before<th>now<th>ratio</tr>";
  for (const Comparison::Operation& operation : comparison.operations) {
    out += fmt::format("<tr><td>{}{}{}{}</tr>", escaped(without_package(operation.name)),
                       cells(operation.p50_ms), cells(operation.p99_ms), cells(operation.errors));
  }
  return out + "</table></div>";
}

std::string idle_line(const Idle& idle) {
  if (idle.wanted == 0) return {};
  return fmt::format(
      "<p>Idle sockets: {} of {} held to the end; server memory {:.0f} MB before they came, {:.0f} "
      "MB after: {:.1f} KB each.</p>",
      idle.held, idle.wanted, idle.rss_before_mb, idle.rss_after_mb, idle.kb_each());
}

std::string trend_line(const Report& report) {
  if (!is_long_enough_for_trend(report)) return {};
  const std::vector<Sample>& samples = report.figures.samples();
  return fmt::format(
      "<p>Growth of the server in an hour: memory {:+.1f} MB, open files {:+.1f}, threads "
      "{:+.1f}.</p>",
      per_hour(samples, &Sample::server_rss_mb), per_hour(samples, &Sample::server_files),
      per_hour(samples, &Sample::server_threads));
}

std::string charts(const Report& report) {
  return chart_of(report, "Per second",
                  {{"calls", "#f0592a", &Sample::calls_per_s},
                   {"events heard", "#2a7ff0", &Sample::events_per_s}}) +
         chart_of(report, "Latency of all calls (ms)",
                  {{"p50", "#2a7ff0", &Sample::p50_ms}, {"p99", "#f0592a", &Sample::p99_ms}}) +
         chart_of(report, "Server: cores in use", {{"cores", "#7a4df0", &Sample::server_cpu}}) +
         chart_of(report, "Server: memory (MB)",
                  {{"resident", "#1f9d55", &Sample::server_rss_mb}}) +
         chart_of(report, "Server: open files and threads",
                  {{"open files", "#2a7ff0", &Sample::server_files},
                   {"threads", "#f0592a", &Sample::server_threads}});
}

}  // namespace

std::string as_html(const Report& report) {
  std::string out = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>kaibo-load {0}</title><style>{1}</style>"
      "<h1>kaibo-load {0}</h1><p>{2}; {3} people in {4} classes, {5:.0f} s, seed {6}: {7} calls, "
      "{8} events heard. Server {9:.1f} s of CPU, {10:.0f} MB.</p><p class=\"verdict "
      "{11}\">{12}</p>",
      escaped(report.command), style, escaped(report.asked), report.people, report.classes,
      report.duration_s, report.seed, report.figures.calls(), report.figures.events(),
      report.server_cpu_s, report.server_rss_mb, report.is_clean() ? "ok" : "bad",
      report.is_clean() ? "All is well: nothing missing, nothing twice, nothing wrong."
                        : "Not well: see below.");
  out += list("Discrepancies", report.discrepancies);
  out += list("Faults", report.figures.faults());
  out += idle_line(report.idle);
  out += trend_line(report);
  out += growth_section(report);
  if (report.comparison) out += comparison_section(*report.comparison);
  out += charts(report);
  out += operations_table(report);
  out += events_table(report);
  return out + "</html>\n";
}

}  // namespace kaibo::load
