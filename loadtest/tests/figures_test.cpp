#include "loadtest/figures.h"

#include <gtest/gtest.h>

namespace kaibo::load {
namespace {

TEST(Figures, StartingOverForgetsWhatWasMeasuredButNotWhatWentWrong) {
  Figures figures;
  figures.call("GetMe", 1000, 1000, Ended::ok);
  figures.event(500);
  figures.fault("a wrong answer");
  figures.start_over();
  EXPECT_EQ(figures.calls(), 0);
  EXPECT_EQ(figures.events(), 0);
  EXPECT_TRUE(figures.operations().empty());
  EXPECT_EQ(figures.fault_count(), 1);
  EXPECT_EQ(figures.faults().size(), 1U);
}

TEST(Figures, AfterTheEndOnlyWhatGoesWrongCounts) {
  Figures figures;
  figures.call("GetMe", 1000, 1000, Ended::ok);
  figures.stop();
  figures.call("GetMe", 9'000'000, 1000, Ended::ok);
  figures.event(500);
  figures.fault("a wrong answer");
  EXPECT_EQ(figures.calls(), 1);
  EXPECT_LT(figures.all_calls().max(), 2000);
  EXPECT_EQ(figures.events(), 0);
  EXPECT_EQ(figures.fault_count(), 1);
}

TEST(Figures, ASampleHasTheRatesSinceTheOneBefore) {
  Figures figures;
  figures.sample({.at_s = 1});
  for (int i = 0; i < 10; ++i) figures.call("GetMe", 2000, 2000, Ended::ok);
  figures.sample({.at_s = 3, .server_rss_mb = 40});
  EXPECT_DOUBLE_EQ(figures.samples().back().calls_per_s, 5);
  EXPECT_NEAR(figures.samples().back().p99_ms, 2, 0.05);
  EXPECT_EQ(figures.samples().back().server_rss_mb, 40);
  EXPECT_EQ(figures.recent().count(), 0);
}

}  // namespace
}  // namespace kaibo::load
