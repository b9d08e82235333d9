#include "common/journal/presence.h"

#include <algorithm>
#include <cstddef>

namespace kaibo::journal {

namespace {
constexpr int announce_ms = 1'000;
}  // namespace

void Presence::observe(Hub::PresenceObserver observer, int absence_ms) {
  observer_ = std::move(observer);
  absence_ms_ = absence_ms;
}

void Presence::arrive(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  const std::lock_guard lock(mutex_);
  const auto [account, first] = streams_[stream][topic].try_emplace(user_id);
  ++account->second.connections;
  // A second connection changes no count, but has to learn it.
  mark_changed(stream, topic);
  if (first) tell(stream, topic, user_id, true);
}

void Presence::leave(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  const std::lock_guard lock(mutex_);
  Account& account = streams_.at(stream).at(topic).at(user_id);
  if (--account.connections > 0) return;
  if (absence_ms_ == 0) {
    go(stream, topic, user_id);
    return;
  }
  const std::int64_t departure = ++account.departures;
  runtime_.after(0, absence_ms_, [this, stream, topic, user_id, departure] {
    end_absence(stream, topic, user_id, departure);
  });
}

void Presence::end_absence(std::int64_t stream, const std::string& topic, std::int64_t user_id,
                           std::int64_t departure) {
  const std::lock_guard lock(mutex_);
  const Accounts* accounts = find(stream, topic);
  if (accounts == nullptr) return;
  const auto account = accounts->find(user_id);
  if (account == accounts->end() || account->second.connections > 0 ||
      account->second.departures != departure) {
    return;
  }
  go(stream, topic, user_id);
}

void Presence::go(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  Topics& topics = streams_.at(stream);
  Accounts& accounts = topics.at(topic);
  accounts.erase(user_id);
  if (accounts.empty()) {
    topics.erase(topic);
    if (topics.empty()) streams_.erase(stream);
  } else {
    mark_changed(stream, topic);
  }
  tell(stream, topic, user_id, false);
}

void Presence::tell(std::int64_t stream, const std::string& topic, std::int64_t user_id,
                    bool present) {
  if (!observer_) return;
  // Posted with the mutex held and always to the same core, so that an account's coming and going
  // are told in the order in which they happened.
  const std::size_t core = static_cast<std::uint64_t>(user_id) % runtime_.cores();
  runtime_.post(core, [this, stream, topic, user_id, present] {
    observer_(stream, topic, user_id, present);
  });
}

void Presence::mark_changed(std::int64_t stream, const std::string& topic) {
  if (changed_.empty()) {
    runtime_.after(0, announce_ms, [this] { announce_changes(); });
  }
  changed_.emplace_back(stream, topic);
}

const Presence::Accounts* Presence::find(std::int64_t stream, std::string_view topic) const {
  const auto topics = streams_.find(stream);
  if (topics == streams_.end()) return nullptr;
  const auto accounts = topics->second.find(topic);
  return accounts == topics->second.end() ? nullptr : &accounts->second;
}

void Presence::announce_changes() {
  std::vector<Count> counts;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::sort(changed_);
    const auto repeats = std::ranges::unique(changed_);
    changed_.erase(repeats.begin(), repeats.end());
    for (const auto& [stream, topic] : changed_) {
      const Accounts* accounts = find(stream, topic);
      if (accounts == nullptr) continue;
      counts.push_back({stream, topic, static_cast<std::int32_t>(accounts->size())});
    }
    changed_.clear();
  }
  if (!counts.empty()) announce_(std::move(counts));
}

std::vector<std::int64_t> Presence::online(std::int64_t stream, std::string_view topic) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::int64_t> users;
  if (const Accounts* accounts = find(stream, topic)) {
    for (const auto& [user_id, account] : *accounts) users.push_back(user_id);
  }
  return users;
}

}  // namespace kaibo::journal
