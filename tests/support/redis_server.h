#pragma once

#include <optional>
#include <string>

#include "tests/support/child.h"
#include "tests/support/folder.h"

namespace kaibo::test {

/// A private Redis on the loopback, which a test may stop and start again on the same port.
class RedisServer {
 public:
  static bool installed();

  /// Starts it.
  RedisServer();

  /// As a crash ends it.
  void kill() { child_.reset(); }
  /// Again, after `kill`.
  void start();
  /// Stands still without closing anything, as behind a broken cable; and goes on.
  void freeze() const { child_->freeze(); }
  void thaw() const { child_->thaw(); }

  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

 private:
  TempFolder folder_;
  int port_ = 0;
  std::optional<Child> child_;
};

}  // namespace kaibo::test
