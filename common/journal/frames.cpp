#include "common/journal/frames.h"

#include <string>
#include <utility>

#include "common/journal/journal.h"

namespace kaibo::journal {

namespace {

/// A run ends at this size, so that its frame is one of usual size.
constexpr std::size_t max_run_bytes = 16UL * 1024;

bool same_listeners(const db::Entry& one, const db::Entry& other) {
  return one.stream == other.stream && one.topic == other.topic && one.also == other.also;
}

Run run_from(const std::vector<db::Entry>& entries, std::size_t first) {
  std::string bytes;
  std::size_t end = first;
  do {
    append_downlink(bytes, entries[end]);
    ++end;
  } while (end < entries.size() && bytes.size() < max_run_bytes &&
           same_listeners(entries[first], entries[end]));
  return {first, end - first, std::make_shared<const std::string>(std::move(bytes))};
}

}  // namespace

Frame frame_of(const db::Entry& entry) {
  std::string bytes;
  append_downlink(bytes, entry);
  return std::make_shared<const std::string>(std::move(bytes));
}

std::shared_ptr<const Batch> batch_of(std::vector<db::Entry> entries) {
  auto batch = std::make_shared<Batch>();
  batch->entries = std::move(entries);
  for (std::size_t next = 0; next < batch->entries.size(); next += batch->runs.back().count) {
    batch->runs.push_back(run_from(batch->entries, next));
  }
  return batch;
}

}  // namespace kaibo::journal
