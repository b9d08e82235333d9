#include "common/journal/frames.h"

#include <span>
#include <string>
#include <utility>

#include "common/journal/journal.h"

namespace kaibo::journal {

namespace {

constexpr std::size_t max_run_bytes = 16UL * 1024;

Frame event_frame(const db::Entry& entry) {
  std::string bytes;
  append_downlink(bytes, entry);
  return std::make_shared<const std::string>(std::move(bytes));
}

/// How many entries from `first` on go to the same listeners and make a frame of usual size.
std::size_t run_length(const Batch& batch, std::size_t first) {
  const db::Entry& entry = batch.entries[first];
  std::size_t bytes = batch.frames[first]->size();
  std::size_t end = first + 1;
  for (; end < batch.entries.size(); ++end) {
    const db::Entry& next = batch.entries[end];
    bytes += batch.frames[end]->size();
    if (next.stream != entry.stream || next.topic != entry.topic || next.also != entry.also ||
        bytes > max_run_bytes) {
      break;
    }
  }
  return end - first;
}

Frame joined(std::span<const Frame> frames) {
  if (frames.size() == 1) return frames.front();
  std::string bytes;
  for (const Frame& frame : frames) bytes += *frame;
  return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace

std::shared_ptr<const Batch> batch_of(std::vector<db::Entry> entries) {
  auto batch = std::make_shared<Batch>();
  batch->entries = std::move(entries);
  batch->frames.reserve(batch->entries.size());
  for (const db::Entry& entry : batch->entries) batch->frames.push_back(event_frame(entry));
  for (std::size_t first = 0; first < batch->entries.size();) {
    const std::size_t count = run_length(*batch, first);
    batch->runs.push_back({first, count, joined(std::span(batch->frames).subspan(first, count))});
    first += count;
  }
  return batch;
}

}  // namespace kaibo::journal
