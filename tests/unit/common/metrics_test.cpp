#include "common/observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kaibo::observe {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, CallsAreCountedByMethodAndCode) {
  Metrics metrics;
  metrics.call("kaibo.a.v1.A/Get", "ok", 0.0007);
  metrics.call("kaibo.a.v1.A/Get", "ok", 0.2);
  metrics.call("kaibo.a.v1.A/Get", "not_found", 0.0001);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("kaibo_calls_total{code=\"ok\",method=\"kaibo.a.v1.A/Get\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("kaibo_calls_total{code=\"not_found\",method=\"kaibo.a.v1.A/Get\"} 1"));
  EXPECT_THAT(text, HasSubstr("kaibo_call_seconds_count{method=\"kaibo.a.v1.A/Get\"} 3"));
  EXPECT_THAT(text,
              HasSubstr("kaibo_call_seconds_bucket{method=\"kaibo.a.v1.A/Get\",le=\"0.001\"} 2"));
}

TEST(Metrics, AValueIsReadWheneverItIsAskedFor) {
  Metrics metrics;
  double queued = 3;
  metrics.observe("kaibo_lane_queue", "Units that wait", "gauge", [&queued] { return queued; });
  EXPECT_THAT(metrics.text(), HasSubstr("# TYPE kaibo_lane_queue gauge\nkaibo_lane_queue 3"));
  queued = 4;
  EXPECT_THAT(metrics.text(), HasSubstr("\nkaibo_lane_queue 4"));
}

TEST(Metrics, TheProgramsOwnUseIsShown) {
  const std::string text = Metrics().text();
  EXPECT_THAT(text, ContainsRegex("process_resident_memory_bytes [1-9]"));
  EXPECT_THAT(text, ContainsRegex("process_open_fds [1-9]"));
  EXPECT_THAT(text, HasSubstr("# TYPE process_cpu_seconds_total counter"));
}

TEST(Metrics, ManyNamesDoNotMakeManySeries) {
  Metrics metrics;
  for (int i = 0; i < 3000; ++i) metrics.call("name" + std::to_string(i), "ok", 0.001);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("kaibo_calls_total{code=\"ok\",method=\"other\"} 2000"));
  EXPECT_THAT(text, Not(HasSubstr("name2999")));
}

TEST(Metrics, ANameIsWellFormedAndTakenOnce) {
  Metrics metrics;
  const auto zero = [] { return 0.0; };
  metrics.observe("kaibo_one", "One", "counter", zero);
  EXPECT_THROW(metrics.observe("kaibo_one", "One", "counter", zero), std::logic_error);
  EXPECT_THROW(metrics.observe("kaibo one", "One", "counter", zero), std::logic_error);
  EXPECT_THROW(metrics.observe("", "One", "counter", zero), std::logic_error);
  EXPECT_THROW(metrics.observe("kaibo_two", "Two", "thing", zero), std::logic_error);
}

TEST(Metrics, ThreadsLoseNoCall) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < 1000; ++i) metrics.call("m" + std::to_string(i % 3), "ok", 0.001);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.text(), HasSubstr("kaibo_calls_total{code=\"ok\",method=\"m0\"} 1336"));
}

}  // namespace
}  // namespace kaibo::observe
