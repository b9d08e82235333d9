#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "loadtest/person.h"
#include "loadtest/report.h"

namespace kaibo::load {

struct ClassOptions {
  int classes = 1;
  double minutes = 1;
  std::uint64_t seed = 1;
  /// A flash sale instead of a lesson.
  std::optional<Rush> rush;
  /// A running server and what its provisioning wrote; a server of our own when empty.
  std::string url;
  std::filesystem::path provision;
  /// Data folder of the own server, kept; a temporary one when empty. Of a foreign server: where
  /// `kaibo check` looks.
  std::filesystem::path data;
  /// The program.
  std::filesystem::path kaibo;
};

/// Plays whole classes from their first page to their results, and checks everything afterwards.
/// Throws when it cannot be tried at all.
Report run_classes(const ClassOptions& options);

}  // namespace kaibo::load
