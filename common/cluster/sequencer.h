#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"

namespace kaibo::cluster {

/// Puts the lines of each followed journal in the order of their seq, wherever they come from: this
/// node's own commits, what other nodes say, what is read from the database. Each goes out once.
/// Thread-safe.
class Sequencer {
 public:
  /// Called with consecutive lines of one stream, those of a stream never at the same time; must
  /// not block, nor call back.
  using Release = std::function<void(std::vector<db::Entry>)>;

  /// `clock` outlives it. Beyond `max_waiting` lines that wait behind a hole, the newest are left
  /// to be read again.
  Sequencer(const base::Clock& clock, Release release, std::size_t max_waiting = 10'000);

  /// From now on keeps what comes of the stream. It goes out once `start` has said from where.
  void follow(std::int64_t stream);
  void forget(std::int64_t stream);
  /// Everything up to `seq` has been heard otherwise. Only the first word counts: whoever reads
  /// later reads at least as far as what has gone out.
  void start(std::int64_t stream, std::int64_t seq);

  /// Lines of any streams, in any order, also such that came before.
  void offer(std::vector<db::Entry> entries);

  struct Position {
    std::int64_t stream = 0;
    /// The last line that has gone out.
    std::int64_t seq = 0;
    /// Later lines wait for one that is missing, since then; 0 when none do.
    base::Millis hole_since = 0;
  };
  /// Of the streams that have started.
  std::vector<Position> positions() const;

 private:
  static constexpr std::int64_t not_started = -1;
  struct Line {
    std::int64_t seq = not_started;
    std::map<std::int64_t, db::Entry> waiting;
    base::Millis hole_since = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::int64_t, Line> lines;
  };

  Shard& shard_of(std::int64_t stream);
  /// Of one stream.
  void take(std::span<db::Entry> entries);
  /// With the shard's mutex held.
  void advance(Line& line);

  const base::Clock& clock_;
  const Release release_;
  const std::size_t max_waiting_;
  std::array<Shard, 16> shards_;
};

}  // namespace kaibo::cluster
