#include "services/kaibo/vitals.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <limits>
#include <system_error>

#include "common/base/log.h"
#include "services/kaibo/neighbours.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

/// Where it cannot be read nothing is reported.
std::int64_t free_bytes(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? std::numeric_limits<std::int64_t>::max()
               : static_cast<std::int64_t>(space.available);
}

}  // namespace

void Vitals::start() {
  async::run_blocking([this] { return look(); });
  look_again();
}

void Vitals::look_again() {
  const auto pause = static_cast<int>(program_.settings.health.interval);
  program_.runtime.after(
      0, pause, [this] { program_.runtime.spawn(0, [this] { return look_and_again(); }); });
}

Task<void> Vitals::look_and_again() {
  co_await look();
  look_again();
}

Task<void> Vitals::look() {
  began_ = Steady::now();
  bool sound = co_await program_.database->can_commit();
  try {
    free_bytes_ = co_await folder_pool_.run([this] { return free_bytes(program_.settings.data); });
    schema_known_ = co_await program_.database->knows_schema();
    rooms_live_ = co_await program_.database->read(
        [](db::Transaction& tx) { return live::Live::rooms_on_air(tx); });
  } catch (const std::exception& e) {
    base::log(base::LogLevel::warning, "a look at the node's health failed", {{"why", e.what()}});
    sound = false;
  }
  database_sound_ = sound;
  began_ = Steady::time_point();
}

bool Vitals::database_answers() const {
  const Steady::time_point began = began_;
  const std::chrono::milliseconds patience(program_.settings.health.patience);
  if (program_.database->away()) return false;
  return database_sound_ && (began == Steady::time_point() || Steady::now() - began <= patience);
}

void Vitals::add_lanes(observe::Health& health) const {
  const std::vector<db::LaneFigures> lanes = program_.database->figures();
  const auto stuck = std::ranges::count_if(lanes, &db::LaneFigures::stuck);
  if (stuck == 0) return;
  health.add(stuck == std::ssize(lanes) ? "lanes" : "lane");
}

observe::Health Vitals::health() const {
  observe::Health health;
  if (!database_answers()) health.add("database");
  add_lanes(health);
  if (!schema_known_) health.add("schema");
  if (free_bytes_ < program_.settings.health.min_free_bytes) health.add("disk");
  if (program_.neighbours && !program_.neighbours->relay.connected()) health.add("redis");
  return health;
}

void Vitals::observe(observe::Metrics& metrics) {
  metrics.observe("kaibo_standing", "0 ready, 1 degraded, 2 not ready", "gauge",
                  [this] { return static_cast<double>(health().standing()); });
  metrics.observe("kaibo_rooms_live", "Rooms on air, of all nodes", "gauge",
                  [this] { return static_cast<double>(rooms_live_); });
  metrics.observe("kaibo_data_free_bytes", "Free space in the data folder", "gauge",
                  [this] { return static_cast<double>(free_bytes_); });
}

}  // namespace kaibo
