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

/// Which accounts listen to which topic, over all cores: the hub's part that counts people rather
/// than connections. Thread-safe. The runtime must have stopped before it ends.
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

  /// A connection of the account has started, or ceased, to listen to the topic.
  void arrive(std::int64_t stream, const std::string& topic, std::int64_t user_id);
  void leave(std::int64_t stream, const std::string& topic, std::int64_t user_id);

  std::vector<std::int64_t> online(std::int64_t stream, std::string_view topic) const;

 private:
  struct Account {
    int connections = 0;
    /// How often the last connection left; tells an absence from the one before.
    std::int64_t departures = 0;
  };
  using Accounts = std::unordered_map<std::int64_t, Account>;
  using Topics = std::map<std::string, Accounts, std::less<>>;

  // Each with the mutex held.
  void go(std::int64_t stream, const std::string& topic, std::int64_t user_id);
  void tell(std::int64_t stream, const std::string& topic, std::int64_t user_id, bool present);
  void mark_changed(std::int64_t stream, const std::string& topic);
  const Accounts* find(std::int64_t stream, std::string_view topic) const;

  void end_absence(std::int64_t stream, const std::string& topic, std::int64_t user_id,
                   std::int64_t departure);
  void announce_changes();

  async::Runtime& runtime_;
  Announce announce_;
  Hub::PresenceObserver observer_;
  int absence_ms_ = 0;

  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, Topics> streams_;
  std::vector<std::pair<std::int64_t, std::string>> changed_;
};

}  // namespace kaibo::journal
