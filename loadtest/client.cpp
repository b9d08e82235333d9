#include "loadtest/client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace kaibo::load {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using std::chrono::seconds;

namespace {

/// Longer than the server's own deadline for a call.
constexpr seconds patience{15};
constexpr std::size_t largest_message = 64U * 1024 * 1024;

Task<void> connect(beast::tcp_stream& stream, const Target& target) {
  // The load run uses addresses; a name is looked up once per connection, which is good enough.
  asio::ip::tcp::resolver resolver(stream.get_executor());
  const auto addresses = co_await resolver.async_resolve(target.host, target.port, use_awaitable);
  stream.expires_after(patience);
  if (target.source.empty()) {
    co_await stream.async_connect(addresses, use_awaitable);
  } else {
    const asio::ip::tcp::endpoint server = *addresses.begin();
    stream.socket().open(server.protocol());
    stream.socket().bind({asio::ip::make_address(target.source), 0});
    co_await stream.async_connect(server, use_awaitable);
  }
  stream.socket().set_option(asio::ip::tcp::no_delay(true));
}

std::string text_at(const boost::json::value& json, const char* key) {
  const boost::json::object* object = json.if_object();
  const boost::json::value* value = object == nullptr ? nullptr : object->if_contains(key);
  const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

Outcome outcome_of(http::response<http::string_body>& response) {
  if (response.result() == http::status::ok) return {{}, {}, std::move(response.body()), {}};
  boost::system::error_code wrong;
  const boost::json::value json = boost::json::parse(response.body(), wrong);
  std::string code = wrong ? std::string() : text_at(json, "code");
  if (code.empty()) code = "HTTP " + std::to_string(response.result_int());
  Outcome outcome{std::move(code), wrong ? std::string() : text_at(json, "message"), {}, {}};
  const auto told = response.find(http::field::retry_after);
  if (told != response.end()) outcome.come_back_s = std::stoi(std::string(told->value()));
  return outcome;
}

}  // namespace

Target parse_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  const std::size_t colon = url.rfind(':');
  if (!url.starts_with(scheme) || colon <= scheme.size()) {
    throw std::invalid_argument("the address of a server looks like http://127.0.0.1:8080");
  }
  std::string_view port = url.substr(colon + 1);
  if (port.ends_with('/')) port.remove_suffix(1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size()) {
    throw std::invalid_argument("not a port: " + std::string(port));
  }
  return {std::string(url.substr(scheme.size(), colon - scheme.size())), std::string(port), {}};
}

struct Http::Impl {
  Impl(asio::io_context& io, Target where) : io(io), target(std::move(where)) {}

  http::request<http::string_body> request_for(http::verb verb, const std::string& path) const;
  Task<http::response<http::string_body>> exchange(http::request<http::string_body>& request);
  Task<http::response<http::string_body>> exchange_once(
      const http::request<http::string_body>& request);

  asio::io_context& io;
  Target target;
  /// Empty for a stranger.
  std::string bearer;
  std::optional<beast::tcp_stream> stream;
  beast::flat_buffer buffer;
};

http::request<http::string_body> Http::Impl::request_for(http::verb verb,
                                                         const std::string& path) const {
  http::request<http::string_body> request(verb, path, 11);
  request.set(http::field::host, target.host + ":" + target.port);
  if (!bearer.empty()) request.set(http::field::authorization, bearer);
  return request;
}

Task<http::response<http::string_body>> Http::Impl::exchange_once(
    const http::request<http::string_body>& request) {
  if (!stream) {
    stream.emplace(io);
    buffer.clear();
    co_await connect(*stream, target);
  }
  stream->expires_after(patience);
  co_await http::async_write(*stream, request, use_awaitable);
  http::response_parser<http::string_body> parser;
  parser.body_limit(largest_message);
  co_await http::async_read(*stream, buffer, parser, use_awaitable);
  stream->expires_never();
  if (!parser.get().keep_alive()) stream.reset();
  co_return parser.release();
}

Task<http::response<http::string_body>> Http::Impl::exchange(
    http::request<http::string_body>& request) {
  for (;;) {
    // A server closes a connection that has long been idle; a browser then just opens another.
    const bool was_open = stream.has_value();
    std::string why;
    try {
      auto response = co_await exchange_once(request);
      co_return response;
    } catch (const boost::system::system_error& e) {
      why = e.code().message();
    }
    stream.reset();
    if (!was_open) throw ConnectionLost("HTTP: " + why);
  }
}

Http::Http(asio::io_context& io, Target target, const std::string& token)
    : impl_(std::make_unique<Impl>(io, std::move(target))) {
  use_token(token);
}
Http::~Http() = default;

void Http::use_token(const std::string& token) {
  impl_->bearer = token.empty() ? std::string() : "Bearer " + token;
}

Task<Outcome> Http::call(std::string rpc, std::string request) {
  auto message = impl_->request_for(http::verb::post, "/" + rpc);
  message.set(http::field::content_type, "application/proto");
  message.set("Connect-Protocol-Version", "1");
  message.body() = std::move(request);
  message.prepare_payload();
  http::response<http::string_body> response = co_await impl_->exchange(message);
  const bool is_answer = response[http::field::content_type] == "application/proto";
  if (response.result() == http::status::ok && !is_answer) {
    co_return Outcome{
        "HTTP content type", std::string(response[http::field::content_type]), {}, {}};
  }
  co_return outcome_of(response);
}

Task<Outcome> Http::get(std::string path) {
  auto message = impl_->request_for(http::verb::get, path);
  http::response<http::string_body> response = co_await impl_->exchange(message);
  co_return outcome_of(response);
}

void Http::close() { impl_->stream.reset(); }

/// One connection, from its opening to its end.
struct Realtime::Socket : std::enable_shared_from_this<Realtime::Socket> {
  /// A call under way.
  struct Waiting {
    explicit Waiting(asio::io_context& io) : answered(io) {}
    Signal answered;
    std::optional<Outcome> outcome;
  };

  explicit Socket(asio::io_context& io) : io(io), ws(io), welcomed(io) {}

  void send(const realtime::v1::Uplink& uplink);
  void take(const realtime::v1::Downlink& downlink);
  void take_reply(const realtime::v1::Reply& reply);
  void end(const std::string& reason);
  static Task<void> read_loop(std::shared_ptr<Socket> self);
  static Task<void> write_all(std::shared_ptr<Socket> self);

  asio::io_context& io;
  websocket::stream<beast::tcp_stream> ws;
  beast::flat_buffer buffer;
  std::deque<std::string> out;
  bool writing = false;
  bool open = true;
  bool welcome = false;
  std::string why_ended;
  std::optional<int> come_back_ms;
  Signal welcomed;
  std::uint64_t last_call = 0;
  std::map<std::uint64_t, std::shared_ptr<Waiting>> waiting;
  /// Null until it is open, and once the owner has let go.
  SocketListener* listener = nullptr;
};

void Realtime::Socket::send(const realtime::v1::Uplink& uplink) {
  if (!open) return;
  out.push_back(uplink.SerializeAsString());
  if (writing) return;
  writing = true;
  asio::co_spawn(io, write_all(shared_from_this()), asio::detached);
}

Task<void> Realtime::Socket::write_all(std::shared_ptr<Socket> self) {
  try {
    while (!self->out.empty() && self->open) {
      const std::string message = std::move(self->out.front());
      self->out.pop_front();
      co_await self->ws.async_write(asio::buffer(message), use_awaitable);
    }
  } catch (const boost::system::system_error& e) {
    self->end(e.code().message());
  }
  self->writing = false;
}

Task<void> Realtime::Socket::read_loop(std::shared_ptr<Socket> self) {
  std::string why;
  try {
    realtime::v1::Downlink downlink;
    while (self->open) {
      co_await self->ws.async_read(self->buffer, use_awaitable);
      const auto bytes = self->buffer.cdata();
      if (!downlink.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        why = "a message that is no Downlink";
        break;
      }
      self->take(downlink);
      self->buffer.consume(self->buffer.size());
    }
  } catch (const boost::system::system_error& e) {
    why = e.code().message();
  }
  self->end(why);
}

void Realtime::Socket::take(const realtime::v1::Downlink& downlink) {
  if (downlink.welcomes_size() > 0) {
    welcome = true;
    welcomed.notify();
  }
  for (const realtime::v1::Goodbye& goodbye : downlink.goodbyes()) {
    why_ended = "goodbye, " + goodbye.error().code() + ": " + goodbye.error().refusal().en();
    if (goodbye.error().code() == "unavailable") come_back_ms = goodbye.retry_after_ms();
  }
  for (const realtime::v1::Ping& ping : downlink.pings()) {
    realtime::v1::Uplink pong;
    pong.mutable_pong()->set_nonce(ping.nonce());
    send(pong);
  }
  for (const realtime::v1::Reply& reply : downlink.replies()) take_reply(reply);
  if (listener == nullptr) return;
  for (const realtime::v1::Subscribed& subscribed : downlink.subscribed()) {
    listener->on_subscribed(subscribed);
  }
  for (const std::string& event : downlink.events()) {
    if (listener != nullptr) listener->on_event(event);
  }
}

void Realtime::Socket::take_reply(const realtime::v1::Reply& reply) {
  const auto found = waiting.find(reply.id());
  if (found == waiting.end()) return;
  Outcome outcome;
  if (reply.has_error()) {
    outcome.code = reply.error().code();
    if (outcome.code == "unavailable") outcome.come_back_s = 1;
    outcome.message = reply.error().refusal().en();
  } else {
    outcome.body = reply.response();
  }
  found->second->outcome = std::move(outcome);
  found->second->answered.notify();
  waiting.erase(found);
}

void Realtime::Socket::end(const std::string& reason) {
  if (!open) return;
  open = false;
  if (why_ended.empty()) why_ended = reason;
  beast::get_lowest_layer(ws).close();
  for (const auto& [id, call] : waiting) call->answered.notify();
  waiting.clear();
  welcomed.notify();
  SocketListener* owner = std::exchange(listener, nullptr);
  if (owner != nullptr) owner->on_lost(why_ended, come_back_ms);
}

Realtime::Realtime(asio::io_context& io, Target target, std::string token, SocketListener& listener)
    : io_(io), target_(std::move(target)), token_(std::move(token)), listener_(listener) {}

Realtime::~Realtime() { drop(); }

Task<void> Realtime::open() {
  const auto socket = std::make_shared<Socket>(io_);
  try {
    auto& stream = beast::get_lowest_layer(socket->ws);
    co_await connect(stream, target_);
    co_await socket->ws.async_handshake(target_.host + ":" + target_.port, "/realtime",
                                        use_awaitable);
    stream.expires_never();
  } catch (const boost::system::system_error& e) {
    throw ConnectionLost("WebSocket: " + e.code().message());
  }
  socket->ws.binary(true);
  socket->ws.read_message_max(largest_message);
  asio::co_spawn(io_, Socket::read_loop(socket), asio::detached);

  realtime::v1::Uplink uplink;
  uplink.mutable_authenticate()->set_token(token_);
  socket->send(uplink);
  const Time until = Clock::now() + patience;
  while (socket->open && !socket->welcome && Clock::now() < until) {
    co_await socket->welcomed.wait(until);
  }
  if (!socket->open || !socket->welcome) {
    socket->end("no welcome");
    throw ConnectionLost("WebSocket: " + socket->why_ended);
  }
  socket->listener = &listener_;
  socket_ = socket;
}

bool Realtime::is_open() const { return socket_ != nullptr && socket_->open; }

Task<Outcome> Realtime::call(std::string rpc, std::string request) {
  const std::shared_ptr<Socket> socket = socket_;
  if (socket == nullptr || !socket->open) throw ConnectionLost("WebSocket: not open");
  const auto waiting = std::make_shared<Socket::Waiting>(io_);
  const std::uint64_t id = ++socket->last_call;
  socket->waiting.emplace(id, waiting);
  realtime::v1::Uplink uplink;
  uplink.mutable_call()->set_id(id);
  uplink.mutable_call()->set_method(std::move(rpc));
  uplink.mutable_call()->set_request(std::move(request));
  socket->send(uplink);
  const Time until = Clock::now() + patience;
  while (!waiting->outcome && socket->open && Clock::now() < until) {
    co_await waiting->answered.wait(until);
  }
  if (waiting->outcome) co_return *std::move(waiting->outcome);
  socket->waiting.erase(id);
  if (!socket->open) throw ConnectionLost("WebSocket: " + socket->why_ended);
  co_return Outcome{"no answer", "nothing came for 15 s", {}, {}};
}

void Realtime::subscribe(std::int64_t class_id, const std::string& topic, std::int64_t after_seq) {
  if (socket_ == nullptr) return;
  realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_id);
  uplink.mutable_subscribe()->set_topic(topic);
  uplink.mutable_subscribe()->set_after_seq(after_seq);
  socket_->send(uplink);
}

void Realtime::unsubscribe(std::int64_t class_id, const std::string& topic) {
  if (socket_ == nullptr) return;
  realtime::v1::Uplink uplink;
  uplink.mutable_unsubscribe()->set_class_id(class_id);
  uplink.mutable_unsubscribe()->set_topic(topic);
  socket_->send(uplink);
}

void Realtime::drop() {
  if (socket_ == nullptr) return;
  const std::shared_ptr<Socket> socket = std::exchange(socket_, nullptr);
  socket->listener = nullptr;
  socket->end("dropped");
}

}  // namespace kaibo::load
