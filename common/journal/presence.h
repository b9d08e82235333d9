#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/journal/hub.h"

namespace kaibo::journal {

/// Which accounts listen to which topic, over all cores and nodes: the hub's part that counts
/// people rather than connections. Thread-safe. The runtime must have stopped before it ends.
class Presence {
 public:
  struct Count {
    std::int64_t stream = 0;
    std::string topic;
    std::int32_t online = 0;
  };
  /// Told, at most once a second, the counts of the topics where someone came or went.
  using Announce = std::function<void(std::vector<Count>)>;

  Presence(async::Runtime& runtime, Announce announce)
      : runtime_(runtime), announce_(std::move(announce)) {}

  /// See Hub::on_presence.
  void observe(Hub::PresenceObserver observer, int absence_ms);

  /// Told who listens to a topic here: after a change, at most once a second, and again every few
  /// seconds. Before start.
  using Share = std::function<void(std::int64_t stream, const std::string& topic,
                                   const std::vector<std::int64_t>& user_ids)>;
  void share(Share share);
  /// Who listens to a topic at another node, all of them. Forgotten unless told again soon.
  void hear(std::int32_t node, std::int64_t stream, const std::string& topic,
            std::vector<std::int64_t> user_ids);

  /// A connection of the account has started, or ceased, to listen to the topic.
  void arrive(std::int64_t stream, const std::string& topic, std::int64_t user_id);
  void leave(std::int64_t stream, const std::string& topic, std::int64_t user_id);

  std::vector<std::int64_t> online(std::int64_t stream, std::string_view topic) const;
  std::vector<std::int64_t> online_here(std::int64_t stream, std::string_view topic) const;

 private:
  struct Account {
    int connections = 0;
    /// How often the last connection left; tells an absence from the one before.
    std::int64_t departures = 0;
  };
  struct Elsewhere {
    std::vector<std::int64_t> user_ids;
    /// Rounds of repetition since they were told.
    int age = 0;
  };
  struct Topic {
    std::unordered_map<std::int64_t, Account> here;
    /// By node.
    std::map<std::int32_t, Elsewhere> elsewhere;
  };
  using Topics = std::map<std::string, Topic, std::less<>>;

  // Each with the mutex held.
  void go(std::int64_t stream, const std::string& topic, std::int64_t user_id);
  void tell(std::int64_t stream, const std::string& topic, std::int64_t user_id, bool present);
  void mark_changed(std::int64_t stream, const std::string& topic);
  const Topic* find(std::int64_t stream, std::string_view topic) const;
  void drop_if_empty(std::int64_t stream, const std::string& topic);
  static std::vector<std::int64_t> here(const Topic& topic);
  static std::vector<std::int64_t> everywhere(const Topic& topic);

  void end_absence(std::int64_t stream, const std::string& topic, std::int64_t user_id,
                   std::int64_t departure);
  void announce_changes();
  void repeat();

  async::Runtime& runtime_;
  Announce announce_;
  Hub::PresenceObserver observer_;
  int absence_ms_ = 0;
  Share share_;

  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, Topics> streams_;
  std::vector<std::pair<std::int64_t, std::string>> changed_;
};

}  // namespace kaibo::journal
