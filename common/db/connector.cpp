#include "common/db/connector.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "common/base/error.h"

namespace kaibo::db {

Connector::Connector(Driver& driver, const Options& options) : driver_(driver), options_(options) {}

std::unique_ptr<Connection> Connector::connect(Role role, std::int64_t lane) {
  if (away_) throw Unreachable("the database is away");
  try {
    return driver_.connect(role, lane);
  } catch (const Unreachable& e) {
    note_away(e.what());
    throw;
  } catch (const base::Error& e) {
    note_away(e.what());
    throw;
  }
}

void Connector::knock() {
  if (!away_) return;
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() < next_knock_) return;
  }
  try {
    driver_.connect(Role::reader, 0);
  } catch (const std::exception& e) {
    spdlog::warn("the database is still away: {}", e.what());
    const std::lock_guard lock(mutex_);
    pause_ = std::min(2 * pause_, options_.reconnect_longest);
    pause_before_next();
    return;
  }
  const std::lock_guard lock(mutex_);
  away_ = false;
  const auto gone = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since_);
  spdlog::warn("the database is back after {} ms", gone.count());
}

void Connector::note_away(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (away_) return;
  away_ = true;
  since_ = Clock::now();
  pause_ = options_.reconnect_first;
  pause_before_next();
  spdlog::error("the database is away, everything is refused until it is back: {}", why);
}

void Connector::pause_before_next() {
  const auto longest = static_cast<long>(pause_);
  std::uniform_int_distribution<long> spread(longest / 2, longest);
  next_knock_ = Clock::now() + std::chrono::milliseconds(spread(chance_));
}

}  // namespace kaibo::db
