#pragma once

// What the benchmarks of common/net share: a whole server on one core, everybody signed in.

#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/journal/hub.h"
#include "common/net/server.h"
#include "common/observe/metrics.h"
#include "common/rpc/dispatcher.h"

namespace kaibo::bench {

/// Everybody is signed in, as one account a token.
class Everybody final : public rpc::Authenticator {
 public:
  Task<std::shared_ptr<const rpc::Caller>> find(std::string_view) override { co_return caller_; }

 private:
  std::shared_ptr<const rpc::Caller> caller_ = std::make_shared<const rpc::Caller>(
      rpc::Caller{.user_id = 7, .session_id = 1, .name = "", .grants = {{11, 1}}});
};

/// A whole server on one core, with an empty database.
struct World {
  World() : folder(new_folder()) {
    db::Options options;
    options.url = "sqlite:" + (folder / "kaibo.db").string();
    database = db::Database::open(options, clock, nullptr);
    dispatcher = std::make_unique<rpc::Dispatcher>(*database, clock);
    store = std::make_unique<files::Store>(files::in_folder(folder / "files"), files::Limits{});
  }
  ~World() {
    if (server) server->stop(0);
    database->stop();
    runtime.stop();
    server.reset();
    std::filesystem::remove_all(folder);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void start() {
    net::Options options;
    options.port = 0;
    options.max_connections_per_address = options.max_connections;
    // The measure is what the core does in its time, not what the sockets swallow.
    options.max_queue_bytes = 64UL * 1024 * 1024;
    options.ping_interval = 3'600'000;
    options.pong_timeout = options.ping_interval;
    server = std::make_unique<net::Server>(
        std::move(options), net::Parts{.runtime = runtime,
                                       .database = *database,
                                       .hub = hub,
                                       .dispatcher = *dispatcher,
                                       .authenticator = authenticator,
                                       .files = *store,
                                       .metrics = metrics,
                                       .clock = clock,
                                       .may_listen = [](const rpc::Caller&, std::int64_t,
                                                        std::string_view) { return true; },
                                       .health = [] { return observe::Health(); }});
    runtime.start();
    server->start();
  }

  static std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kaibo-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return name;
  }

  std::filesystem::path folder;
  base::SystemClock clock;
  async::Runtime runtime{1};
  journal::Hub hub{runtime};
  std::unique_ptr<db::Database> database;
  std::unique_ptr<rpc::Dispatcher> dispatcher;
  Everybody authenticator;
  std::unique_ptr<files::Store> store;
  observe::Metrics metrics;
  std::unique_ptr<net::Server> server;
};

}  // namespace kaibo::bench
