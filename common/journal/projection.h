#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

#include "common/db/transaction.h"
#include "common/journal/journal.h"

namespace kaibo::journal {

/// Pictures computed from journals (a room's figures, a class's evidence), one for each stream and
/// topic, kept in memory and brought up to date from the journal whenever one is looked at. Never a
/// truth of its own: a picture thrown away comes back equal. `State` has `apply(const db::Entry&)`.
/// Thread-safe.
template <typename State>
class Projections {
 public:
  /// `max_kept` pictures stay in memory; beyond that the longest unused one is dropped.
  explicit Projections(std::size_t max_kept) : max_kept_(max_kept) {}

  /// Calls `look(const State&, last_seq)` with a picture that holds at least everything the
  /// transaction sees of the topic (empty: of the whole stream).
  template <typename Look>
  auto look(db::Transaction& tx, std::int64_t stream, const std::string& topic, Look look) {
    const std::shared_ptr<Picture> picture = find(stream, topic);
    const std::lock_guard lock(picture->mutex);
    Range range{.stream = stream, .after_seq = picture->seq, .topic = topic, .limit = 2000};
    while (true) {
      const auto entries = read_since(tx, range);
      for (const db::Entry& entry : entries) {
        picture->state.apply(entry);
        picture->seq = entry.seq;
      }
      if (entries.size() < range.limit) break;
      range.after_seq = picture->seq;
    }
    return look(std::as_const(picture->state), picture->seq);
  }

 private:
  struct Picture {
    std::mutex mutex;
    State state;
    std::int64_t seq = 0;
    std::uint64_t used = 0;
  };

  std::shared_ptr<Picture> find(std::int64_t stream, const std::string& topic) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Picture>& picture = pictures_[{stream, topic}];
    if (!picture) picture = std::make_shared<Picture>();
    picture->used = ++uses_;
    std::shared_ptr<Picture> found = picture;
    if (pictures_.size() > max_kept_) drop_oldest();
    return found;
  }

  void drop_oldest() {
    auto oldest = pictures_.begin();
    for (auto it = pictures_.begin(); it != pictures_.end(); ++it) {
      if (it->second->used < oldest->second->used) oldest = it;
    }
    pictures_.erase(oldest);
  }

  const std::size_t max_kept_;
  std::mutex mutex_;
  std::uint64_t uses_ = 0;
  std::map<std::pair<std::int64_t, std::string>, std::shared_ptr<Picture>> pictures_;
};

}  // namespace kaibo::journal
