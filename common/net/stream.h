#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/async/task.h"

namespace boost::asio {
class io_context;
}

namespace kaibo::net {

/// Who writes to a WebSocket.
class WebSocketUser {
 public:
  virtual ~WebSocketUser() = default;
  /// The message given to WebSocket::write is on its way, or never will be.
  virtual void written(bool ok) = 0;
};

/// One WebSocket after its upgrade request has been checked. On its core's thread.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  struct Handshake {
    std::string host;
    std::string key;
    /// Larger messages end the connection with 1009.
    std::size_t max_message_bytes = 0;
  };
  /// Answers the upgrade request; false when the connection broke.
  virtual Task<bool> accept(Handshake handshake) = 0;

  enum class Kind { binary, text, end };
  struct Message {
    Kind kind = Kind::end;
    /// Valid until the next read.
    std::string_view data;
  };
  virtual Task<Message> read() = 0;

  /// Sends one binary message. One at a time; `data` lives, and `user` is kept alive, until
  /// `user->written`.
  virtual void write(std::string_view data, std::shared_ptr<WebSocketUser> user) = 0;
  /// Starts the closing handshake; reading goes on until the other side has closed too.
  virtual void close(std::uint16_t code, std::string_view reason,
                     std::shared_ptr<WebSocketUser> user) = 0;
  /// Breaks off: what is under way ends with failure.
  virtual void abort() = 0;
};

/// One client's connection as bytes, plain or encrypted. On its core's thread; one read and one
/// write at a time.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Negotiates encryption, if any; false when the connection broke.
  virtual Task<bool> open() = 0;
  /// After open: encrypted. A client may speak plain HTTP to an encrypted port by mistake.
  virtual bool secure() const = 0;
  /// Waits for bytes; 0 when the client has ended or the connection broke.
  virtual Task<std::size_t> read(std::span<char> into) = 0;
  /// Sends a first part of what stands in `head` and `body`; 0 when the connection broke.
  virtual Task<std::size_t> write_some(std::string_view head, std::string_view body) = 0;
  /// Says that nothing more will be sent.
  virtual Task<void> finish() = 0;
  virtual void abort() = 0;
  /// Goes on as a WebSocket; this object is then empty.
  virtual std::unique_ptr<WebSocket> upgrade() = 0;
};

/// Certificate and key of an encrypted port.
class Tls {
 public:
  virtual ~Tls() = default;
  /// TLS 1.2 and 1.3. Throws base::Error when the files do not fit together.
  static std::shared_ptr<Tls> open(const std::filesystem::path& certificate,
                                   const std::filesystem::path& key);
};

/// Takes over an accepted socket. `tls` null: plain.
std::unique_ptr<Stream> make_stream(boost::asio::io_context& core, int socket,
                                    const std::shared_ptr<Tls>& tls, int send_buffer_bytes);

}  // namespace kaibo::net
