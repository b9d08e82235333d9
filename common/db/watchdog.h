#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "common/db/connector.h"
#include "common/db/database.h"
#include "common/db/lane.h"

namespace kaibo::db {

/// A thread that looks after the lanes, each of which may hang: it has batches broken off that run
/// for too long, and knocks at a database that is away.
class Watchdog {
 public:
  /// All of them outlive this.
  Watchdog(std::span<const std::unique_ptr<Lane>> lanes, Connector& connector,
           const Options& options);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run();

  const std::span<const std::unique_ptr<Lane>> lanes_;
  Connector& connector_;
  const Options& options_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kaibo::db
