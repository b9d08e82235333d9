#include "common/base/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace kaibo::base {
namespace {

using ::testing::ElementsAre;

TEST(Distribution, CountsAValueInTheFirstRangeThatHoldsIt) {
  Distribution distribution({1, 2, 4});
  for (const double value : {0.5, 1.0, 1.5, 4.0, 100.0}) distribution.add(value);
  const Distribution::Figures figures = distribution.figures();
  EXPECT_THAT(figures.counts, ElementsAre(2, 1, 1, 1));
  EXPECT_DOUBLE_EQ(figures.sum, 107);
}

TEST(Distribution, SeveralAddUp) {
  Distribution one({1, 2});
  Distribution two({1, 2});
  one.add(1);
  two.add(2);
  two.add(3);
  Distribution::Figures sum;
  sum.add(one.figures());
  sum.add(two.figures());
  EXPECT_THAT(sum.counts, ElementsAre(1, 1, 1));
  EXPECT_DOUBLE_EQ(sum.sum, 6);
}

TEST(Distribution, ThreadsLoseNoValue) {
  Distribution distribution({10});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&distribution] {
      for (int i = 0; i < 1000; ++i) distribution.add(1);
    });
  }
  threads.clear();
  EXPECT_THAT(distribution.figures().counts, ElementsAre(4000, 0));
  EXPECT_DOUBLE_EQ(distribution.figures().sum, 4000);
}

}  // namespace
}  // namespace kaibo::base
