#include "common/async/runtime.h"

#include <pthread.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/log.h"

namespace kaibo::async {

namespace asio = boost::asio;

namespace {

/// So many handlers make a turn at the most, so that a busy loop still writes out in time.
constexpr int max_turn = 512;
constexpr std::size_t no_core = std::numeric_limits<std::size_t>::max();
thread_local std::size_t current_core = no_core;

void log_fault(const std::exception_ptr& fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const std::exception& e) {
    base::log_fault("background", e.what());
  } catch (...) {
    base::log_fault("background", "something that is no exception was thrown");
  }
}

}  // namespace

struct Runtime::Impl {
  struct Core {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work =
        asio::make_work_guard(context);
    std::vector<std::function<void()>> turn_ends;
    std::thread thread;
  };

  std::vector<std::unique_ptr<Core>> cores;
};

namespace {

void run_turn(asio::io_context& context) {
  std::size_t done = context.run_one();
  for (int i = 1; done != 0 && i < max_turn; ++i) done = context.poll_one();
}

template <typename Core>
void run_loop(Core& core) {
  while (!core.context.stopped()) {
    try {
      run_turn(core.context);
      for (const auto& turn_end : core.turn_ends) turn_end();
    } catch (...) {
      log_fault(std::current_exception());
    }
  }
}

}  // namespace

Runtime::Runtime(std::size_t cores) : impl_(std::make_unique<Impl>()) {
  if (cores == 0) throw std::invalid_argument("a runtime needs a core");
  for (std::size_t i = 0; i < cores; ++i) impl_->cores.push_back(std::make_unique<Impl::Core>());
}

Runtime::~Runtime() { stop(); }

std::size_t Runtime::cores() const { return impl_->cores.size(); }

asio::io_context& Runtime::core(std::size_t index) { return impl_->cores.at(index)->context; }

void Runtime::post(std::size_t core, std::function<void()> work) {
  asio::post(this->core(core), std::move(work));
}

void Runtime::after(std::size_t core, int delay_ms, std::function<void()> work) {
  auto timer = std::make_shared<asio::steady_timer>(this->core(core));
  timer->expires_after(std::chrono::milliseconds(delay_ms));
  timer->async_wait([timer, work = std::move(work)](const boost::system::error_code& error) {
    if (!error) work();
  });
}

void Runtime::spawn(std::size_t core, std::function<Task<void>()> work) {
  asio::co_spawn(this->core(core), std::move(work), [](const std::exception_ptr& fault) {
    if (fault) log_fault(fault);
  });
}

std::size_t Runtime::this_core() {
  if (current_core == no_core) throw std::logic_error("not on a core's thread");
  return current_core;
}

void Runtime::each_turn(std::size_t core, std::function<void()> work) {
  impl_->cores.at(core)->turn_ends.push_back(std::move(work));
}

void Runtime::start() {
  for (std::size_t i = 0; i < cores(); ++i) {
    Impl::Core& core = *impl_->cores[i];
    core.thread = std::thread([&core, i] {
      current_core = i;
      pthread_setname_np(pthread_self(), ("core " + std::to_string(i)).c_str());
      run_loop(core);
    });
  }
}

void Runtime::stop() {
  for (const auto& core : impl_->cores) core->context.stop();
  for (const auto& core : impl_->cores) {
    if (core->thread.joinable()) core->thread.join();
  }
}

void run_blocking(std::function<Task<void>()> work) {
  asio::io_context context(1);
  std::exception_ptr fault;
  asio::co_spawn(context, std::move(work),
                 [&fault](std::exception_ptr thrown) { fault = std::move(thrown); });
  context.run();
  if (fault) std::rethrow_exception(fault);
}

}  // namespace kaibo::async
