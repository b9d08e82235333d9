#include "common/base/ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace kaibo::base {
namespace {

constexpr Millis some_day = 1'780'000'000'000;

TEST(IdSource, IdsGrowAlsoWhenTheClockStepsBack) {
  ManualClock clock(some_day);
  IdSource ids(clock, 1);
  std::int64_t last = 0;
  for (const Millis step : {0, 1, 0, -60'000, 0, 5, 100}) {
    clock.advance(step);
    const std::int64_t id = ids.next();
    EXPECT_GT(id, last);
    last = id;
  }
}

TEST(IdSource, NodesNeverMakeTheSameId) {
  const ManualClock clock(some_day);
  IdSource one(clock, 1);
  IdSource two(clock, 2);
  std::vector<std::int64_t> ids;
  // More than the count of one millisecond holds.
  for (int i = 0; i < 5000; ++i) {
    ids.push_back(one.next());
    ids.push_back(two.next());
  }
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(IdSource, ThreadsNeverGetTheSameId) {
  const SystemClock clock;
  IdSource ids(clock, 7);
  std::mutex mutex;
  std::vector<std::int64_t> all;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&ids, &mutex, &all] {
      std::vector<std::int64_t> mine;
      for (int i = 0; i < 5000; ++i) mine.push_back(ids.next());
      const std::lock_guard lock(mutex);
      all.insert(all.end(), mine.begin(), mine.end());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  EXPECT_EQ(all.size(), 20000U);
}

}  // namespace
}  // namespace kaibo::base
