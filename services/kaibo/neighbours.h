#pragma once

#include <optional>

#include "common/cluster/nodes.h"
#include "common/cluster/relay.h"
#include "common/observe/metrics.h"

namespace kaibo {

struct Program;

/// This node beside a database server. Where Redis is configured there are others that share the
/// database, and the parts of the program are connected with their like elsewhere; a node alone
/// only catches up on what it committed without learning of it. On SQLite there is none.
class Neighbours {
 public:
  /// `program` outlives it; before anything listens.
  explicit Neighbours(Program& program);

  /// Enters the database as one of several nodes. Blocks; throws failed_precondition for a number
  /// in use.
  void start();
  void stop();

  void observe(observe::Metrics& metrics);

  cluster::Relay relay;

 private:
  /// None when alone.
  std::optional<cluster::Nodes> nodes_;
};

}  // namespace kaibo
