#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/async/await.h"
#include "common/async/pool.h"
#include "common/async/runtime.h"
#include "common/base/error.h"
#include "tests/support/cores.h"
#include "tests/support/mailbox.h"
#include "tests/support/refusal.h"

namespace kaibo {
namespace {

using async::Pool;
using async::Runtime;
using test::on_core;

TEST(Runtime, WorkRunsOnTheCoreItIsPostedTo) {
  Runtime runtime(3);
  runtime.start();
  for (std::size_t core = 0; core < runtime.cores(); ++core) {
    EXPECT_EQ(on_core(runtime, core, [] { return Runtime::this_core(); }), core);
  }
  EXPECT_THROW(Runtime::this_core(), std::logic_error);
}

TEST(Runtime, WorkKeepsTheOrderInWhichOneThreadPostsIt) {
  Runtime runtime(1);
  runtime.start();
  std::vector<int> seen;
  for (int i = 0; i < 1'000; ++i) runtime.post(0, [&seen, i] { seen.push_back(i); });
  test::settle(runtime);
  ASSERT_EQ(seen.size(), 1'000U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST(Runtime, AFaultInOneHandlerOrCoroutineLeavesTheCoreRunning) {
  Runtime runtime(1);
  runtime.start();
  runtime.post(0, [] { throw std::runtime_error("in a handler, on purpose"); });
  runtime.spawn(0, []() -> Task<void> {
    throw std::runtime_error("in a coroutine, on purpose");
    co_return;
  });
  EXPECT_EQ(on_core(runtime, 0, [] { return 7; }), 7);
}

TEST(Runtime, TheEndOfATurnComesOnceForAllThatWasReady) {
  test::Mailbox<int> handlers_before_end;
  int handlers = 0;
  Runtime runtime(1);
  runtime.each_turn(0, [&] { handlers_before_end.put(handlers); });
  // Ready before the first turn begins.
  for (int i = 0; i < 100; ++i) runtime.post(0, [&handlers] { ++handlers; });
  runtime.start();
  EXPECT_EQ(handlers_before_end.wait_for(1).at(0), 100);
}

TEST(Runtime, LaterWorkRunsOnceItsDelayIsOver) {
  test::Mailbox<std::size_t> ran_on;
  Runtime runtime(2);
  runtime.start();
  runtime.after(1, 5, [&ran_on] { ran_on.put(Runtime::this_core()); });
  EXPECT_EQ(ran_on.wait_for(1), std::vector<std::size_t>{1});
}

TEST(RunBlocking, ThrowsWhatTheTaskThrows) {
  EXPECT_THROW(async::run_blocking([]() -> Task<void> {
                 throw std::invalid_argument("on purpose");
                 co_return;
               }),
               std::invalid_argument);
}

TEST(AwaitCallback, TheCallerGoesOnOnItsOwnCore) {
  test::Mailbox<std::size_t> resumed_on;
  Runtime runtime(2);
  runtime.start();
  std::thread other;
  runtime.spawn(1, [&]() -> Task<void> {
    co_await async::await_callback(
        [&](const async::Done& done) { other = std::thread([done] { done(nullptr); }); });
    resumed_on.put(Runtime::this_core());
  });
  EXPECT_EQ(resumed_on.wait_for(1), std::vector<std::size_t>{1});
  other.join();
}

TEST(AwaitCallback, ThrowsWhatDoneIsGivenAndWhatStartThrows) {
  async::run_blocking([]() -> Task<void> {
    bool thrown = false;
    try {
      co_await async::await_callback([](const async::Done& done) {
        done(std::make_exception_ptr(std::out_of_range("on purpose")));
      });
    } catch (const std::out_of_range&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);

    thrown = false;
    try {
      co_await async::await_callback(
          [](const async::Done&) { throw std::domain_error("on purpose"); });
    } catch (const std::domain_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
  });
}

TEST(Pool, ReturnsWhatTheWorkReturnsToTheCallersCore) {
  test::Mailbox<std::string> results;
  Runtime runtime(1);
  Pool pool("test", 2, 10);
  runtime.start();
  runtime.spawn(0, [&]() -> Task<void> {
    // A thread of the pool is on no core.
    const bool on_core = co_await pool.run([] {
      try {
        Runtime::this_core();
        return true;
      } catch (const std::logic_error&) {
        return false;
      }
    });
    results.put(on_core ? "on a core" : "on the pool");
    results.put(std::to_string(Runtime::this_core()));
  });
  EXPECT_EQ(results.wait_for(2), (std::vector<std::string>{"on the pool", "0"}));
}

TEST(Pool, OfTheBackgroundGivesWayToOthers) {
  const auto niceness_in = [](Pool& pool) {
    int niceness = 0;
    async::run_blocking([&]() -> Task<void> {
      niceness =
          co_await pool.run([] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); });
    });
    return niceness;
  };
  Pool usual("usual", 1, 10);
  Pool background("background", 1, 10, Pool::Priority::background);
  EXPECT_GT(niceness_in(background), niceness_in(usual));
}

TEST(Pool, ThrowsWhatTheWorkThrows) {
  Pool pool("test", 1, 10);
  EXPECT_THROW(async::run_blocking([&]() -> Task<void> {
                 co_await pool.run([] { throw std::underflow_error("on purpose"); });
               }),
               std::underflow_error);
}

TEST(Pool, WhatComesAfterItsEndIsToldToComeBackRatherThanThatItIsBusy) {
  Pool pool("test", 1, 10);
  pool.stop();
  const base::Error refusal = test::refusal_of(
      [&] { async::run_blocking([&]() -> Task<void> { co_await pool.run([] {}); }); });
  EXPECT_EQ(refusal.code(), base::Code::unavailable);
}

TEST(Pool, RefusesAtOnceWhenItsQueueIsFullAndFinishesWhatItAccepted) {
  test::Mailbox<std::string> results;
  Runtime runtime(1);
  runtime.start();
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  {
    Pool pool("test", 1, 2);
    const auto submit = [&](const std::string& name) {
      runtime.spawn(0, [&results, &pool, opened, name]() -> Task<void> {
        try {
          co_await pool.run([&results, opened, name] {
            results.put("start " + name);
            opened.wait();
          });
          results.put("end " + name);
        } catch (const base::Error& e) {
          results.put(std::string(base::code_name(e.code())) + " " + name);
        }
      });
    };
    submit("a");
    ASSERT_EQ(results.wait_for(1).back(), "start a");
    submit("b");
    submit("c");
    test::settle(runtime);
    EXPECT_EQ(pool.queued(), 2U);
    submit("d");
    EXPECT_EQ(results.wait_for(2).back(), "resource_exhausted d");
    gate.set_value();
  }
  const auto all = results.wait_for(7);
  for (const std::string name : {"end a", "start b", "end b", "start c", "end c"}) {
    EXPECT_EQ(std::ranges::count(all, name), 1) << name;
  }
}

}  // namespace
}  // namespace kaibo
