#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/async/pool.h"
#include "common/net/core.h"
#include "common/net/server.h"
#include "common/net/web_files.h"

namespace kaibo::net {

/// Counts of the whole server. Thread-safe; may outlive it (metrics hold it).
struct Figures {
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> websockets{0};
  std::atomic<std::int64_t> refused{0};
  std::atomic<std::int64_t> too_slow{0};
  /// Clusters that watchers of a picture missed since they were late.
  std::atomic<std::int64_t> skipped{0};
  /// As of the last sweep.
  std::atomic<std::int64_t> queued_bytes{0};
  /// HTTP answers by the first digit of their status.
  std::array<std::atomic<std::int64_t>, 6> answers{};
};

/// Connections by address. Thread-safe.
class Addresses {
 public:
  /// False when the address has `limit` already.
  bool enter(const std::string& address, std::size_t limit);
  void leave(const std::string& address);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> counts_;
};

/// What all connections of a server share; lives until the last of them is gone.
struct Context {
  Context(Options given, Parts with);

  const Options options;
  const Parts parts;
  /// Own scheme is https.
  const bool tls;
  const WebFiles web;
  const std::string page_policy;
  std::vector<std::unique_ptr<Core>> cores;
  /// Reads pictures.
  async::Pool file_pool;
  Addresses addresses;
  std::shared_ptr<Figures> figures = std::make_shared<Figures>();
  /// The server will soon go down.
  std::atomic<bool> announced{false};
  /// It is going down.
  std::atomic<bool> stopping{false};
  /// It is down.
  std::atomic<bool> stopped{false};

  bool is_trusted_proxy(std::string_view address) const;

  /// Counts a new connection; false when there are too many.
  bool enter(const std::string& address);
  void leave(const std::string& address);
  /// Whether all connections have left within so many milliseconds. Blocks.
  bool wait_until_empty(base::Millis patience);

 private:
  std::mutex mutex_;
  std::condition_variable left_;
};

}  // namespace kaibo::net
