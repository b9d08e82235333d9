#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

// Names of hiredis.
struct redisContext;  // NOLINT(readability-identifier-naming)
struct redisReply;    // NOLINT(readability-identifier-naming)

namespace kaibo::cluster {

/// Redis cannot be reached, or answered with an error. The connection is of no use any more.
class RedisFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// "redis://[:password@]host[:port]".
struct RedisUrl {
  std::string host;
  int port = 6379;
  std::string password;
};
/// Throws base::Error with a sentence for the operator.
RedisUrl parse_redis_url(std::string_view url);

/// One blocking connection, used by one thread. Everything throws RedisFailed.
class Redis {
 public:
  /// Bounds connecting and each answer by `timeout_ms`.
  Redis(const RedisUrl& url, int timeout_ms);

  /// Queues a command; it leaves with the next `flush` or `reply`.
  void append(std::span<const std::string_view> words);
  /// Sends what is queued.
  void flush();
  /// Waits for the answer to the oldest command that has none yet.
  void reply();

  /// Waits until an answer or a message has come, `wake_fd` can be read, or the time is over; then
  /// hands on what has come whole. For a connection that has subscribed.
  using Heard = std::function<void(std::string_view channel, std::string_view message)>;
  /// False when nothing came. Answers to commands count as coming.
  bool listen(int wake_fd, int timeout_ms, const Heard& heard);

 private:
  struct Free {
    void operator()(redisContext* context) const;
    void operator()(redisReply* reply) const;
  };
  using Reply = std::unique_ptr<redisReply, Free>;

  void command(std::span<const std::string_view> words);
  [[noreturn]] void fail() const;

  std::unique_ptr<redisContext, Free> context_;
};

}  // namespace kaibo::cluster
