#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/async/task.h"
#include "common/media/doors.h"
#include "common/net/connect_door.h"
#include "common/net/context.h"
#include "common/net/core.h"
#include "common/net/origin.h"
#include "common/net/request.h"
#include "common/net/request_parser.h"
#include "common/net/response.h"
#include "common/net/stream.h"

namespace kaibo::net {

/// A checked request to go on as a WebSocket.
struct Upgrade {
  WebSocket::Handshake handshake;
  Client client;
  std::string device;
  /// Empty when the client will say it in its first frame.
  std::string token;
  enum class Door { realtime, send, watch };
  Door door = Door::realtime;
  /// Of the doors for video.
  media::Channel channel = {};
};

/// One connection as long as it speaks HTTP: request after request, in order. On its core's thread.
class HttpSession final : public Connection {
 public:
  /// `address`: the other end of the socket.
  HttpSession(Context& context, Core& core, Stream& stream, std::string address);
  ~HttpSession() override;

  /// Serves until the connection ends, or turns into a WebSocket.
  Task<std::optional<Upgrade>> run();

  void sweep(base::Millis now) override;
  void drain() override;
  void abort() override { stream_.abort(); }

 private:
  Task<bool> read_header();
  Task<bool> read_body();
  Task<bool> fill();
  void make_room();

  Task<std::optional<Upgrade>> answer();
  Task<void> answer_call();
  Task<void> answer_get();
  Task<void> answer_file(std::string_view name);
  Task<void> answer_picture(std::string_view id);
  Task<void> answer_video(std::string_view id);
  Task<void> answer_recording(std::string_view path);
  void answer_part(StoredPart whole, std::string_view type);
  Task<std::shared_ptr<const rpc::Caller>> find_caller();
  void answer_readiness();
  /// Which WebSocket the request asks for, if any.
  std::optional<Upgrade::Door> door() const;
  std::optional<Upgrade> check_upgrade(Upgrade::Door door);
  void refuse_malformed();

  Task<bool> write_response();
  Task<bool> write_all(std::string_view head, std::string_view body);
  Task<bool> write_part(StoredPart part);
  Task<void> linger();

  void see_client();
  /// Ends the connection unless the next step is done in time.
  void expect_within(base::Millis timeout) { deadline_ = core_.now() + timeout; }
  void expect_any_time() { deadline_ = 0; }

  Context& context_;
  Core& core_;
  Stream& stream_;
  const std::string address_;
  ConnectDoor rpc_;

  Client client_;
  RequestParser parser_;
  Request request_;
  Response response_;
  std::string in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;

  base::Millis deadline_ = 0;
  bool first_request_ = true;
  /// Waits for a request.
  bool idle_ = false;
  bool draining_ = false;
};

}  // namespace kaibo::net
