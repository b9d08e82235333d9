#include "common/db/database.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/async/await.h"
#include "common/async/pool.h"
#include "common/base/error.h"
#include "common/db/connector.h"
#include "common/db/driver.h"
#include "common/db/lane.h"
#include "common/db/migrations.h"
#include "common/db/readers.h"
#include "common/db/watchdog.h"
#include "generated/embedded/db_schema.h"

namespace kaibo::db {

namespace {

/// Threads that may read at the same moment on their own rarely exceed this; further connections
/// are opened and closed again.
constexpr std::size_t kept_readers = 32;

/// Spreads streams over lanes; ids alone are too regular.
std::size_t mixed(std::int64_t stream) {
  auto x = static_cast<std::uint64_t>(stream);
  x = (x ^ (x >> 31)) * 0x9e3779b97f4a7c15;
  return static_cast<std::size_t>(x >> 32);
}

class LaneDatabase final : public Database {
 public:
  LaneDatabase(const Options& options, const base::Clock& clock, CommitObserver* observer)
      : options_(options),
        clock_(clock),
        driver_(open_driver(options_)),
        connector_(*driver_, options_),
        readers_(*driver_, connector_, clock_, std::max(options_.readers, kept_readers),
                 options_.tries) {
    migrate("db", embedded::db_schema);
    const std::size_t lanes = driver_->lanes(std::max<std::size_t>(options_.lanes, 1));
    for (std::size_t i = 0; i < lanes; ++i) {
      lanes_.push_back(std::make_unique<Lane>("lane " + std::to_string(i), options_, *driver_,
                                              connector_, readers_, clock_, observer));
    }
    watchdog_ = std::make_unique<Watchdog>(lanes_, connector_, options_);
    if (!driver_->reads_on_caller()) {
      pool_ = std::make_unique<async::Pool>("reader", options_.readers, options_.max_queue);
    }
  }

  ~LaneDatabase() override { close(); }
  LaneDatabase(const LaneDatabase&) = delete;
  LaneDatabase& operator=(const LaneDatabase&) = delete;

  void migrate(std::string_view part, std::span<const base::Embedded> migrations) override {
    try {
      apply_migrations(*driver_, clock_, part, migrations);
      migrations_ += static_cast<std::int64_t>(migrations.size());
    } catch (const Unreachable& e) {
      throw base::Error(base::Code::unavailable,
                        {std::string("连接不上数据库：") + e.what(),
                         std::string("The database cannot be reached: ") + e.what()});
    }
  }

  void copy_to(const std::filesystem::path& file) override { driver_->copy_to(file); }

  Task<bool> can_commit() override {
    try {
      co_await write_unit(0, [](Transaction& tx) { touch(tx); });
    } catch (const std::exception&) {
      co_return false;
    }
    co_return true;
  }

  Task<bool> knows_schema() override {
    std::int64_t applied = 0;
    co_await read_unit([&applied](Transaction& tx) {
      applied = tx.query("SELECT COUNT(*) FROM db_migration")[0].integer(0);
    });
    co_return applied == migrations_;
  }

  void stop() override { close(); }

  std::vector<LaneFigures> figures() const override {
    std::vector<LaneFigures> figures;
    for (const auto& lane : lanes_) figures.push_back(lane->figures());
    return figures;
  }

  bool away() const override { return connector_.away(); }

  std::string trouble() const override {
    if (connector_.away()) return "the database is away";
    for (const auto& lane : lanes_) {
      const LaneFigures figures = lane->figures();
      if (!figures.stuck) continue;
      return lane->name() + " has been busy with one batch for " +
             std::to_string(figures.running_ms) + " ms";
    }
    return {};
  }

 protected:
  Task<void> write_unit(std::int64_t stream, Unit unit) override {
    Lane& lane = lane_of(stream);
    Work work;
    work.stream = stream;
    work.unit = std::move(unit);
    lane.admit();
    co_await async::suspend([&lane, &work](async::Waiter waiter) {
      work.waiter = std::move(waiter);
      lane.push(work);
    });
  }

  Task<void> read_unit(Unit query) override {
    if (pool_) {
      co_await pool_->run([this, &query] { readers_.run(query); });
    } else {
      readers_.run(query);
    }
  }

  void write_blocking(std::int64_t stream, Unit unit) override {
    Lane& lane = lane_of(stream);
    std::promise<void> done;
    Work work;
    work.stream = stream;
    work.unit = std::move(unit);
    work.blocked = &done;
    auto finished = done.get_future();
    lane.admit();
    lane.push(work);
    finished.get();
  }

  void read_blocking(Unit query) override { readers_.run(query); }

 private:
  static void touch(Transaction& tx) {
    constexpr std::array<std::string_view, 1> keys{"id"};
    constexpr std::array<std::string_view, 1> columns{"at"};
    const std::array<Param, 2> params{param(1), param(tx.now())};
    tx.upsert("db_health", keys, columns, params);
  }

  Lane& lane_of(std::int64_t stream) { return *lanes_[mixed(stream) % lanes_.size()]; }

  void close() {
    for (const auto& lane : lanes_) lane->stop();
    watchdog_.reset();
    readers_.stop();
    // Coroutines may still ask.
    if (pool_) pool_->stop();
    driver_->stop();
  }

  const Options options_;
  const base::Clock& clock_;
  const std::unique_ptr<Driver> driver_;
  Connector connector_;
  Readers readers_;
  std::int64_t migrations_ = 0;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<Watchdog> watchdog_;
  std::unique_ptr<async::Pool> pool_;
};

}  // namespace

std::unique_ptr<Driver> open_driver(const Options& options) {
  if (options.url.starts_with("sqlite:")) return open_sqlite(options);
  if (options.url.starts_with("mysql://")) return open_mysql(options);
  throw base::Error(base::Code::invalid_argument,
                    {"数据库地址要以 sqlite: 或 mysql:// 开头。",
                     "The address of the database must start with sqlite: or mysql://."},
                    "database.url");
}

std::unique_ptr<Database> Database::open(const Options& options, const base::Clock& clock,
                                         CommitObserver* observer) {
  return std::make_unique<LaneDatabase>(options, clock, observer);
}

}  // namespace kaibo::db
