#include "loadtest/histogram.h"

#include <gtest/gtest.h>

namespace kaibo::load {
namespace {

TEST(Histogram, IsExactForSmallValues) {
  Histogram histogram;
  for (int value = 1; value <= 100; ++value) histogram.add(value);
  EXPECT_EQ(histogram.percentile(0.5), 50);
  EXPECT_EQ(histogram.percentile(0.99), 99);
  EXPECT_EQ(histogram.max(), 100);
}

TEST(Histogram, IsRightToTwoPercentForLargeValues) {
  Histogram histogram;
  for (int value = 1; value <= 1'000'000; ++value) histogram.add(value);
  for (const double share : {0.01, 0.5, 0.95, 0.999}) {
    EXPECT_NEAR(static_cast<double>(histogram.percentile(share)), share * 1e6, share * 2e4);
  }
  EXPECT_EQ(histogram.percentile(1), 1'000'000);
}

TEST(Histogram, HasNoPercentilesWhenEmpty) {
  Histogram histogram;
  EXPECT_EQ(histogram.percentile(0.99), 0);
  histogram.add(7);
  histogram.clear();
  EXPECT_EQ(histogram.percentile(0.99), 0);
  EXPECT_EQ(histogram.count(), 0);
}

TEST(Histogram, AddsUpWithAnother) {
  Histogram one;
  Histogram other;
  one.add(3);
  other.add(5000);
  one.add(other);
  EXPECT_EQ(one.count(), 2);
  EXPECT_EQ(one.max(), 5000);
  EXPECT_EQ(one.percentile(0.5), 3);
}

}  // namespace
}  // namespace kaibo::load
