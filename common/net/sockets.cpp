// The only unit that sees sockets, TLS and Beast's WebSocket: expensive to compile, so kept small.
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "common/base/error.h"
#include "common/net/stream.h"

namespace kaibo::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using error_code = boost::system::error_code;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using TlsSocket = asio::ssl::stream<Socket>;

/// Read buffers above this size are given back after their message.
constexpr std::size_t kept_read_bytes = 4096;

template <typename Next>
class BeastWebSocket final : public WebSocket {
 public:
  explicit BeastWebSocket(Next next) : stream_(std::move(next)) {
    // Core::sweep watches the time.
    stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                       websocket::stream_base::none(), false});
    stream_.set_option(websocket::stream_base::decorator(
        [](websocket::response_type& response) { response.set(http::field::server, "kaibo"); }));
    stream_.binary(true);
    stream_.auto_fragment(false);
  }

  Task<bool> accept(Handshake handshake) override {
    stream_.read_message_max(handshake.max_message_bytes);
    http::request<http::empty_body> request;
    request.method(http::verb::get);
    request.version(11);
    request.set(http::field::host, handshake.host);
    request.set(http::field::connection, "upgrade");
    request.set(http::field::upgrade, "websocket");
    request.set(http::field::sec_websocket_key, handshake.key);
    request.set(http::field::sec_websocket_version, "13");
    error_code error;
    co_await stream_.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  Task<Message> read() override {
    buffer_.consume(buffer_.size());
    if (buffer_.capacity() > kept_read_bytes) buffer_ = beast::flat_buffer();
    error_code error;
    co_await stream_.async_read(buffer_, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return Message{};
    const auto bytes = buffer_.cdata();
    co_return Message{stream_.got_text() ? Kind::text : Kind::binary,
                      {static_cast<const char*>(bytes.data()), bytes.size()}};
  }

  void write(std::string_view data, std::shared_ptr<WebSocketUser> user) override {
    stream_.async_write(
        asio::buffer(data),
        [user = std::move(user)](const error_code& error, std::size_t) { user->written(!error); });
  }

  void close(std::uint16_t code, std::string_view reason,
             std::shared_ptr<WebSocketUser> user) override {
    const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                      {reason.data(), reason.size()});
    stream_.async_close(why, [user = std::move(user)](const error_code&) {});
  }

  void abort() override {
    error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
  }

 private:
  // No per-message compression: it costs 8 KB a connection and saves little on small binary frames.
  websocket::stream<Next, false> stream_;
  beast::flat_buffer buffer_;
};

template <typename Next>
Task<std::size_t> read_from(Next& next, std::span<char> into) {
  error_code error;
  const std::size_t size = co_await next.async_read_some(
      asio::buffer(into.data(), into.size()), asio::redirect_error(asio::use_awaitable, error));
  co_return error ? 0 : size;
}

template <typename Next>
Task<std::size_t> write_to(Next& next, std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
  error_code error;
  const std::size_t size =
      co_await next.async_write_some(parts, asio::redirect_error(asio::use_awaitable, error));
  co_return error ? 0 : size;
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Task<bool> open() override { co_return true; }
  bool secure() const override { return false; }
  Task<std::size_t> read(std::span<char> into) override { return read_from(socket_, into); }
  Task<std::size_t> write_some(std::string_view head, std::string_view body) override {
    return write_to(socket_, head, body);
  }
  Task<void> finish() override {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }
  void abort() override {
    error_code ignored;
    socket_.close(ignored);
  }
  std::unique_ptr<WebSocket> upgrade() override {
    return std::make_unique<BeastWebSocket<Socket>>(std::move(socket_));
  }

 private:
  Socket socket_;
};

class TlsContext final : public Tls {
 public:
  asio::ssl::context context{asio::ssl::context::tls_server};
};

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, std::shared_ptr<TlsContext> tls)
      : tls_(std::move(tls)), stream_(std::move(socket), tls_->context) {}

  Task<bool> open() override {
    error_code error;
    co_await stream_.next_layer().async_wait(Socket::wait_read,
                                             asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    constexpr char tls_handshake = 22;
    char first = tls_handshake;
    if (recv(stream_.next_layer().native_handle(), &first, 1, MSG_PEEK) == 0) co_return false;
    plain_ = first != tls_handshake;
    if (plain_) co_return true;
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }
  bool secure() const override { return !plain_; }
  Task<std::size_t> read(std::span<char> into) override {
    return plain_ ? read_from(stream_.next_layer(), into) : read_from(stream_, into);
  }
  Task<std::size_t> write_some(std::string_view head, std::string_view body) override {
    // TLS sends one buffer at a time.
    if (head.empty()) std::swap(head, body);
    return plain_ ? write_to(stream_.next_layer(), head, body) : write_to(stream_, head, body);
  }
  Task<void> finish() override {
    error_code ignored;
    if (!plain_) {
      co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
    }
    stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
  }
  void abort() override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }
  std::unique_ptr<WebSocket> upgrade() override {
    return std::make_unique<BeastWebSocket<TlsSocket>>(std::move(stream_));
  }

 private:
  std::shared_ptr<TlsContext> tls_;
  TlsSocket stream_;
  bool plain_ = false;
};

}  // namespace

std::shared_ptr<Tls> Tls::open(const std::filesystem::path& certificate,
                               const std::filesystem::path& key) {
  auto tls = std::make_shared<TlsContext>();
  SSL_CTX* native = tls->context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections hold no TLS buffers of 16 KiB.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  error_code error;
  tls->context.use_certificate_chain_file(certificate.string(), error);
  if (!error) tls->context.use_private_key_file(key.string(), asio::ssl::context::pem, error);
  if (!error && SSL_CTX_check_private_key(native) != 1) error = asio::error::invalid_argument;
  if (error) {
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("HTTPS 证书 {} 或私钥 {} 用不了：{}。请检查两个文件是否存在、可读、互相匹配。",
                     certificate.string(), key.string(), error.message()),
         fmt::format("The certificate {} or its key {} cannot be used: {}. Check that both exist, "
                     "are readable and belong together.",
                     certificate.string(), key.string(), error.message())});
  }
  return tls;
}

std::unique_ptr<Stream> make_stream(asio::io_context& core, int socket,
                                    const std::shared_ptr<Tls>& tls, int send_buffer_bytes) {
  Socket owned(core);
  sockaddr_storage name{};
  socklen_t size = sizeof(name);
  getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size);
  owned.assign(name.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), socket);
  error_code ignored;
  owned.set_option(asio::ip::tcp::no_delay(true), ignored);
  // Small, so that a client that does not read is noticed before the kernel has swallowed much.
  owned.set_option(asio::socket_base::send_buffer_size(send_buffer_bytes), ignored);
  if (!tls) return std::make_unique<PlainStream>(std::move(owned));
  return std::make_unique<TlsStream>(std::move(owned), std::static_pointer_cast<TlsContext>(tls));
}

}  // namespace kaibo::net
