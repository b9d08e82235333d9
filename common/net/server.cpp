#include "common/net/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <future>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/net/context.h"
#include "common/net/http_session.h"
#include "common/net/realtime_session.h"
#include "common/net/stream.h"
#include "common/net/video_session.h"

namespace kaibo::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;

constexpr int backlog = 4096;
/// Connections taken before others get their turn.
constexpr int accepted_at_once = 64;
/// After a failure to accept (out of file descriptors, as a rule).
constexpr auto accept_pause = std::chrono::milliseconds(50);
constexpr base::Millis last_patience = 1000;
constexpr base::Millis max_sweep = 250;
constexpr base::Millis min_sweep = 10;

/// Open as long as its connection is counted.
class Admission {
 public:
  Admission(std::shared_ptr<Context> context, std::string address)
      : context_(std::move(context)), address_(std::move(address)) {}
  ~Admission() { context_->leave(address_); }
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  const std::string& address() const { return address_; }

 private:
  std::shared_ptr<Context> context_;
  std::string address_;
};

/// The life of one connection: HTTP, then perhaps a WebSocket.
Task<void> serve(std::shared_ptr<Context> context, std::size_t index,
                 std::shared_ptr<Stream> stream, std::shared_ptr<Admission> admission) {
  Core& core = *context->cores[index];
  std::optional<Upgrade> upgrade;
  {
    HttpSession http(*context, core, *stream, admission->address());
    upgrade = co_await http.run();
  }
  if (!upgrade) co_return;
  WebSocket::Handshake handshake = upgrade->handshake;
  if (upgrade->door != Upgrade::Door::realtime) {
    auto video = VideoSession::make(context, core, stream->upgrade(), std::move(*upgrade));
    upgrade.reset();
    stream.reset();
    co_await VideoSession::run(std::move(video), std::move(handshake));
    co_return;
  }
  auto session =
      std::make_shared<RealtimeSession>(context, core, stream->upgrade(), std::move(*upgrade));
  upgrade.reset();
  stream.reset();
  co_await RealtimeSession::run(std::move(session), std::move(handshake));
}

std::string address_of(const sockaddr_storage& name) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return text.data();
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
  inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  const std::string_view mapped = "::ffff:";
  const std::string_view address = text.data();
  return std::string(address.starts_with(mapped) && address.find('.') != std::string_view::npos
                         ? address.substr(mapped.size())
                         : address);
}

asio::ip::address listen_address(const std::string& text) {
  error_code error;
  const auto address = asio::ip::make_address(text == "localhost" ? "127.0.0.1" : text, error);
  base::require(
      !error, "listen",
      {fmt::format("监听地址 {} 不是 IP 地址。例如：127.0.0.1 只供本机，0.0.0.0 供整个局域网。",
                   text),
       fmt::format("{} is no IP address to listen on. 127.0.0.1 serves this machine "
                   "only, 0.0.0.0 the whole network.",
                   text)});
  return address;
}

base::Millis sweep_interval(const Options& options) {
  const base::Millis shortest = std::min(
      {options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout,
       options.sign_in_timeout, options.ping_interval, options.pong_timeout});
  return std::clamp(shortest / 4, min_sweep, max_sweep);
}

void sweep_again(const std::shared_ptr<Context>& context, std::size_t index, int interval) {
  context->parts.runtime.after(index, interval, [context, index, interval] {
    if (context->stopped) return;
    Core& core = *context->cores[index];
    core.set_date(context->parts.clock.now() / 1000);
    const auto before = static_cast<std::int64_t>(core.queued_bytes());
    core.sweep(base::monotonic_ms());
    context->figures->queued_bytes += static_cast<std::int64_t>(core.queued_bytes()) - before;
    sweep_again(context, index, interval);
  });
}

void observe(observe::Metrics& metrics, const std::shared_ptr<Figures>& figures) {
  metrics.observe("kaibo_connections", "Connections now open.", "gauge",
                  [figures] { return static_cast<double>(figures->connections); });
  metrics.observe("kaibo_websockets", "WebSockets now open.", "gauge",
                  [figures] { return static_cast<double>(figures->websockets); });
  metrics.observe("kaibo_connections_refused_total", "Connections refused as too many.", "counter",
                  [figures] { return static_cast<double>(figures->refused); });
  metrics.observe("kaibo_hub_queue_bytes", "Bytes waiting for clients to read them.", "gauge",
                  [figures] { return static_cast<double>(figures->queued_bytes); });
  metrics.observe_each(
      "kaibo_http_answers_total", "HTTP answers by the first digit of their status.", "counter",
      "status", [figures] {
        std::vector<observe::Metrics::Member> members;
        for (std::size_t digit = 2; digit < figures->answers.size(); ++digit) {
          members.push_back({.label = std::to_string(digit) + "xx",
                             .value = static_cast<double>(figures->answers[digit])});
        }
        return members;
      });
  metrics.observe("kaibo_video_skipped_total", "Clusters that late watchers of a picture missed.",
                  "counter", [figures] { return static_cast<double>(figures->skipped); });
  metrics.observe("kaibo_slow_listeners_total", "WebSockets closed because they did not read.",
                  "counter", [figures] { return static_cast<double>(figures->too_slow); });
}

}  // namespace

struct Server::Impl {
  Impl(Options options, Parts parts)
      : context(std::make_shared<Context>(std::move(options), std::move(parts))),
        acceptor(context->parts.runtime.core(0)) {}

  std::shared_ptr<Context> context;
  std::shared_ptr<Tls> tls;
  tcp::acceptor acceptor;
  std::uint16_t port = 0;
  std::size_t next_core = 0;
  std::promise<void> accepting_ended;
  bool started = false;

  void bind();
  Task<void> accept_all();
  bool accept_some();
  void admit(int socket, std::string address);
};

void Server::Impl::bind() {
  const auto& options = context->options;
  const tcp::endpoint endpoint(listen_address(options.listen), options.port);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(backlog, error);
  if (!error) acceptor.native_non_blocking(true, error);
  if (error) {
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("不能在 {} 端口 {} 上提供服务：{}。端口可能已被占用，请换一个端口。",
                     options.listen, options.port, error.message()),
         fmt::format("Cannot serve on {} port {}: {}. The port may be taken: choose another.",
                     options.listen, options.port, error.message())});
  }
  port = acceptor.local_endpoint().port();
}

Task<void> Server::Impl::accept_all() {
  asio::steady_timer pause(context->parts.runtime.core(0));
  error_code error;
  while (!context->stopping) {
    co_await acceptor.async_wait(tcp::acceptor::wait_read,
                                 asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    if (accept_some()) continue;
    pause.expires_after(accept_pause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
  // Closing would cut off those whom the system has let in already.
  accept_some();
  acceptor.close(error);
  accepting_ended.set_value();
}

/// False when the system refuses to give out more sockets.
bool Server::Impl::accept_some() {
  for (int i = 0; i < accepted_at_once; ++i) {
    sockaddr_storage name{};
    socklen_t size = sizeof(name);
    const int socket = accept4(acceptor.native_handle(), reinterpret_cast<sockaddr*>(&name), &size,
                               SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0) {
      admit(socket, address_of(name));
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return true;
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
    base::log(base::LogLevel::warning, "cannot accept connections",
              {{"error", static_cast<std::int64_t>(errno)}});
    return false;
  }
  return true;
}

void Server::Impl::admit(int socket, std::string address) {
  if (!context->enter(address)) {
    constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    if (!tls) send(socket, busy.data(), busy.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::close(socket);
    return;
  }
  auto admission = std::make_shared<Admission>(context, std::move(address));
  const std::size_t index = next_core++ % context->cores.size();
  auto& runtime = context->parts.runtime;
  runtime.spawn(index, [this_context = context, index, socket, secrets = tls,
                        admission = std::move(admission)] {
    std::shared_ptr<Stream> stream = make_stream(this_context->parts.runtime.core(index), socket,
                                                 secrets, this_context->options.send_buffer_bytes);
    return serve(this_context, index, std::move(stream), admission);
  });
}

Server::Server(Options options, Parts parts)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(parts))) {
  const auto& context = impl_->context;
  for (std::size_t i = 0; i < context->cores.size(); ++i) {
    context->cores[i]->set_date(context->parts.clock.now() / 1000);
    context->parts.runtime.each_turn(i, [context, i] { context->cores[i]->turn_ended(); });
  }
  observe(context->parts.metrics, context->figures);
}

Server::~Server() { stop(0); }

void Server::start() {
  const auto& context = impl_->context;
  if (context->tls) {
    impl_->tls = Tls::open(context->options.tls_certificate, context->options.tls_key);
  }
  impl_->bind();
  impl_->started = true;
  const auto interval = static_cast<int>(sweep_interval(context->options));
  for (std::size_t i = 0; i < context->cores.size(); ++i) sweep_again(context, i, interval);
  context->parts.runtime.spawn(0, [this] { return impl_->accept_all(); });
}

std::uint16_t Server::port() const { return impl_->port; }

void Server::announce_stop() { impl_->context->announced = true; }

bool Server::stop(base::Millis patience) {
  if (!std::exchange(impl_->started, false)) return true;
  const auto& context = impl_->context;
  auto& runtime = context->parts.runtime;
  context->announced = true;
  context->stopping = true;
  auto accepting_ended = impl_->accepting_ended.get_future();
  runtime.post(0, [impl = impl_.get()] {
    error_code ignored;
    impl->acceptor.cancel(ignored);
  });
  accepting_ended.wait_for(std::chrono::milliseconds(last_patience));
  context->parts.hub.drain(static_cast<int>(context->options.drain_spread));
  for (const auto& core : context->cores) {
    runtime.post(core->index(), [context, c = core.get()] { c->drain(); });
  }
  const bool all_done = context->wait_until_empty(patience);
  if (!all_done) {
    for (const auto& core : context->cores) {
      runtime.post(core->index(), [context, c = core.get()] { c->abort(); });
    }
    context->wait_until_empty(last_patience);
  }
  context->stopped = true;
  return all_done;
}

}  // namespace kaibo::net
