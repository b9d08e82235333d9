#include "loadtest/arrivals.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace kaibo::load {
namespace {

TEST(Arrivals, AreTheSameForTheSameSeed) {
  Arrivals one({2, 3}, 7);
  Arrivals same({2, 3}, 7);
  Arrivals other({2, 3}, 8);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const Arrivals::Arrival arrival = one.next();
    const Arrivals::Arrival twin = same.next();
    EXPECT_EQ(arrival.at_s, twin.at_s);
    EXPECT_EQ(arrival.kind, twin.kind);
    differs = differs || other.next().at_s != arrival.at_s;
  }
  EXPECT_TRUE(differs);
}

TEST(Arrivals, ComeInTheOrderOfTimeAtTheRateOfEachKind) {
  constexpr double span_s = 10'000;
  Arrivals arrivals({7, 70, 1.75}, 1);
  std::array<double, 3> counts{};
  double last = 0;
  for (auto next = arrivals.next(); next.at_s < span_s; next = arrivals.next()) {
    EXPECT_GE(next.at_s, last);
    last = next.at_s;
    ++counts.at(next.kind);
  }
  // Five standard deviations of a Poisson count.
  for (std::size_t kind = 0; kind < 3; ++kind) {
    const double due = std::array{7.0, 70.0, 1.75}.at(kind) * span_s;
    EXPECT_NEAR(counts.at(kind), due, 5 * std::sqrt(due)) << "kind " << kind;
  }
}

TEST(Arrivals, ComeInBurstsAndPausesRatherThanEvenly) {
  constexpr int count = 20'000;
  Arrivals arrivals({10}, 3);
  double last = 0;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < count; ++i) {
    const double at = arrivals.next().at_s;
    const double gap = at - last;
    last = at;
    sum += gap;
    squares += gap * gap;
  }
  const double mean = sum / count;
  const double deviation = std::sqrt(squares / count - mean * mean);
  // Of waits between events that know nothing of each other, mean and deviation are the same.
  EXPECT_NEAR(deviation / mean, 1, 0.05);
}

TEST(Arrivals, NeverComeAtARateOfNothing) {
  Arrivals none({0, 0}, 1);
  EXPECT_TRUE(std::isinf(none.next().at_s));
  Arrivals likes({0, 5, 0}, 1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(likes.next().kind, 1U);
}

}  // namespace
}  // namespace kaibo::load
