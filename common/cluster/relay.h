#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/entry.h"
#include "common/journal/hub.h"

namespace kaibo::cluster {

/// Between the nodes that share a database: what one commits is heard at all, in order and once;
/// also by a node alone what it committed without learning of it.
///
/// Redis carries it there fast and may lose anything at any time, slow down, or be gone. What is
/// missing is noticed by its seq and read from the database: behind a hole at once, and where
/// nothing more came at the next look at the journals' ends, which comes every `look_ms`.
///
/// Built before the hub's first listener; `stop` before the runtime stops.
class Relay final : public journal::StreamWatcher {
 public:
  struct Options {
    /// "redis://[:password@]host[:port]"; empty: there is no other node.
    std::string redis_url;
    /// Before the names of channels; the same on all nodes of one database, and only on them.
    std::string prefix = "kaibo";
    std::int32_t node = 0;
    /// Topics whose listeners are counted over all nodes.
    std::function<bool(std::string_view topic)> counts;
    int look_ms = 1'000;
    /// A line that is missing for so long is read from the database.
    int hole_ms = 100;
    int redis_timeout_ms = 1'000;
  };
  /// All but the options outlive it.
  Relay(const Options& options, journal::Hub& hub, db::Database& database, async::Runtime& runtime,
        const base::Clock& clock);
  ~Relay() override;

  /// Part of the program to which a notice belongs, by its kind. Before start. Called on a thread
  /// of the relay; must not block.
  using Hear = std::function<void(std::string_view body)>;
  void on_notice(std::string kind, Hear hear);

  void start();
  void stop();

  /// The journal's sink: on a lane's thread, after the commit.
  void committed(std::vector<db::Entry> entries);
  /// Tells the other nodes. Any thread; lost when Redis is away or not configured.
  void notify(std::string kind, std::string body);

  // journal::StreamWatcher
  void changed(std::int64_t stream) override;
  void read_to(std::int64_t stream, std::int64_t seq) override;
  void audience(std::int64_t stream, const std::string& topic,
                const std::vector<std::int64_t>& user_ids) override;

  /// Whether Redis carries messages both ways now, or there is nobody to carry them to.
  bool connected() const;

  struct Figures {
    /// Times that something was missing and had to be read.
    std::int64_t gaps = 0;
    /// Lines that came from the database because Redis had not brought them in time.
    std::int64_t repaired = 0;
    /// Messages to other nodes that could not be handed to Redis.
    std::int64_t dropped = 0;
    std::int64_t sent = 0;
    std::int64_t received = 0;
  };
  Figures figures() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace kaibo::cluster
