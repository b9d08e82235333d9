#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/async/task.h"
#include "common/base/error.h"
#include "common/media/doors.h"
#include "common/net/close_code.h"
#include "common/net/context.h"
#include "common/net/core.h"
#include "common/net/http_session.h"
#include "common/net/stream.h"

namespace kaibo::net {

/// One WebSocket that carries a picture, in or out; what both have in common: who it is, one
/// message on its way at a time, an end that says why. On its core's thread.
class VideoSession : public std::enable_shared_from_this<VideoSession>,
                     public Connection,
                     public Writer,
                     public WebSocketUser {
 public:
  VideoSession(std::shared_ptr<Context> context, Core& core, std::unique_ptr<WebSocket> socket,
               Upgrade upgrade);
  ~VideoSession() override;

  /// One that sends or watches, as the request asks.
  static std::shared_ptr<VideoSession> make(std::shared_ptr<Context> context, Core& core,
                                            std::unique_ptr<WebSocket> socket, Upgrade upgrade);
  /// Serves until the connection ends.
  static Task<void> run(std::shared_ptr<VideoSession> self, WebSocket::Handshake handshake);

  // Connection
  void sweep(base::Millis now) override;
  void drain() override;
  void abort() override { socket_->abort(); }

  // Writer
  std::size_t flush() override;

  // WebSocketUser
  void written(bool ok) override;

 protected:
  using Shared = std::shared_ptr<VideoSession>;

  /// Takes its place; throws base::Error when it may not.
  virtual Task<void> open() = 0;
  /// Throws base::Error when that was too much.
  virtual void receive(std::string_view bytes) = 0;
  /// What is to be sent now, if anything.
  virtual media::Frame next() = 0;
  /// Several times a second, while it is open.
  virtual void tick(base::Millis now) = 0;
  /// Whether its person may still be here, now and then; throws base::Error when not.
  virtual Task<void> look_again() = 0;
  /// The connection has ended.
  virtual void leave() = 0;

  void close(const base::Error& why);
  void close_with(CloseCode code, const base::Error& why, int retry_after_ms);
  Context& context() { return *context_; }
  Core& shared_core() { return core_; }
  media::Channel channel() const { return channel_; }
  const std::shared_ptr<const rpc::Caller>& caller() const { return caller_; }

 private:
  static Task<void> sign_in(Shared self);
  static Task<void> receive_all(Shared self);
  static Task<void> check(Shared self);

  const std::shared_ptr<Context> context_;
  Core& core_;
  const std::unique_ptr<WebSocket> socket_;
  const std::string token_;
  const media::Channel channel_;
  std::shared_ptr<const rpc::Caller> caller_;

  /// On its way, if any.
  media::Frame writing_;
  base::Millis write_started_ = 0;
  base::Millis next_check_ = 0;

  /// The upgrade request has been answered.
  bool accepted_ = false;
  /// It has signed in and taken its place.
  bool open_ = false;
  /// 0: open.
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
  media::Frame goodbye_;
  bool close_sent_ = false;
  base::Millis close_due_ = 0;
  bool gone_ = false;
};

}  // namespace kaibo::net
