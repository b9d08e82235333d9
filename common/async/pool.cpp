#include "common/async/pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "common/async/await.h"
#include "common/base/error.h"

namespace kaibo::async {

namespace {

/// Nice enough for a tenth of a core that others want, too.
constexpr int background_niceness = 10;

}  // namespace

struct Pool::Impl {
  struct Job {
    std::function<void()> work;
    Done done;
  };

  std::string name;
  std::size_t max_queue = 0;
  Priority priority = Priority::normal;

  mutable std::mutex mutex;
  std::condition_variable arrived;
  std::deque<Job> queue;
  bool stopping = false;
  std::atomic<std::size_t> running{0};
  std::vector<std::thread> threads;

  void accept(Job job) {
    {
      const std::lock_guard lock(mutex);
      if (stopping) {
        throw base::Error(
            base::Code::unavailable,
            {"服务器正在重启，请过几秒再试一次。",
             "The server is restarting (" + name + " has stopped). Try again in a few seconds."});
      }
      if (queue.size() >= max_queue) {
        throw base::Error(
            base::Code::resource_exhausted,
            {"系统正忙，请稍等几秒再试一次。",
             "The system is busy (" + name + "). Wait a few seconds, then try again."});
      }
      queue.push_back(std::move(job));
    }
    arrived.notify_one();
  }

  /// Empty work when the pool stops and nothing is left.
  Job next() {
    std::unique_lock lock(mutex);
    arrived.wait(lock, [this] { return stopping || !queue.empty(); });
    if (queue.empty()) return {};
    Job job = std::move(queue.front());
    queue.pop_front();
    return job;
  }

  void run() {
    // The kernel keeps 15 characters.
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    // On Linux of the calling thread alone, and of those it starts.
    if (priority == Priority::background) {
      setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), background_niceness);
    }
    for (Job job = next(); job.work; job = next()) {
      std::exception_ptr fault;
      ++running;
      try {
        job.work();
      } catch (...) {
        fault = std::current_exception();
      }
      --running;
      job.done(std::move(fault));
    }
  }
};

Pool::Pool(std::string name, std::size_t threads, std::size_t max_queue, Priority priority)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = std::move(name);
  impl_->max_queue = max_queue;
  impl_->priority = priority;
  for (std::size_t i = 0; i < threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get()] { impl->run(); });
  }
}

Pool::~Pool() { stop(); }

void Pool::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->arrived.notify_all();
  for (auto& thread : impl_->threads) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t Pool::queued() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.size();
}

std::size_t Pool::running() const { return impl_->running; }

Task<void> Pool::run_void(std::function<void()> work) {
  co_await await_callback(
      [this, &work](Done done) { impl_->accept({std::move(work), std::move(done)}); });
}

}  // namespace kaibo::async
