#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/async/runtime.h"
#include "common/db/database.h"

namespace kaibo {

/// What the service manager wants to hear, as its environment variables say (sd_notify(3)).
struct Supervision {
  /// Its datagram socket: a path or, after "@", an abstract name; empty: nobody listens.
  std::string socket;
  /// A program that says nothing for so long is restarted; zero: none is.
  std::chrono::microseconds patience{0};
};

/// From lines "NAME=value", as in `environ`.
Supervision read_supervision(const char* const* variables);

/// Tells the service manager (systemd) how the server is. Where it watches, it hears four times
/// within its patience that every lane and every core has answered; once one of them hangs it hears
/// only which, and in the end it restarts the program. A lane without work need not answer, and one
/// that answers "unavailable" does: a database that is away is not mended by a restart.
///
/// Speaks the protocol itself: it is one datagram, and made to be written by hand; libsystemd would
/// bring libraries for compression and encryption along.
class Supervisor {
 public:
  using Lanes = std::function<std::vector<db::LaneFigures>()>;

  /// `runtime` and what `lanes` reads outlive it.
  Supervisor(Supervision supervision, async::Runtime& runtime, Lanes lanes);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// The ports are open; `status` is one line for the operator. Begins to watch.
  void ready(std::string status);
  /// No new work is taken any more; goes on watching.
  void stopping();
  /// Before the cores end. May be called twice.
  void stop();

 private:
  void watch();
  void look();
  std::string silent_core();
  std::string silent_lane();
  void tell(const std::string& message) const;

  const Supervision supervision_;
  async::Runtime& runtime_;
  const Lanes lanes_;

  /// Whether each core has answered since it was asked.
  std::vector<std::shared_ptr<std::atomic<bool>>> answered_;
  /// As of the last look.
  std::vector<db::LaneFigures> seen_;
  std::string silent_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string status_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace kaibo
