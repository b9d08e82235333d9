#include "services/kaibo/neighbours.h"

#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "kaibo/cluster/v1/cluster.pb.h"
#include "services/classroom/happened.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

constexpr std::string_view sessions_notice = "sessions";
constexpr std::string_view limits_notice = "limits";

/// A number of this data folder's own, made at the first start.
std::int64_t holder_of(const std::filesystem::path& data) {
  const std::filesystem::path path = data / "node";
  std::int64_t holder = 0;
  if (std::ifstream(path) >> holder) return holder;
  std::random_device random;
  holder = std::uniform_int_distribution<std::int64_t>(1)(random);
  std::ofstream(path) << holder << '\n';
  return holder;
}

void share_limits(security::RateLimiter& limiter, cluster::Relay& relay) {
  limiter.share([&relay](std::string_view key, base::Millis taken) {
    cluster::v1::Taken message;
    message.set_key(std::string(key));
    message.set_ms(taken);
    relay.notify(std::string(limits_notice), message.SerializeAsString());
  });
  relay.on_notice(std::string(limits_notice), [&limiter](std::string_view body) {
    cluster::v1::Taken message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return;
    limiter.hear(message.key(), message.ms());
  });
}

void share_sessions(identity::Sessions& sessions, cluster::Relay& relay) {
  sessions.share(
      [&relay](std::string body) { relay.notify(std::string(sessions_notice), std::move(body)); });
  relay.on_notice(std::string(sessions_notice),
                  [&sessions](std::string_view body) { sessions.hear(body); });
}

}  // namespace

Neighbours::Neighbours(Program& program)
    : relay({.redis_url = program.settings.redis_url,
             .prefix = program.settings.cluster_name,
             .node = program.settings.node,
             .counts = classroom::is_room_topic},
            program.hub, *program.database, program.runtime, program.clock) {
  program.hub.watch(relay);
  if (program.settings.redis_url.empty()) return;
  nodes_.emplace(
      cluster::Nodes::Options{.node = program.settings.node,
                              .holder = holder_of(program.settings.data)},
      *program.database, program.runtime,
      [&live = program.live](std::int32_t node, cluster::Nodes::StillGone still_gone) {
        return live.end_visits(node, std::move(still_gone));
      },
      [&live = program.live] { return live.resume_visits(); });
  share_limits(program.limiter, relay);
  share_sessions(program.sessions, relay);
}

void Neighbours::start() {
  if (nodes_) {
    nodes_->enter();
    nodes_->start();
  }
  relay.start();
}

void Neighbours::stop() {
  if (nodes_) nodes_->stop();
  relay.stop();
}

void Neighbours::observe(observe::Metrics& metrics) {
  const auto figure = [this](std::int64_t cluster::Relay::Figures::* which) {
    return [this, which] { return static_cast<double>(relay.figures().*which); };
  };
  metrics.observe("kaibo_bus_connected", "Whether Redis carries events between the nodes", "gauge",
                  [this] { return relay.connected() ? 1.0 : 0.0; });
  metrics.observe("kaibo_bus_sent_total", "Messages to other nodes", "counter",
                  figure(&cluster::Relay::Figures::sent));
  metrics.observe("kaibo_bus_received_total", "Messages of other nodes", "counter",
                  figure(&cluster::Relay::Figures::received));
  metrics.observe("kaibo_bus_dropped_total", "Messages that Redis did not take", "counter",
                  figure(&cluster::Relay::Figures::dropped));
  metrics.observe("kaibo_bus_gaps_total", "Times that events of other nodes were missing",
                  "counter", figure(&cluster::Relay::Figures::gaps));
  metrics.observe("kaibo_bus_repaired_total", "Events read from the database instead", "counter",
                  figure(&cluster::Relay::Figures::repaired));
}

}  // namespace kaibo
