#include "loadtest/growth.h"

#include <gtest/gtest.h>

namespace kaibo::load {
namespace {

constexpr double limit_ms = 1000;

GrowthPoint point_of(std::int64_t classes, double cores, double p99_ms) {
  return {.classes = classes,
          .server_cores = cores,
          .server_rss_mb = 100,
          .p99_ms = p99_ms,
          .clean = true};
}

TEST(Growth, CostsAreSharedAmongTheClasses) {
  const GrowthPoint point = point_of(40, 0.8, 5);
  EXPECT_DOUBLE_EQ(point.millicores_per_class(), 20);
  EXPECT_DOUBLE_EQ(point.mb_per_class(), 2.5);
}

TEST(Growth, AStepWithoutErrorsAndDelayIsWithinTheLimit) {
  EXPECT_EQ(beyond_limit(point_of(40, 0.8, 999), limit_ms), "");
}

TEST(Growth, AStepIsBeyondTheLimitWhenItIsSlowOrWrongOrTheGeneratorIsLate) {
  EXPECT_NE(beyond_limit(point_of(100, 2, 1001), limit_ms), "");
  GrowthPoint wrong = point_of(100, 2, 10);
  wrong.clean = false;
  EXPECT_NE(beyond_limit(wrong, limit_ms), "");
  GrowthPoint late = point_of(100, 2, 10);
  late.late_p99_ms = 1001;
  EXPECT_NE(beyond_limit(late, limit_ms).find("load generator"), std::string::npos);
}

TEST(Growth, TheVerdictNamesTheLastStepThatWasWellAndTheCostOfAClass) {
  const std::string verdict =
      verdict_of({point_of(1, 0.02, 5), point_of(40, 0.8, 9), point_of(100, 3, 2000)}, limit_ms);
  EXPECT_NE(verdict.find("below 100 classes"), std::string::npos) << verdict;
  EXPECT_NE(verdict.find("40 classes were well"), std::string::npos) << verdict;
  EXPECT_NE(verdict.find("1.50 times"), std::string::npos) << verdict;
}

TEST(Growth, WithoutALimitTheVerdictSaysHowFarItWent) {
  const std::string verdict = verdict_of({point_of(1, 0.02, 5), point_of(40, 0.8, 9)}, limit_ms);
  EXPECT_NE(verdict.find("No limit up to 40"), std::string::npos) << verdict;
}

TEST(Trend, OfAStraightLineIsItsSlope) {
  std::vector<Sample> samples;
  for (int minute = 1; minute <= 60; ++minute) {
    samples.push_back({.at_s = minute * 60.0, .server_rss_mb = 50 + minute * 0.1});
  }
  EXPECT_NEAR(per_hour(samples, &Sample::server_rss_mb), 6, 1e-9);
  EXPECT_NEAR(per_hour(samples, &Sample::server_threads), 0, 1e-9);
}

TEST(Trend, DoesNotCountTheRiseOfTheFirstQuarter) {
  std::vector<Sample> samples;
  for (int minute = 1; minute <= 60; ++minute) {
    samples.push_back({.at_s = minute * 60.0, .server_rss_mb = minute <= 15 ? minute * 10.0 : 160});
  }
  EXPECT_NEAR(per_hour(samples, &Sample::server_rss_mb), 0, 1e-9);
}

TEST(Trend, OfTooFewSamplesIsNone) {
  EXPECT_EQ(per_hour({}, &Sample::server_rss_mb), 0);
  EXPECT_EQ(per_hour({{.at_s = 1, .server_rss_mb = 1}, {.at_s = 2, .server_rss_mb = 9}},
                     &Sample::server_rss_mb),
            0);
}

}  // namespace
}  // namespace kaibo::load
