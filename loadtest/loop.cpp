#include "loadtest/loop.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace kaibo::load {

namespace asio = boost::asio;

struct Signal::Impl {
  explicit Impl(asio::io_context& loop) : io(loop) {}
  asio::io_context& io;
  std::vector<std::shared_ptr<asio::steady_timer>> waiting;
};

namespace {

Task<void> wait_for(std::shared_ptr<asio::steady_timer> timer) {
  boost::system::error_code woken;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

void let_nothing_out(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

Task<void> sleep_until(Time when) {
  const auto executor = co_await asio::this_coro::executor;
  co_await wait_for(std::make_shared<asio::steady_timer>(executor, when));
}

void spawn(asio::io_context& io, Task<void> task) {
  asio::co_spawn(io, std::move(task), &let_nothing_out);
}

struct Crowd::Impl {
  explicit Impl(asio::io_context& io) : ended(io) {}
  Signal ended;
  std::size_t under_way = 0;
  std::exception_ptr first_thrown;
};

Crowd::Crowd(asio::io_context& io) : io_(io), impl_(std::make_shared<Impl>(io)) {}

void Crowd::start(Task<void> task) {
  ++impl_->under_way;
  asio::co_spawn(io_, std::move(task), [crowd = impl_](const std::exception_ptr& thrown) {
    if (thrown && !crowd->first_thrown) crowd->first_thrown = thrown;
    if (--crowd->under_way == 0) crowd->ended.notify();
  });
}

Task<void> Crowd::over() {
  const std::shared_ptr<Impl> crowd = impl_;
  while (crowd->under_way > 0) co_await crowd->ended.wait(Time::max());
  if (crowd->first_thrown) std::rethrow_exception(crowd->first_thrown);
}

void run_to_end(asio::io_context& io, Task<void> task) {
  std::exception_ptr outcome;
  asio::co_spawn(io, std::move(task),
                 [&outcome](const std::exception_ptr& thrown) { outcome = thrown; });
  io.run();
  if (outcome) std::rethrow_exception(outcome);
}

Signal::Signal(asio::io_context& io) : impl_(std::make_shared<Impl>(io)) {}
Signal::~Signal() { notify(); }

void Signal::notify() {
  for (const std::shared_ptr<asio::steady_timer>& timer : impl_->waiting) timer->cancel();
}

Task<void> Signal::wait(Time until) {
  const std::shared_ptr<Impl> impl = impl_;
  const auto timer = std::make_shared<asio::steady_timer>(impl->io, until);
  impl->waiting.push_back(timer);
  co_await wait_for(timer);
  std::erase(impl->waiting, timer);
}

}  // namespace kaibo::load
