#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "common/db/entry.h"
#include "common/journal/hub.h"

namespace kaibo::journal {

/// Entries one after the other that the same listeners hear.
struct Run {
  std::size_t first = 0;
  std::size_t count = 0;
  /// Their frames in one, so that each listener is handed all of them at once.
  Frame frame;
};

/// Entries of one commit as listeners are handed them. Whoever has heard the beginning of a run is
/// handed its rest one by one (see frame_of).
struct Batch {
  std::vector<db::Entry> entries;
  std::vector<Run> runs;
};

/// Of one entry alone.
Frame frame_of(const db::Entry& entry);
std::shared_ptr<const Batch> batch_of(std::vector<db::Entry> entries);

}  // namespace kaibo::journal
