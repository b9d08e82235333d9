#include "services/identity/sessions.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/security/secrets.h"
#include "services/identity/records.h"

namespace kaibo::identity {
namespace {

using CallerPtr = std::shared_ptr<const rpc::Caller>;

/// Lets a map of strings be asked with a view. Only real tokens, which are random, are ever keys,
/// so nobody can choose them to collide.
struct TokenHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view token) const {
    return std::hash<std::string_view>{}(token);
  }
};

/// A session as it is stored, with what its person may do.
struct Loaded {
  CallerPtr caller;
  base::Millis ends_at = 0;
  base::Millis seen_at = 0;
};

struct Entry {
  CallerPtr caller;
  base::Millis ends_at = 0;
  base::Millis loaded_at = 0;
  std::atomic<base::Millis> seen_at{0};
  /// What the database knows of seen_at.
  std::atomic<base::Millis> written_at{0};
};

/// A part of the memory with its own lock. The hot path takes it shared.
struct alignas(64) Shard {
  mutable std::shared_mutex mutex;
  std::unordered_map<std::string, Entry, TokenHash, std::equal_to<>> entries;
};

CallerPtr make_caller(db::Transaction& tx, const records::SessionRow& session) {
  const std::optional<records::PersonRow> person = records::person(tx, session.user_id);
  if (!person) {
    return nullptr;
  }
  auto caller = std::make_shared<rpc::Caller>();
  caller->user_id = session.user_id;
  caller->session_id = session.session_id;
  caller->name = person->name;
  for (const records::GrantRow& grant : records::grants(tx, session.user_id)) {
    caller->grants.push_back({.class_id = grant.class_id, .role = grant.role});
  }
  return caller;
}

}  // namespace

struct Sessions::Impl {
  const Settings& settings;
  db::Database& database;
  const base::Clock& clock;
  journal::Hub& hub;
  Tell tell = [](const std::string&) {};
  std::array<Shard, 16> shards;
  /// Counts what was taken back: a session read from the database before that moment is not kept.
  std::atomic<std::uint64_t> generation{0};

  Shard& shard_of(std::string_view token) {
    // The upper half, because the map inside uses the lower one.
    return shards[(TokenHash{}(token) >> 32) % shards.size()];
  }

  /// From memory; `write_seen` is set when it is time to write the last use.
  CallerPtr recall(std::string_view token, base::Millis now, bool& write_seen) {
    Shard& shard = shard_of(token);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.entries.find(token);
    if (found == shard.entries.end()) {
      return nullptr;
    }
    Entry& entry = found->second;
    const base::Millis seen_at = entry.seen_at.load(std::memory_order_relaxed);
    if (now >= entry.ends_at || now - seen_at >= settings.idle_ms ||
        now - entry.loaded_at >= settings.cache_ms) {
      return nullptr;
    }
    // Once a second is enough, and leaves the line shared between cores in peace.
    if (now - seen_at >= 1000) {
      entry.seen_at.store(now, std::memory_order_relaxed);
    }
    base::Millis written_at = entry.written_at.load(std::memory_order_relaxed);
    write_seen = now - written_at >= settings.seen_interval_ms &&
                 entry.written_at.compare_exchange_strong(written_at, now);
    return entry.caller;
  }

  std::optional<Loaded> load(db::Transaction& tx, std::string_view token, base::Millis now) const {
    const auto session = records::session_by_token(tx, security::token_hash(token));
    if (!session || now >= session->ends_at) {
      return std::nullopt;
    }
    Loaded loaded{.caller = make_caller(tx, *session),
                  .ends_at = session->ends_at,
                  .seen_at = session->seen_at};
    return loaded.caller ? std::optional(std::move(loaded)) : std::nullopt;
  }

  /// Last use of the session as this node knows it; 0 when it does not.
  base::Millis last_use(std::string_view token) {
    const Shard& shard = shard_of(token);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.entries.find(token);
    return found == shard.entries.end() ? 0 : found->second.seen_at.load();
  }

  void drop(std::string_view token) {
    Shard& shard = shard_of(token);
    const std::unique_lock lock(shard.mutex);
    if (const auto found = shard.entries.find(token); found != shard.entries.end()) {
      shard.entries.erase(found);
    }
  }

  void keep(std::string_view token, const Loaded& loaded, base::Millis now,
            std::uint64_t read_at_generation) {
    Shard& shard = shard_of(token);
    const std::unique_lock lock(shard.mutex);
    if (generation.load() != read_at_generation) {
      return;
    }
    auto found = shard.entries.find(token);
    if (found == shard.entries.end()) {
      if (shard.entries.size() >=
          std::max<std::size_t>(1, settings.cached_sessions / shards.size())) {
        shard.entries.erase(shard.entries.begin());
      }
      found = shard.entries.try_emplace(std::string(token)).first;
    }
    Entry& entry = found->second;
    entry.caller = loaded.caller;
    entry.ends_at = loaded.ends_at;
    entry.loaded_at = now;
    entry.seen_at = now;
    // When the last use is due to be written, find does it after this.
    const bool due = now - loaded.seen_at >= settings.seen_interval_ms;
    entry.written_at = due ? now : loaded.seen_at;
  }

  template <typename Predicate>
  void drop_if(Predicate predicate) {
    ++generation;
    for (Shard& shard : shards) {
      const std::unique_lock lock(shard.mutex);
      std::erase_if(shard.entries,
                    [&predicate](const auto& entry) { return predicate(*entry.second.caller); });
    }
  }

  Task<CallerPtr> find_stored(std::string_view token, base::Millis now) {
    const std::uint64_t read_at = generation.load();
    auto query = [this, token, now](db::Transaction& tx) { return load(tx, token, now); };
    const std::optional<Loaded> loaded = co_await database.read(query);
    const base::Millis used_at = loaded ? std::max(loaded->seen_at, last_use(token)) : 0;
    if (!loaded || now - used_at >= settings.idle_ms) {
      drop(token);
      co_return nullptr;
    }
    keep(token, *loaded, now, read_at);
    if (now - loaded->seen_at >= settings.seen_interval_ms) {
      co_await write_seen(loaded->caller->session_id, now);
    }
    co_return loaded->caller;
  }

  /// Not worth failing a call: the next one tries again.
  Task<void> write_seen(std::int64_t session_id, base::Millis now) {
    try {
      auto unit = [session_id, now](db::Transaction& tx) { records::seen(tx, session_id, now); };
      co_await database.write(0, unit);
    } catch (const std::exception&) {
      co_return;
    }
  }
};

Sessions::Sessions(const Settings& settings, db::Database& database, const base::Clock& clock,
                   journal::Hub& hub)
    : impl_(new Impl{.settings = settings, .database = database, .clock = clock, .hub = hub}) {}

Sessions::~Sessions() = default;

Task<CallerPtr> Sessions::find(std::string_view token) {
  if (token.empty()) {
    co_return nullptr;
  }
  const base::Millis now = impl_->clock.now();
  bool write_seen = false;
  if (CallerPtr caller = impl_->recall(token, now, write_seen)) {
    if (write_seen) {
      co_await impl_->write_seen(caller->session_id, now);
    }
    co_return caller;
  }
  // On its own, so that the usual case has a small frame.
  CallerPtr caller = co_await impl_->find_stored(token, now);
  co_return caller;
}

void Sessions::forget(std::span<const std::int64_t> user_ids) {
  v1::TakenBack news;
  news.mutable_changed_user_ids()->Assign(user_ids.begin(), user_ids.end());
  take_back(news);
  impl_->tell(news.SerializeAsString());
}

void Sessions::ended(std::int64_t user_id, std::span<const std::int64_t> session_ids,
                     const base::Error& why) {
  if (session_ids.empty()) return;
  v1::TakenBack news;
  news.set_user_id(user_id);
  news.mutable_ended_session_ids()->Assign(session_ids.begin(), session_ids.end());
  news.set_reason_zh(why.text().zh);
  news.set_reason_en(why.text().en);
  take_back(news);
  impl_->tell(news.SerializeAsString());
}

void Sessions::share(Tell tell) { impl_->tell = std::move(tell); }

void Sessions::hear(std::string_view body) {
  v1::TakenBack news;
  if (news.ParseFromArray(body.data(), static_cast<int>(body.size()))) take_back(news);
}

void Sessions::take_back(const v1::TakenBack& news) {
  const auto holds = [](const auto& ids, std::int64_t id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  impl_->drop_if([&](const rpc::Caller& caller) {
    return holds(news.changed_user_ids(), caller.user_id) ||
           holds(news.ended_session_ids(), caller.session_id);
  });
  const base::Error why(base::Code::unauthenticated, {news.reason_zh(), news.reason_en()});
  for (const std::int64_t session_id : news.ended_session_ids()) {
    impl_->hub.revoke(news.user_id(), session_id, why);
  }
}

std::size_t Sessions::cached() const {
  std::size_t count = 0;
  for (const Shard& shard : impl_->shards) {
    const std::shared_lock lock(shard.mutex);
    count += shard.entries.size();
  }
  return count;
}

}  // namespace kaibo::identity
