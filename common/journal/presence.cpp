#include "common/journal/presence.h"

#include <algorithm>
#include <cstddef>

namespace kaibo::journal {

namespace {
constexpr int announce_ms = 1'000;
constexpr int repeat_ms = 5'000;
/// Other nodes' people are forgotten when they were not told again for so many repetitions.
constexpr int oldest = 3;
}  // namespace

void Presence::observe(Hub::PresenceObserver observer, int absence_ms) {
  observer_ = std::move(observer);
  absence_ms_ = absence_ms;
}

void Presence::share(Share share) {
  share_ = std::move(share);
  runtime_.after(0, repeat_ms, [this] { repeat(); });
}

void Presence::hear(std::int32_t node, std::int64_t stream, const std::string& topic,
                    std::vector<std::int64_t> user_ids) {
  const std::lock_guard lock(mutex_);
  std::ranges::sort(user_ids);
  auto& elsewhere = streams_[stream][topic].elsewhere;
  const auto before = elsewhere.find(node);
  const bool same =
      before == elsewhere.end() ? user_ids.empty() : before->second.user_ids == user_ids;
  if (user_ids.empty()) {
    elsewhere.erase(node);
  } else {
    elsewhere[node] = {std::move(user_ids), 0};
  }
  drop_if_empty(stream, topic);
  if (!same) mark_changed(stream, topic);
}

void Presence::arrive(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  const std::lock_guard lock(mutex_);
  const auto [account, first] = streams_[stream][topic].here.try_emplace(user_id);
  ++account->second.connections;
  // A second connection changes no count, but has to learn it.
  mark_changed(stream, topic);
  if (first) tell(stream, topic, user_id, true);
}

void Presence::leave(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  const std::lock_guard lock(mutex_);
  Account& account = streams_.at(stream).at(topic).here.at(user_id);
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
  const Topic* found = find(stream, topic);
  if (found == nullptr) return;
  const auto account = found->here.find(user_id);
  if (account == found->here.end() || account->second.connections > 0 ||
      account->second.departures != departure) {
    return;
  }
  go(stream, topic, user_id);
}

void Presence::go(std::int64_t stream, const std::string& topic, std::int64_t user_id) {
  streams_.at(stream).at(topic).here.erase(user_id);
  drop_if_empty(stream, topic);
  mark_changed(stream, topic);
  tell(stream, topic, user_id, false);
}

void Presence::drop_if_empty(std::int64_t stream, const std::string& topic) {
  Topics& topics = streams_.at(stream);
  const Topic& found = topics.at(topic);
  if (found.here.empty() && found.elsewhere.empty()) topics.erase(topic);
  if (topics.empty()) streams_.erase(stream);
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

const Presence::Topic* Presence::find(std::int64_t stream, std::string_view topic) const {
  const auto topics = streams_.find(stream);
  if (topics == streams_.end()) return nullptr;
  const auto found = topics->second.find(topic);
  return found == topics->second.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> Presence::here(const Topic& topic) {
  std::vector<std::int64_t> users;
  for (const auto& [user_id, account] : topic.here) users.push_back(user_id);
  return users;
}

std::vector<std::int64_t> Presence::everywhere(const Topic& topic) {
  std::vector<std::int64_t> users = here(topic);
  for (const auto& [node, elsewhere] : topic.elsewhere) {
    users.insert(users.end(), elsewhere.user_ids.begin(), elsewhere.user_ids.end());
  }
  std::ranges::sort(users);
  const auto repeats = std::ranges::unique(users);
  users.erase(repeats.begin(), repeats.end());
  return users;
}

void Presence::announce_changes() {
  std::vector<Count> counts;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::sort(changed_);
    const auto repeats = std::ranges::unique(changed_);
    changed_.erase(repeats.begin(), repeats.end());
    for (const auto& [stream, topic] : changed_) {
      const Topic* found = find(stream, topic);
      // Those who listen silently learn that nobody is left.
      const std::size_t online = found == nullptr ? 0 : everywhere(*found).size();
      counts.push_back({stream, topic, static_cast<std::int32_t>(online)});
      if (share_)
        share_(stream, topic, found == nullptr ? std::vector<std::int64_t>() : here(*found));
    }
    changed_.clear();
  }
  announce_(std::move(counts));
}

/// Tells the other nodes once more who is here, for whoever missed it, and forgets those of nodes
/// that have fallen silent.
void Presence::repeat() {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [stream, topics] : streams_) {
      for (auto& [name, topic] : topics) {
        if (!topic.here.empty()) share_(stream, name, here(topic));
        for (auto& [node, elsewhere] : topic.elsewhere) ++elsewhere.age;
        const std::size_t silent = std::erase_if(
            topic.elsewhere, [](const auto& node) { return node.second.age > oldest; });
        if (silent > 0) mark_changed(stream, name);
      }
      std::erase_if(topics, [](const auto& topic) {
        return topic.second.here.empty() && topic.second.elsewhere.empty();
      });
    }
    std::erase_if(streams_, [](const auto& topics) { return topics.second.empty(); });
  }
  runtime_.after(0, repeat_ms, [this] { repeat(); });
}

std::vector<std::int64_t> Presence::online(std::int64_t stream, std::string_view topic) const {
  const std::lock_guard lock(mutex_);
  const Topic* found = find(stream, topic);
  return found == nullptr ? std::vector<std::int64_t>() : everywhere(*found);
}

std::vector<std::int64_t> Presence::online_here(std::int64_t stream, std::string_view topic) const {
  const std::lock_guard lock(mutex_);
  const Topic* found = find(stream, topic);
  return found == nullptr ? std::vector<std::int64_t>() : here(*found);
}

}  // namespace kaibo::journal
