#include "loadtest/loop.h"

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <stdexcept>

namespace kaibo::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

class Loop : public testing::Test {
 protected:
  Task<void> wait(Time until) {
    co_await signal.wait(until);
    ++woken;
  }
  Task<void> pause(milliseconds time) {
    co_await sleep_until(Clock::now() + time);
    ++woken;
  }
  static Task<void> fail() {
    co_await sleep_until(Clock::now());
    throw std::runtime_error("failed");
  }

  boost::asio::io_context io;
  Signal signal{io};
  int woken = 0;
};

TEST_F(Loop, OneWhoBeginsToWaitForASignalDoesNotWakeAnother) {
  int woken_before = -1;
  const auto look = [&]() -> Task<void> {
    spawn(io, wait(Clock::now() + minutes(1)));
    co_await wait(Clock::now() + milliseconds(1));
    // Only this one's time was over.
    woken_before = woken;
    signal.notify();
  };
  run_to_end(io, look());
  EXPECT_EQ(woken_before, 1);
  EXPECT_EQ(woken, 2);
}

TEST_F(Loop, ASignalWakesAllWhoWait) {
  const auto look = [&]() -> Task<void> {
    Crowd crowd(io);
    for (int i = 0; i < 3; ++i) crowd.start(wait(Clock::now() + minutes(1)));
    co_await sleep_until(Clock::now() + milliseconds(1));
    signal.notify();
    co_await crowd.over();
  };
  run_to_end(io, look());
  EXPECT_EQ(woken, 3);
}

TEST_F(Loop, ACrowdIsOverWhenTheLastHasEnded) {
  const auto look = [&]() -> Task<void> {
    Crowd crowd(io);
    crowd.start(pause(milliseconds(3)));
    crowd.start(pause(milliseconds(1)));
    co_await crowd.over();
    EXPECT_EQ(woken, 2);
  };
  run_to_end(io, look());
}

TEST_F(Loop, ACrowdThrowsWhatOneOfItThrewAfterAllHaveEnded) {
  const auto look = [&]() -> Task<void> {
    Crowd crowd(io);
    crowd.start(fail());
    crowd.start(pause(milliseconds(1)));
    co_await crowd.over();
  };
  EXPECT_THROW(run_to_end(io, look()), std::runtime_error);
  EXPECT_EQ(woken, 1);
}

}  // namespace
}  // namespace kaibo::load
