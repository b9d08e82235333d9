#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/cluster/redis.h"

namespace kaibo::cluster {

/// Publishes to channels of Redis and hears them, each on a thread of its own that reconnects by
/// itself. Nothing ever waits for Redis: what cannot be sent is dropped and counted. Thread-safe.
class RedisWire {
 public:
  struct Options {
    RedisUrl url;
    /// Bounds each exchange; a connection that is silent for three times as long is given up.
    int timeout_ms = 1'000;
    /// Called with each message, on the hearing thread.
    std::function<void(std::string_view message)> hear;
    /// Called when it is connected (again), on either thread.
    std::function<void()> connected;
  };
  explicit RedisWire(Options options);
  ~RedisWire();
  RedisWire(const RedisWire&) = delete;
  RedisWire& operator=(const RedisWire&) = delete;

  void start(const std::vector<std::string>& channels);
  /// Joins the threads.
  void stop();

  void subscribe(const std::string& channel);
  void unsubscribe(const std::string& channel);
  void send(std::string channel, std::string message);

  /// Both ways.
  bool connected() const;
  std::int64_t sent() const;
  std::int64_t dropped() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::cluster
