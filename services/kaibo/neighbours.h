#pragma once

#include "common/cluster/nodes.h"
#include "common/cluster/relay.h"
#include "common/observe/metrics.h"

namespace kaibo {

struct Program;

/// This node among others that share its database: connects the parts of the program with their
/// like elsewhere. Only where Redis is configured; a node alone needs none of it.
class Neighbours {
 public:
  /// `program` outlives it; before anything listens.
  explicit Neighbours(Program& program);

  /// Enters the database as a node. Blocks; throws failed_precondition for a number in use.
  void start();
  void stop();

  void observe(observe::Metrics& metrics);

  cluster::Relay relay;

 private:
  cluster::Nodes nodes_;
};

}  // namespace kaibo
