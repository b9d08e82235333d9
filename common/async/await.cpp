#include "common/async/await.h"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>

namespace kaibo::async {

namespace asio = boost::asio;

struct Waiter::Impl {
  using Handler = asio::any_completion_handler<void(std::exception_ptr)>;

  template <typename Suspended>
  explicit Impl(Suspended suspended)
      : executor(asio::prefer(asio::get_associated_executor(suspended),
                              asio::execution::outstanding_work.tracked)),
        handler(std::move(suspended)) {}

  asio::any_io_executor executor;
  Handler handler;
  std::exception_ptr fault;
  std::unique_ptr<Impl> next;
};

Waiter::Waiter() = default;
Waiter::Waiter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Waiter::Waiter(Waiter&& other) noexcept = default;
Waiter& Waiter::operator=(Waiter&& other) noexcept = default;
Waiter::~Waiter() = default;

namespace {

/// Coroutines of one executor, in order; runs on that executor.
class Group {
 public:
  explicit Group(std::unique_ptr<Waiter::Impl> first)
      : executor_(first->executor), first_(std::move(first)), last_(first_.get()) {}
  Group(Group&&) noexcept = default;
  Group& operator=(Group&&) noexcept = default;
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group() { drop(); }

  bool takes(const Waiter::Impl& waiter) const { return executor_ == waiter.executor; }

  void push(std::unique_ptr<Waiter::Impl> waiter) {
    last_->next = std::move(waiter);
    last_ = last_->next.get();
  }

  static void send(Group group) {
    const asio::any_io_executor executor = group.executor_;
    asio::post(executor, std::move(group));
  }

  void operator()() {
    // What one coroutine's end throws must not keep the others from going on.
    const struct Rest {
      Group& group;
      ~Rest() {
        if (group.first_) send(std::move(group));
      }
    } rest{*this};
    while (first_) {
      const std::unique_ptr<Waiter::Impl> waiter = pop();
      std::move(waiter->handler)(std::move(waiter->fault));
    }
  }

 private:
  std::unique_ptr<Waiter::Impl> pop() {
    std::unique_ptr<Waiter::Impl> waiter = std::move(first_);
    first_ = std::move(waiter->next);
    return waiter;
  }

  /// One by one: a long chain would destroy itself by recursion.
  void drop() {
    while (first_) pop();
  }

  asio::any_io_executor executor_;
  std::unique_ptr<Waiter::Impl> first_;
  Waiter::Impl* last_;
};

struct Initiation {
  template <typename Handler>
  void operator()(Handler handler, std::function<void(Waiter)> start) const {
    start(Waiter(std::make_unique<Waiter::Impl>(std::move(handler))));
  }
};

void resume_one(Waiter waiter, std::exception_ptr fault) {
  Resumer resumer;
  resumer.add(std::move(waiter), std::move(fault));
  resumer.send();
}

}  // namespace

struct Resumer::Groups {
  std::vector<Group> list;
};

Resumer::Resumer() : groups_(std::make_unique<Groups>()) {}
Resumer::~Resumer() = default;

void Resumer::add(Waiter waiter, std::exception_ptr fault) {
  waiter.impl_->fault = std::move(fault);
  for (Group& group : groups_->list) {
    if (group.takes(*waiter.impl_)) {
      group.push(std::move(waiter.impl_));
      return;
    }
  }
  groups_->list.emplace_back(std::move(waiter.impl_));
}

void Resumer::send() {
  for (Group& group : groups_->list) Group::send(std::move(group));
  groups_->list.clear();
}

Task<void> suspend(std::function<void(Waiter)> start) {
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      Initiation{}, asio::use_awaitable, std::move(start));
}

Task<void> await_callback(std::function<void(Done)> start) {
  co_await suspend([&start](Waiter suspended) {
    // Moved out: the coroutine that holds `start` may be resumed, and gone, before it returns.
    const std::function<void(Done)> begin = std::move(start);
    const auto waiter = std::make_shared<Waiter>(std::move(suspended));
    try {
      begin(
          [waiter](std::exception_ptr fault) { resume_one(std::move(*waiter), std::move(fault)); });
    } catch (...) {
      resume_one(std::move(*waiter), std::current_exception());
    }
  });
}

}  // namespace kaibo::async
