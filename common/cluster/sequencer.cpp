#include "common/cluster/sequencer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kaibo::cluster {

Sequencer::Sequencer(const base::Clock& clock, Release release, std::size_t max_waiting)
    : clock_(clock), release_(std::move(release)), max_waiting_(max_waiting) {}

Sequencer::Shard& Sequencer::shard_of(std::int64_t stream) {
  return shards_[static_cast<std::uint64_t>(stream) % shards_.size()];
}

void Sequencer::follow(std::int64_t stream) {
  Shard& shard = shard_of(stream);
  const std::lock_guard lock(shard.mutex);
  shard.lines.try_emplace(stream);
}

void Sequencer::forget(std::int64_t stream) {
  Shard& shard = shard_of(stream);
  const std::lock_guard lock(shard.mutex);
  shard.lines.erase(stream);
}

void Sequencer::start(std::int64_t stream, std::int64_t seq) {
  Shard& shard = shard_of(stream);
  const std::lock_guard lock(shard.mutex);
  const auto line = shard.lines.find(stream);
  if (line == shard.lines.end() || line->second.seq != not_started) return;
  line->second.seq = seq;
  line->second.waiting.erase(line->second.waiting.begin(), line->second.waiting.upper_bound(seq));
  advance(line->second);
}

void Sequencer::offer(std::vector<db::Entry> entries) {
  for (std::span<db::Entry> left(entries); !left.empty();) {
    const auto other = std::ranges::find_if(
        left, [&](const db::Entry& entry) { return entry.stream != left.front().stream; });
    const auto count = static_cast<std::size_t>(other - left.begin());
    take(left.first(count));
    left = left.subspan(count);
  }
}

void Sequencer::take(std::span<db::Entry> entries) {
  const std::int64_t stream = entries.front().stream;
  Shard& shard = shard_of(stream);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.lines.find(stream);
  if (found == shard.lines.end()) return;
  Line& line = found->second;
  for (db::Entry& entry : entries) {
    if (entry.seq <= line.seq) continue;
    const std::int64_t seq = entry.seq;
    line.waiting.try_emplace(seq, std::move(entry));
    if (line.waiting.size() > max_waiting_) line.waiting.erase(std::prev(line.waiting.end()));
  }
  advance(line);
}

void Sequencer::advance(Line& line) {
  if (line.seq == not_started) return;
  std::vector<db::Entry> next;
  while (!line.waiting.empty() && line.waiting.begin()->first == line.seq + 1) {
    next.push_back(std::move(line.waiting.extract(line.waiting.begin()).mapped()));
    ++line.seq;
  }
  if (line.waiting.empty()) {
    line.hole_since = 0;
  } else if (line.hole_since == 0 || !next.empty()) {
    line.hole_since = clock_.now();
  }
  if (!next.empty()) release_(std::move(next));
}

std::vector<Sequencer::Position> Sequencer::positions() const {
  std::vector<Position> positions;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [stream, line] : shard.lines) {
      if (line.seq != not_started) positions.push_back({stream, line.seq, line.hole_since});
    }
  }
  return positions;
}

}  // namespace kaibo::cluster
