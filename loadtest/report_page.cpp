#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

#include "loadtest/report.h"

namespace kaibo::load {
namespace {

constexpr double width = 860;
constexpr double height = 180;
constexpr double margin = 48;

constexpr std::string_view style = R"(
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:960px;margin:32px auto;padding:0 16px;color:#222}
h1{font-size:24px}h2{font-size:17px;margin-top:32px}
.verdict{padding:8px 16px;border-radius:8px;font-weight:600}.ok{background:#e5f6ea}.bad{background:#fde8e6}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:4px 8px;text-align:right;border-bottom:1px solid #eee;font-weight:400}
td:first-child,th:first-child{text-align:left}th{color:#777;font-size:13px}
svg{width:100%;height:auto;background:#fafafa;border-radius:8px}svg text{font-size:11px;fill:#777}
.scroll{overflow-x:auto})";

double ms(Micros micros) { return static_cast<double>(micros) / 1000; }

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

/// The next of 1, 2, 5, 10, 20, … above: a scale that reads well.
double rounded_up(double value) {
  if (value <= 0) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (value <= step * power) return step * power;
  }
  return 10 * power;
}

struct Curve {
  std::string_view name;
  std::string_view colour;
  double Sample::* figure;
};

/// Curves over the time of the run, on one scale.
template <std::size_t Count>
std::string chart(const Report& report, std::string_view title,
                  const std::array<Curve, Count>& curves) {
  const std::vector<Sample>& samples = report.figures.samples();
  if (samples.size() < 2) return {};
  double highest = 0;
  for (const Sample& sample : samples) {
    for (const Curve& curve : curves) highest = std::max(highest, sample.*curve.figure);
  }
  highest = rounded_up(highest);
  const double end = samples.back().at_s;
  std::string out = fmt::format("<h2>{}</h2><svg viewBox=\"0 0 {} {}\">", title, width + 2 * margin,
                                height + margin);
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = 16 + height * (1 - share);
    fmt::format_to(std::back_inserter(out),
                   "<path d=\"M{0} {1}H{2}\" stroke=\"#ddd\"/><text x=\"{3}\" y=\"{4}\" "
                   "text-anchor=\"end\">{5:g}</text>",
                   margin, y, margin + width, margin - 6, y + 4, highest * share);
  }
  double label = margin;
  for (const Curve& curve : curves) {
    std::string points;
    for (const Sample& sample : samples) {
      fmt::format_to(std::back_inserter(points), "{:.1f},{:.1f} ",
                     margin + width * sample.at_s / end,
                     16 + height * (1 - sample.*curve.figure / highest));
    }
    fmt::format_to(std::back_inserter(out),
                   "<polyline points=\"{0}\" fill=\"none\" stroke=\"{1}\" stroke-width=\"1.5\"/>"
                   "<rect x=\"{2}\" y=\"{3}\" width=\"10\" height=\"10\" fill=\"{1}\"/>"
                   "<text x=\"{4}\" y=\"{5}\">{6}</text>",
                   points, curve.colour, label, height + 28, label + 14, height + 37, curve.name);
    label += 150;
  }
  fmt::format_to(std::back_inserter(out),
                 "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{:.0f} s</text></svg>",
                 margin + width, height + 37, end);
  return out;
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

}  // namespace

std::string as_html(const Report& report) {
  using Curves = std::array<Curve, 2>;
  std::string out = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>kaibo-load {0}</title><style>{1}</style>"
      "<h1>kaibo-load {0}</h1><p>{2} people in {3} classes, {4:.0f} s, seed {5}: {6} calls, {7} "
      "events heard. Server {8:.1f} s of CPU, {9:.0f} MB.</p><p class=\"verdict {10}\">{11}</p>",
      escaped(report.command), style, report.people, report.classes, report.duration_s, report.seed,
      report.figures.calls(), report.figures.events(), report.server_cpu_s, report.server_rss_mb,
      report.is_clean() ? "ok" : "bad",
      report.is_clean() ? "All is well: nothing missing, nothing twice, nothing wrong."
                        : "Not well: see below.");
  out += list("Discrepancies", report.discrepancies);
  out += list("Faults", report.figures.faults());
  out += chart(report, "Per second",
               Curves{{{"calls", "#f0592a", &Sample::calls_per_s},
                       {"events heard", "#2a7ff0", &Sample::events_per_s}}});
  out += chart(report, "Latency of all calls (ms)",
               Curves{{{"p50", "#2a7ff0", &Sample::p50_ms}, {"p99", "#f0592a", &Sample::p99_ms}}});
  out += chart(report, "Server: cores in use",
               std::array<Curve, 1>{{{"cores", "#7a4df0", &Sample::server_cpu}}});
  out += chart(report, "Server: memory (MB)",
               std::array<Curve, 1>{{{"resident", "#1f9d55", &Sample::server_rss_mb}}});
  out += operations_table(report);
  out += events_table(report);
  return out + "</html>\n";
}

}  // namespace kaibo::load
