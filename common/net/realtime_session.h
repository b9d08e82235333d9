#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/await.h"
#include "common/async/task.h"
#include "common/base/error.h"
#include "common/journal/hub.h"
#include "common/net/close_code.h"
#include "common/net/context.h"
#include "common/net/core.h"
#include "common/net/http_session.h"
#include "common/net/outbox.h"
#include "common/net/stream.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::net {

/// One WebSocket at /realtime: calls in, replies and events out. What is queued for the client goes
/// out in one message; one message is on its way at a time. On its core's thread.
class RealtimeSession final : public journal::Listener,
                              public Connection,
                              public Writer,
                              public WebSocketUser {
 public:
  RealtimeSession(std::shared_ptr<Context> context, Core& core, std::unique_ptr<WebSocket> socket,
                  Upgrade upgrade);
  ~RealtimeSession() override;

  /// Serves until the connection ends.
  static Task<void> run(std::shared_ptr<RealtimeSession> self, WebSocket::Handshake handshake);

  // journal::Listener
  void push(journal::Frame frame, bool passing) override;
  bool congested() const override { return outbox_.half_full(); }
  Task<void> drained() override;
  void close(const base::Error& why, int retry_after_ms) override;
  std::size_t core() const override { return core_.index(); }
  std::int64_t user_id() const override { return caller_ ? caller_->user_id : 0; }
  std::int64_t session_id() const override { return caller_ ? caller_->session_id : 0; }

  // Connection
  void sweep(base::Millis now) override;
  void drain() override;
  void abort() override { socket_->abort(); }
  std::size_t queued_bytes() const override { return outbox_.bytes(); }

  // Writer
  std::size_t flush() override;

  // WebSocketUser
  void written(bool ok) override;

 private:
  using Shared = std::shared_ptr<RealtimeSession>;

  Shared self() { return std::static_pointer_cast<RealtimeSession>(shared_from_this()); }
  const Options& options() const { return context_->options; }

  static Task<void> receive_all(Shared self);
  /// The token of an Authenticate frame; else empty and done with.
  std::string receive(const WebSocket::Message& message);
  void receive_signed_in(realtime::v1::Uplink& uplink);
  void end();

  static Task<void> sign_in(Shared self, std::string token);
  static Task<bool> look_again(Shared self);
  static Task<void> check_session(Shared self);

  void start_call(realtime::v1::Call& frame);
  static Task<void> run_call(Shared self, std::shared_ptr<const realtime::v1::Call> frame,
                             const rpc::Method* method);
  void reply_error(std::uint64_t id, const base::Error& error);
  void call_ended();

  /// What the client asked to hear, and the number of its latest asking.
  struct Topic {
    std::int64_t class_id = 0;
    std::string name;
    std::uint64_t ask = 0;
  };

  void start_subscribe(realtime::v1::Subscribe& frame);
  std::vector<Topic>::iterator find_topic(std::int64_t class_id, std::string_view name);
  /// Not unsubscribed from, nor asked for anew, since that asking.
  bool still_asked(const realtime::v1::Subscribe& frame, std::uint64_t ask);
  static Task<void> run_subscribe(Shared self, std::shared_ptr<const realtime::v1::Subscribe> frame,
                                  std::uint64_t ask);
  void unsubscribe(const realtime::v1::Unsubscribe& frame);
  void refuse_topic(std::int64_t class_id, const std::string& topic, const base::Error& error);

  void send(const realtime::v1::Downlink& downlink);
  void too_slow();
  void close_with(CloseCode code, const base::Error& why, int retry_after_ms);
  void ping(base::Millis now);
  void resume_waiting();

  const std::shared_ptr<Context> context_;
  Core& core_;
  const std::unique_ptr<WebSocket> socket_;
  const Client client_;
  const std::string device_;
  std::string token_;
  std::shared_ptr<const rpc::Caller> caller_;

  Outbox outbox_;
  /// A message is on its way.
  bool writing_ = false;
  base::Millis write_started_ = 0;
  std::vector<async::Done> waiting_;

  std::size_t calls_ = 0;
  std::vector<Topic> topics_;
  std::uint64_t asks_ = 0;

  base::Millis sign_in_due_ = 0;
  base::Millis next_ping_ = 0;
  base::Millis pong_due_ = 0;
  std::int64_t nonce_ = 0;

  /// The upgrade request has been answered.
  bool open_ = false;
  /// The server stops: no new calls, and the close once those under way are answered.
  bool leaving_ = false;
  int retry_after_ms_ = 0;
  /// 0: open.
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
  bool close_sent_ = false;
  base::Millis close_due_ = 0;
  bool gone_ = false;
};

}  // namespace kaibo::net
