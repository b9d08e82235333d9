#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/journal/hub.h"
#include "common/media/doors.h"
#include "common/observe/health.h"
#include "common/observe/metrics.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"

namespace kaibo::net {

/// All bounds of the two doors, as configuration.
struct Options {
  std::string listen = "127.0.0.1";
  /// 0: a free one, see Server::port.
  std::uint16_t port = 8080;
  /// Certificate chain and key (PEM); plain HTTP when empty.
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  /// Folder of the built web client; empty: none is served.
  std::filesystem::path web;
  /// Further origins ("https://host:port") whose pages may call, besides the server's own.
  std::vector<std::string> origins;
  /// Addresses of proxies that are believed when they say for whom and how they call
  /// (X-Forwarded-For, X-Forwarded-Proto).
  std::vector<std::string> trusted_proxies;
  /// Origins whose streams pages may play.
  std::vector<std::string> stream_origins;
  /// /metrics for everyone; else only for this machine.
  bool open_metrics = false;

  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_message_bytes = 64 * 1024;
  std::size_t max_queue_bytes = 1024 * 1024;
  /// One message of who sends a picture.
  std::size_t max_video_bytes = 1024 * 1024;
  std::size_t max_connections = 40'000;
  /// Trusted proxies excepted.
  std::size_t max_connections_per_address = 4'000;
  /// Body of a request of somebody who is not signed in.
  std::size_t max_stranger_bytes = 64 * 1024;
  /// Calls under way on one WebSocket, and topics it listens to.
  std::size_t max_calls = 32;
  std::size_t max_topics = 64;
  int send_buffer_bytes = 64 * 1024;
  base::Millis header_timeout = 10'000;
  base::Millis body_timeout = 30'000;
  base::Millis idle_timeout = 60'000;
  base::Millis write_timeout = 5'000;
  base::Millis sign_in_timeout = 15'000;
  base::Millis ping_interval = 25'000;
  base::Millis pong_timeout = 10'000;
  base::Millis call_timeout = 10'000;
  /// Of one message to who watches, and without any message from who sends.
  base::Millis video_timeout = 15'000;
  /// Retry-After of a refusal that will pass (503).
  int retry_after_s = 2;
  /// Within this time after a stop clients are to come back, each at its own moment.
  base::Millis drain_spread = 3'000;
};

/// What the server needs from the rest of the program.
struct Parts {
  async::Runtime& runtime;
  db::Database& database;
  journal::Hub& hub;
  rpc::Dispatcher& dispatcher;
  rpc::Authenticator& authenticator;
  files::Store& files;
  observe::Metrics& metrics;
  const base::Clock& clock;
  /// Whether the caller may listen to a topic of a class.
  std::function<bool(const rpc::Caller&, std::int64_t class_id, std::string_view topic)> may_listen;
  /// Null: there is no video.
  media::Doors* video = nullptr;
  /// For /readyz; whether the server stops it knows itself. Must not block.
  std::function<observe::Health()> health;
};

/// HTTP and WebSocket on one port:
/// - POST /<method> and GET /<method>?…  Connect unary calls, JSON and binary;
/// - GET /realtime                        the WebSocket;
/// - GET /video/send, /video/watch        WebSockets that carry a picture (?class=…&room=…);
/// - GET /files/<id>[/small]              pictures, for signed-in people;
/// - GET /recordings/<id>                 videos, whole or in ranges;
/// - GET /healthz /readyz /metrics;
/// - GET everything else                  the web client.
class Server {
 public:
  /// Before the runtime starts. Throws base::Error when the web client cannot be read.
  Server(Options options, Parts parts);
  ~Server();

  /// Once the runtime has started: binds and starts to accept. Throws base::Error when the address
  /// is taken or the certificate cannot be used.
  void start();
  std::uint16_t port() const;
  /// A stop is near: from now on /readyz says so, new WebSockets are turned away and connections
  /// end with their next answer; calls are served as ever.
  void announce_stop();
  /// While the runtime still runs: stops to accept, refuses new calls with `unavailable`, asks the
  /// sockets to come back within Options::drain_spread, answers what was accepted; returns when all
  /// connections are closed or `patience` is over, then false. Blocks.
  bool stop(base::Millis patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::net
