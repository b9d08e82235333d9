#include "common/db/watchdog.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

namespace kaibo::db {

namespace {

/// Often enough that neither a stuck batch nor the end of a pause is noticed much later.
std::chrono::milliseconds interval(const Options& options) {
  const base::Millis shortest = std::min(options.stuck, options.reconnect_first);
  return std::chrono::milliseconds(std::max<base::Millis>(shortest / 4, 5));
}

}  // namespace

Watchdog::Watchdog(std::span<const std::unique_ptr<Lane>> lanes, Connector& connector,
                   const Options& options)
    : lanes_(lanes), connector_(connector), options_(options), thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void Watchdog::run() {
  pthread_setname_np(pthread_self(), "lane watchdog");
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, interval(options_), [this] { return stopping_; })) {
    lock.unlock();
    connector_.knock();
    for (const auto& lane : lanes_) lane->watch();
    lock.lock();
  }
}

}  // namespace kaibo::db
