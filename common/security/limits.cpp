#include "common/security/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"

namespace kaibo::security {

namespace {

[[noreturn]] void refuse(base::Millis wait) {
  const base::Millis seconds = (wait + 999) / 1000;
  throw base::Error(base::Code::resource_exhausted,
                    {fmt::format("操作太频繁了，请等 {} 秒再试。", seconds),
                     fmt::format("Too many tries: please wait {} s and try again.", seconds)});
}

}  // namespace

/// A bucket is one number: the time at which it will be full again.
struct RateLimiter::Impl {
  struct Bucket {
    std::string key;
    base::Millis full_at = 0;
  };

  const base::Clock& clock;
  std::size_t max_keys;
  Share share = [](std::string_view, base::Millis) {};
  std::mutex mutex;
  /// Most recently used first.
  std::list<Bucket> buckets;
  /// By the key that the bucket holds.
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;

  base::Millis full_at(std::string_view key) const {
    const auto found = by_key.find(key);
    return found == by_key.end() ? 0 : found->second->full_at;
  }

  void set(std::string_view key, base::Millis full_at) {
    const auto found = by_key.find(key);
    if (found != by_key.end()) {
      found->second->full_at = full_at;
      buckets.splice(buckets.begin(), buckets, found->second);
      return;
    }
    if (buckets.size() >= max_keys) {
      by_key.erase(buckets.back().key);
      buckets.pop_back();
    }
    buckets.push_front({std::string(key), full_at});
    by_key.emplace(buckets.front().key, buckets.begin());
  }

  void remove(std::string_view key) {
    const auto found = by_key.find(key);
    if (found == by_key.end()) return;
    const auto bucket = found->second;
    by_key.erase(found);
    buckets.erase(bucket);
  }

  /// When the bucket would be full again after taking `count`; refuses when it holds fewer.
  base::Millis after_taking(std::string_view key, Rate rate, int count) const {
    const base::Millis now = clock.now();
    const base::Millis full = std::max(full_at(key), now) + count * rate.refill_ms;
    const base::Millis wait = full - now - rate.burst * rate.refill_ms;
    if (wait > 0) refuse(wait);
    return full;
  }
};

RateLimiter::RateLimiter(const base::Clock& clock, std::size_t max_keys)
    : impl_(new Impl{.clock = clock, .max_keys = std::max<std::size_t>(max_keys, 1)}) {}

RateLimiter::~RateLimiter() = default;

void RateLimiter::take(std::string_view key, Rate rate, int count) {
  const std::lock_guard lock(impl_->mutex);
  impl_->set(key, impl_->after_taking(key, rate, count));
  impl_->share(key, count * rate.refill_ms);
}

void RateLimiter::require_left(std::string_view key, Rate rate) {
  const std::lock_guard lock(impl_->mutex);
  impl_->after_taking(key, rate, 1);
}

void RateLimiter::forget(std::string_view key) {
  const std::lock_guard lock(impl_->mutex);
  impl_->remove(key);
  impl_->share(key, 0);
}

void RateLimiter::share(Share share) { impl_->share = std::move(share); }

void RateLimiter::hear(std::string_view key, base::Millis taken) {
  const std::lock_guard lock(impl_->mutex);
  if (taken == 0) {
    impl_->remove(key);
  } else {
    impl_->set(key, std::max(impl_->full_at(key), impl_->clock.now()) + taken);
  }
}

std::size_t RateLimiter::keys() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->buckets.size();
}

}  // namespace kaibo::security
