#include "common/cluster/redis_wire.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "common/base/log.h"

namespace kaibo::cluster {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{1'000};
/// Waiting to be sent; beyond it new ones are dropped.
constexpr std::size_t max_waiting_bytes = 8UL * 1024 * 1024;

struct Outgoing {
  std::string channel;
  std::string message;
};

using Channels = std::set<std::string>;

std::vector<std::string> missing(const Channels& wanted, const Channels& had) {
  std::vector<std::string> result;
  std::ranges::set_difference(wanted, had, std::back_inserter(result));
  return result;
}

}  // namespace

struct RedisWire::Impl {
  explicit Impl(Options given) : options(std::move(given)), wake_fd(eventfd(0, EFD_NONBLOCK)) {}
  ~Impl() { close(wake_fd); }

  const Options options;
  const int wake_fd;
  std::atomic<bool> stopping{false};
  std::atomic<bool> sending{false};
  std::atomic<bool> hearing{false};
  std::atomic<std::int64_t> sent{0};
  std::atomic<std::int64_t> dropped{0};

  std::mutex mutex;
  std::condition_variable wake;
  std::vector<Outgoing> waiting;
  std::size_t waiting_bytes = 0;
  Channels wanted;

  std::thread sender;
  std::thread hearer;

  void work(const char* name, std::atomic<bool>& up, void (Impl::*use)(Redis&));
  void send_all(Redis& redis);
  void hear_all(Redis& redis);
  std::vector<Outgoing> take();
  void follow_wishes(Redis& redis, Channels& subscribed);
  void wake_hearer() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_fd, &one, sizeof one);
  }
};

/// Connects and uses the connection, again and again until it is time to stop.
void RedisWire::Impl::work(const char* name, std::atomic<bool>& up, void (Impl::*use)(Redis&)) {
  pthread_setname_np(pthread_self(), name);
  milliseconds pause = first_pause;
  while (!stopping) {
    try {
      Redis redis(options.url, options.timeout_ms);
      up = true;
      pause = first_pause;
      base::log(base::LogLevel::info, "connected to Redis", {{"for", std::string_view(name)}});
      options.connected();
      (this->*use)(redis);
    } catch (const RedisFailed& e) {
      if (up.exchange(false)) {
        base::log(base::LogLevel::warning, "Redis is away; the database takes its place",
                  {{"for", std::string_view(name)}, {"why", std::string_view(e.what())}});
      }
    }
    std::unique_lock lock(mutex);
    wake.wait_for(lock, pause, [this] { return stopping.load(); });
    pause = std::min(2 * pause, longest_pause);
  }
  up = false;
}

std::vector<Outgoing> RedisWire::Impl::take() {
  std::unique_lock lock(mutex);
  wake.wait_for(lock, milliseconds(options.timeout_ms),
                [this] { return stopping || !waiting.empty(); });
  waiting_bytes = 0;
  return std::exchange(waiting, {});
}

void RedisWire::Impl::send_all(Redis& redis) {
  while (!stopping) {
    const std::vector<Outgoing> batch = take();
    if (batch.empty()) {
      const std::array<std::string_view, 1> ping{"PING"};
      redis.append(ping);
      redis.reply();
      continue;
    }
    // Until all are acknowledged none counts as sent: some may arrive all the same.
    const auto size = static_cast<std::int64_t>(batch.size());
    dropped += size;
    for (const Outgoing& one : batch) {
      const std::array<std::string_view, 3> publish{"PUBLISH", one.channel, one.message};
      redis.append(publish);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) redis.reply();
    dropped -= size;
    sent += size;
  }
}

void RedisWire::Impl::follow_wishes(Redis& redis, Channels& subscribed) {
  Channels now;
  {
    const std::lock_guard lock(mutex);
    now = wanted;
  }
  for (const std::string& channel : missing(now, subscribed)) {
    const std::array<std::string_view, 2> words{"SUBSCRIBE", channel};
    redis.append(words);
  }
  for (const std::string& channel : missing(subscribed, now)) {
    const std::array<std::string_view, 2> words{"UNSUBSCRIBE", channel};
    redis.append(words);
  }
  redis.flush();
  subscribed = std::move(now);
}

void RedisWire::Impl::hear_all(Redis& redis) {
  Channels subscribed;
  auto heard_at = steady_clock::now();
  while (!stopping) {
    follow_wishes(redis, subscribed);
    const bool came =
        redis.listen(wake_fd, options.timeout_ms,
                     [this](std::string_view, std::string_view message) { options.hear(message); });
    std::uint64_t woken = 0;
    [[maybe_unused]] const auto drained = read(wake_fd, &woken, sizeof woken);
    const auto now = steady_clock::now();
    if (came) {
      heard_at = now;
    } else if (now - heard_at > 3 * milliseconds(options.timeout_ms)) {
      throw RedisFailed("it has been silent for too long");
    } else if (now - heard_at >= milliseconds(options.timeout_ms)) {
      const std::array<std::string_view, 1> ping{"PING"};
      redis.append(ping);
    }
  }
}

RedisWire::RedisWire(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

RedisWire::~RedisWire() { stop(); }

void RedisWire::start(const std::vector<std::string>& channels) {
  for (const std::string& channel : channels) subscribe(channel);
  Impl& impl = *impl_;
  impl.sender = std::thread([&impl] { impl.work("redis-send", impl.sending, &Impl::send_all); });
  impl.hearer = std::thread([&impl] { impl.work("redis-hear", impl.hearing, &Impl::hear_all); });
}

void RedisWire::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  impl_->wake_hearer();
  if (impl_->sender.joinable()) impl_->sender.join();
  if (impl_->hearer.joinable()) impl_->hearer.join();
}

void RedisWire::subscribe(const std::string& channel) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->wanted.insert(channel);
  }
  impl_->wake_hearer();
}

void RedisWire::unsubscribe(const std::string& channel) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->wanted.erase(channel);
  }
  impl_->wake_hearer();
}

void RedisWire::send(std::string channel, std::string message) {
  {
    const std::lock_guard lock(impl_->mutex);
    const std::size_t size = channel.size() + message.size();
    if (!impl_->sending || impl_->waiting_bytes + size > max_waiting_bytes) {
      ++impl_->dropped;
      return;
    }
    impl_->waiting_bytes += size;
    impl_->waiting.push_back({std::move(channel), std::move(message)});
  }
  impl_->wake.notify_all();
}

bool RedisWire::connected() const { return impl_->sending && impl_->hearing; }
std::int64_t RedisWire::sent() const { return impl_->sent; }
std::int64_t RedisWire::dropped() const { return impl_->dropped; }

}  // namespace kaibo::cluster
