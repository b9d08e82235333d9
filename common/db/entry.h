#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.h"

namespace kaibo::db {

/// One line of a journal, appended inside a unit of work and committed with its effect. A stream
/// is what the services call a class; to this layer it is only a number.
struct Entry {
  std::int64_t stream = 0;
  /// What it is about, and who hears it: "class", "user:7", "room:9".
  std::string topic;
  /// A second topic on which it is heard; empty when none.
  std::string also;
  /// Who did it; 0 for the platform itself.
  std::int64_t actor = 0;
  /// Number of the event's field in the catalogue.
  int kind = 0;
  /// The serialized event, without header.
  std::string body;

  /// Set when the batch commits: gap-free within the stream.
  std::int64_t seq = 0;
  base::Millis at = 0;
  /// On the stream's own clock.
  base::Millis class_at = 0;
};

}  // namespace kaibo::db
