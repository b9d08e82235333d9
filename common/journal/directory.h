#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

namespace kaibo::journal {

/// How many subscriptions each core has in each stream, so that nobody works for cores that do not
/// listen. Thread-safe.
class Directory {
 public:
  explicit Directory(std::size_t cores) : cores_(cores) {}

  bool heard(std::int64_t stream) const {
    const std::shared_lock lock(mutex_);
    return streams_.contains(stream);
  }
  void add(std::int64_t stream, std::size_t core) {
    const std::lock_guard lock(mutex_);
    auto& counts = streams_[stream];
    counts.resize(cores_);
    ++counts[core];
  }
  void remove(std::int64_t stream, std::size_t core) {
    const std::lock_guard lock(mutex_);
    const auto counts = streams_.find(stream);
    --counts->second[core];
    if (std::ranges::all_of(counts->second, [](int count) { return count == 0; })) {
      streams_.erase(counts);
    }
  }
  /// Leaves those whose stream has a listener, and tells on which cores.
  template <typename T>
  std::vector<bool> keep_heard(std::vector<T>& things) const {
    std::vector<bool> wanted(cores_);
    const std::shared_lock lock(mutex_);
    std::erase_if(things, [&](const T& thing) {
      const auto counts = streams_.find(thing.stream);
      if (counts == streams_.end()) return true;
      for (std::size_t core = 0; core < cores_; ++core) {
        if (counts->second[core] > 0) wanted[core] = true;
      }
      return false;
    });
    return wanted;
  }

 private:
  std::size_t cores_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, std::vector<int>> streams_;
};

}  // namespace kaibo::journal
