#include "loadtest/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "loadtest/report.h"

namespace kaibo::load {
namespace {

/// A run with one kind of call, each of which took so long.
Report report_with(Micros latency, double cpu_s) {
  Report report;
  report.command = "class";
  report.asked = "a day of practice";
  report.classes = 1;
  report.seconds = 60;
  report.duration_s = 60;
  report.server_cpu_s = cpu_s;
  for (int i = 0; i < 100; ++i) {
    report.figures.call("kaibo.mall.v1.MallService/PlaceOrder", latency, latency, Ended::ok);
  }
  return report;
}

const Comparison::Figure& figure_of(const Comparison& comparison, const std::string& name) {
  const auto found = std::ranges::find(comparison.figures, name, &Comparison::Figure::name);
  if (found == comparison.figures.end()) throw std::runtime_error("no figure " + name);
  return *found;
}

TEST(Comparison, SaysBeforeNowAndRatioOfEachOperation) {
  Report now = report_with(4000, 3);
  now.figures.call("kaibo.mall.v1.MallService/PlaceOrder", 4000, 4000, Ended::error);
  const Comparison comparison = compare_reports(as_json(report_with(2000, 2)), as_json(now));
  ASSERT_EQ(comparison.operations.size(), 1U);
  const Comparison::Operation& order = comparison.operations[0];
  EXPECT_EQ(order.name, "kaibo.mall.v1.MallService/PlaceOrder");
  EXPECT_NEAR(*order.p99_ms.before, 2, 0.05);
  EXPECT_NEAR(*order.p99_ms.now, 4, 0.1);
  EXPECT_NEAR(*order.p50_ms.ratio(), 2, 0.05);
  EXPECT_EQ(*order.errors.before, 0);
  EXPECT_EQ(*order.errors.now, 1);
  EXPECT_EQ(order.errors.ratio(), std::nullopt);
  EXPECT_EQ(comparison.difference, "");
}

TEST(Comparison, SaysItOfTheMachineToo) {
  Report before = report_with(2000, 2);
  Report now = report_with(2000, 3);
  before.server_rss_mb = 50;
  now.server_rss_mb = 100;
  const Comparison comparison = compare_reports(as_json(before), as_json(now));
  EXPECT_NEAR(*figure_of(comparison, "server CPU (s)").value.ratio(), 1.5, 1e-9);
  EXPECT_NEAR(*figure_of(comparison, "server CPU (ms a call)").value.now, 30, 1e-9);
  EXPECT_NEAR(*figure_of(comparison, "server memory (MB)").value.ratio(), 2, 1e-9);
}

TEST(Comparison, KeepsAnOperationThatOnlyOneReportHas) {
  Report now = report_with(2000, 2);
  now.figures.call("kaibo.live.v1.LiveService/AddLikes", 1000, 1000, Ended::ok);
  const Comparison comparison = compare_reports(as_json(report_with(2000, 2)), as_json(now));
  ASSERT_EQ(comparison.operations.size(), 2U);
  EXPECT_EQ(comparison.operations[0].p50_ms.before, std::nullopt);
  EXPECT_TRUE(comparison.operations[0].p50_ms.now.has_value());
  EXPECT_EQ(comparison.operations[0].p50_ms.ratio(), std::nullopt);
}

TEST(Comparison, SaysWhenTheRunsWereNotTheSame) {
  Report now = report_with(2000, 2);
  now.classes = 40;
  const Comparison comparison = compare_reports(as_json(report_with(2000, 2)), as_json(now));
  EXPECT_NE(comparison.difference.find("40 classes"), std::string::npos) << comparison.difference;
}

TEST(Comparison, StandsInTextAndPage) {
  Report now = report_with(4000, 3);
  now.comparison = compare_reports(as_json(report_with(2000, 2)), as_json(now));
  now.comparison->earlier = "before.json";
  EXPECT_NE(as_text(now).find("compared with before.json"), std::string::npos);
  EXPECT_NE(as_html(now).find("Compared with before.json"), std::string::npos);
}

TEST(Comparison, RefusesAFileThatIsNoReport) {
  const std::string now = as_json(report_with(2000, 2));
  EXPECT_THROW(compare_reports("{}", now), std::runtime_error);
  EXPECT_THROW(compare_reports("not JSON", now), std::runtime_error);
}

}  // namespace
}  // namespace kaibo::load
