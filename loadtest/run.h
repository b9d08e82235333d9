#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "loadtest/installation.h"
#include "loadtest/report.h"
#include "loadtest/script.h"

namespace kaibo::load {

struct RunOptions {
  Script script;
  /// Name of the script, and how it was asked for, in words.
  std::string command;
  std::string asked;
  int classes = 1;
  std::chrono::duration<double> span{60};
  std::uint64_t seed = 1;
  /// Signed-in sockets of other classes that are held all the time.
  int idle = 0;
  Wanted server;
};

/// Plays the script with whole classes, and checks everything afterwards. Throws when it cannot be
/// tried at all.
Report run(const RunOptions& options);

}  // namespace kaibo::load
