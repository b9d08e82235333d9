#pragma once

#include <sys/types.h>

#include <string>

#include "tests/support/folder.h"

namespace kaibo::test {

/// A private Redis on the loopback, which a test may stop and start again on the same port.
class RedisServer {
 public:
  static bool installed();

  /// Starts it.
  RedisServer();
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  /// As a crash ends it.
  void kill();
  /// Again, after `kill`.
  void start();
  /// Stands still without closing anything, as behind a broken cable; and goes on.
  void freeze();
  void thaw();

  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

 private:
  TempFolder folder_;
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace kaibo::test
