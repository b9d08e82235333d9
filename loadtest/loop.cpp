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

namespace kaibo::load {

namespace asio = boost::asio;

struct Signal::Impl {
  explicit Impl(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
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

Task<void> together(std::vector<Task<void>> tasks) {
  const auto executor = co_await asio::this_coro::executor;
  const auto all_ended = std::make_shared<asio::steady_timer>(executor, Time::max());
  const auto under_way = std::make_shared<std::size_t>(tasks.size());
  const auto first_thrown = std::make_shared<std::exception_ptr>();
  for (Task<void>& task : tasks) {
    asio::co_spawn(executor, std::move(task),
                   [all_ended, under_way, first_thrown](const std::exception_ptr& thrown) {
                     if (thrown && !*first_thrown) *first_thrown = thrown;
                     if (--*under_way == 0) all_ended->cancel();
                   });
  }
  if (*under_way > 0) co_await wait_for(all_ended);
  if (*first_thrown) std::rethrow_exception(*first_thrown);
}

void run_to_end(asio::io_context& io, Task<void> task) {
  std::exception_ptr outcome;
  asio::co_spawn(io, std::move(task),
                 [&outcome](const std::exception_ptr& thrown) { outcome = thrown; });
  io.run();
  if (outcome) std::rethrow_exception(outcome);
}

Signal::Signal(asio::io_context& io) : impl_(std::make_unique<Impl>(io)) {}
Signal::~Signal() = default;

void Signal::notify() { impl_->timer.cancel(); }

Task<void> Signal::wait(Time until) {
  // Setting the time would wake those who wait already: they look at their condition again.
  impl_->timer.expires_at(until);
  boost::system::error_code woken;
  co_await impl_->timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace kaibo::load
