#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/net/core.h"
#include "tests/support/wait.h"

namespace kaibo::net {
namespace {

class CountingWriter : public Writer {
 public:
  explicit CountingWriter(std::size_t bytes) : bytes_(bytes) {}
  std::size_t flush() override {
    ++flushes;
    return bytes_;
  }
  int flushes = 0;

 private:
  std::size_t bytes_;
};

class CountingConnection : public Connection {
 public:
  void sweep(base::Millis) override { ++sweeps; }
  void drain() override {}
  void abort() override {}
  int sweeps = 0;
};

TEST(Core, FlushesOnceAtTheEndOfATurn) {
  async::Runtime runtime(1);
  Core core(runtime, 0);
  CountingWriter writer(1);
  core.flush_soon(writer);
  core.flush_soon(writer);
  EXPECT_EQ(writer.flushes, 0);
  core.turn_ended();
  EXPECT_EQ(writer.flushes, 1);
  core.turn_ended();
  EXPECT_EQ(writer.flushes, 1);
}

TEST(Core, WaitsForMoreAfterManySmallWritesButNotLong) {
  async::Runtime runtime(1);
  Core core(runtime, 0);
  std::vector<std::unique_ptr<CountingWriter>> writers;
  for (int i = 0; i < 1000; ++i) writers.push_back(std::make_unique<CountingWriter>(1));
  for (const auto& writer : writers) core.flush_soon(*writer);
  const std::int64_t before = base::monotonic_us();
  core.turn_ended();
  core.flush_soon(*writers[0]);
  core.turn_ended();
  // Unless the machine stood still in between.
  if (base::monotonic_us() - before < 1000) EXPECT_EQ(writers[0]->flushes, 1);
  EXPECT_TRUE(test::wait_until([&] {
    core.turn_ended();
    return writers[0]->flushes == 2;
  }));
}

TEST(Core, DoesNotWaitWhereWritesAreFullOrFew) {
  async::Runtime runtime(1);
  Core core(runtime, 0);
  std::vector<std::unique_ptr<CountingWriter>> full;
  for (int i = 0; i < 1000; ++i) full.push_back(std::make_unique<CountingWriter>(8'000));
  for (const auto& writer : full) core.flush_soon(*writer);
  core.turn_ended();
  CountingWriter single(1);
  core.flush_soon(single);
  core.turn_ended();
  EXPECT_EQ(single.flushes, 1);
  core.flush_soon(single);
  core.turn_ended();
  EXPECT_EQ(single.flushes, 2);
}

TEST(Core, ForgetsAWriterThatGoesAway) {
  async::Runtime runtime(1);
  Core core(runtime, 0);
  auto writer = std::make_unique<CountingWriter>(1);
  core.flush_soon(*writer);
  core.forget(*writer);
  writer.reset();
  core.turn_ended();
}

TEST(Core, SweepsEveryConnectionThatIsLeft) {
  async::Runtime runtime(1);
  Core core(runtime, 0);
  CountingConnection first;
  CountingConnection second;
  CountingConnection third;
  core.add(first);
  core.add(second);
  core.add(third);
  core.remove(first);
  core.sweep(base::monotonic_ms());
  EXPECT_EQ(first.sweeps, 0);
  EXPECT_EQ(second.sweeps, 1);
  EXPECT_EQ(third.sweeps, 1);
  core.remove(third);
  core.remove(second);
  EXPECT_EQ(core.connections(), 0U);
}

}  // namespace
}  // namespace kaibo::net
