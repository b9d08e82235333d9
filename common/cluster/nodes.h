#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/db/database.h"

namespace kaibo::cluster {

/// Which nodes share the database. Each renews its row there; one that has not for a while is dead,
/// and the others take over what it left. The nodes' clocks must agree to a second or two.
class Nodes {
 public:
  struct Options {
    std::int32_t node = 0;
    /// Who this node is, the same after a restart: so that it may come back at once, and another
    /// that was given its number by mistake may not. Never 0.
    std::int64_t holder = 0;
    base::Millis renew_ms = 2'000;
    base::Millis dead_ms = 10'000;
  };
  /// Whether the node has not come back meanwhile; asked in a unit of work.
  using StillGone = std::function<bool(db::Transaction& tx)>;
  /// Does what a dead node can no longer do. May be called on several nodes and again: what was
  /// done already must be left alone. The node may only have been away: every unit of work asks
  /// `still_gone` and does nothing when it is not.
  using TakeOver = std::function<Task<void>(std::int32_t node, StillGone still_gone)>;
  /// This node had been given up although it lives: makes good what the others have taken over.
  using ComeBack = std::function<Task<void>()>;

  /// All outlive it.
  Nodes(const Options& options, db::Database& database, async::Runtime& runtime, TakeOver take_over,
        ComeBack come_back);
  ~Nodes();

  /// Takes this node's number. Blocks. Throws failed_precondition while another holds it.
  void enter();
  /// Renews and looks after the others from now on.
  void start();
  /// No more rounds begin.
  void stop();
  /// One round: for tests and `start`.
  Task<void> round();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace kaibo::cluster
