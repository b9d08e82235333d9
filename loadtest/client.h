#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "kaibo/realtime/v1/realtime.pb.h"
#include "loadtest/loop.h"

namespace kaibo::load {

/// Where the server is.
struct Target {
  std::string host;
  std::string port;
  /// Own address to come from; any when empty.
  std::string source;
};
/// Of "http://host:port". Throws std::invalid_argument.
Target parse_url(std::string_view url);

/// How a call ended.
struct Outcome {
  /// Connect code of the refusal; empty when the call succeeded.
  std::string code;
  std::string message;
  /// Serialized response.
  std::string body;
  /// The server is stopping: it asks to come back after so many seconds.
  std::optional<int> come_back_s;
};

/// The connection broke; what was asked may have happened or not.
struct ConnectionLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A browser's HTTP connection: stays open, connects anew when the server has closed it meanwhile.
/// One request at a time.
class Http {
 public:
  /// The token is empty for a stranger.
  Http(boost::asio::io_context& io, Target target, const std::string& token);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// POST /<rpc> as the Connect protocol has it, binary. Throws ConnectionLost.
  Task<Outcome> call(std::string rpc, std::string request);
  /// GET of a file; the code is the HTTP status unless it is 200. Throws ConnectionLost.
  Task<Outcome> get(std::string path);
  /// Whose calls they are from now on.
  void use_token(const std::string& token);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a socket tells its owner.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  virtual void on_subscribed(const realtime::v1::Subscribed& subscribed) = 0;
  /// A serialized kaibo.event.v1.Event.
  virtual void on_event(const std::string& bytes) = 0;
  /// It broke, and not by close() or drop(). `come_back_ms`: the server is stopping and has said
  /// when to come back.
  virtual void on_lost(const std::string& why, std::optional<int> come_back_ms) = 0;
};

/// The WebSocket of the web client: calls and events. Any number of calls at a time.
class Realtime {
 public:
  /// The listener outlives it.
  Realtime(boost::asio::io_context& io, Target target, std::string token, SocketListener& listener);
  ~Realtime();
  Realtime(const Realtime&) = delete;
  Realtime& operator=(const Realtime&) = delete;

  /// Whose socket it is when it is next opened.
  void use_token(std::string token) { token_ = std::move(token); }
  /// Connects and signs in. Throws ConnectionLost.
  Task<void> open();
  bool is_open() const;

  /// Throws ConnectionLost, also when it is not open.
  Task<Outcome> call(std::string rpc, std::string request);
  void subscribe(std::int64_t class_id, const std::string& topic, std::int64_t after_seq);
  void unsubscribe(std::int64_t class_id, const std::string& topic);

  /// Breaks the connection without a word, as a lost network does.
  void drop();

 private:
  struct Socket;
  boost::asio::io_context& io_;
  Target target_;
  std::string token_;
  SocketListener& listener_;
  std::shared_ptr<Socket> socket_;
};

}  // namespace kaibo::load
