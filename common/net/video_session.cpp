#include "common/net/video_session.h"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <random>
#include <utility>

#include "common/base/log.h"
#include "common/net/refusals.h"
#include "common/rpc/connect.h"
#include "kaibo/realtime/v1/video.pb.h"

namespace kaibo::net {

namespace {

using base::Code;
using base::Error;
namespace rt = realtime::v1;

/// Between two looks at whether the person may still be here.
constexpr base::Millis check_interval = 5'000;
constexpr base::Millis report_interval = 1'000;
constexpr int soon_ms = 1'000;

CloseCode code_of(const Error& why) {
  switch (why.code()) {
    case Code::invalid_argument:
      return CloseCode::no_video;
    case Code::resource_exhausted:
      return CloseCode::too_much;
    case Code::aborted:
      return CloseCode::replaced;
    case Code::unimplemented:
      return CloseCode::elsewhere;
    case Code::not_found:
    case Code::failed_precondition:
    case Code::permission_denied:
      return CloseCode::refused;
    default:
      return CloseCode::ended;
  }
}

/// Passes a host's picture on to the program, and tells the host how it arrives.
class SendSession final : public VideoSession {
 public:
  using VideoSession::VideoSession;

 protected:
  Task<void> open() override {
    sender_ = co_await context().parts.video->send(caller(), channel());
    received_at_ = shared_core().now();
  }
  void receive(std::string_view bytes) override {
    received_at_ = shared_core().now();
    sender_->receive(bytes);
  }
  media::Frame next() override {
    if (!report_due_) return nullptr;
    report_due_ = false;
    rt::VideoDownlink downlink;
    *downlink.mutable_report() = sender_->report();
    return media::frame_of(downlink);
  }
  void tick(base::Millis now) override {
    if (now - received_at_ >= context().options.video_timeout) {
      close_with(CloseCode::no_pong, too_slow_to_listen(), soon_ms);
    } else if (now >= next_report_) {
      next_report_ = now + report_interval;
      report_due_ = true;
      shared_core().flush_soon(*this);
    }
  }
  Task<void> look_again() override { return sender_->look_again(); }
  void leave() override {
    if (sender_) sender_->gone();
  }

 private:
  std::shared_ptr<media::Sender> sender_;
  base::Millis received_at_ = 0;
  base::Millis next_report_ = 0;
  bool report_due_ = false;
};

/// Passes a picture on to one who watches.
class WatchSession final : public VideoSession, public media::Watcher {
 public:
  using VideoSession::VideoSession;

  void more() override { shared_core().flush_soon(*this); }
  std::size_t core() const override { return core_index_; }

 protected:
  Task<void> open() override {
    core_index_ = shared_core().index();
    broadcast_ = co_await context().parts.video->watch(caller(), channel());
    broadcast_->join(*this);
    more();
  }
  void receive(std::string_view /*bytes*/) override {
    close_with(CloseCode::malformed, malformed(), -1);
  }
  media::Frame next() override {
    const std::uint64_t before = cursor_.skipped;
    media::Frame frame = broadcast_->next(cursor_);
    context().figures->skipped += static_cast<std::int64_t>(cursor_.skipped - before);
    if (!frame && broadcast_->ended()) close_with(CloseCode::ended, video_over(), -1);
    return frame;
  }
  void tick(base::Millis /*now*/) override {}
  Task<void> look_again() override { co_return; }
  void leave() override {
    if (broadcast_) broadcast_->leave(*this);
  }

 private:
  std::size_t core_index_ = 0;
  std::shared_ptr<media::Broadcast> broadcast_;
  media::Broadcast::Cursor cursor_;
};

}  // namespace

VideoSession::VideoSession(std::shared_ptr<Context> context, Core& core,
                           std::unique_ptr<WebSocket> socket, Upgrade upgrade)
    : context_(std::move(context)),
      core_(core),
      socket_(std::move(socket)),
      token_(std::move(upgrade.token)),
      channel_(upgrade.channel) {
  core_.add(*this);
  ++context_->figures->websockets;
}

VideoSession::~VideoSession() {
  core_.forget(*this);
  core_.remove(*this);
  --context_->figures->websockets;
}

std::shared_ptr<VideoSession> VideoSession::make(std::shared_ptr<Context> context, Core& core,
                                                 std::unique_ptr<WebSocket> socket,
                                                 Upgrade upgrade) {
  if (upgrade.door == Upgrade::Door::send) {
    return std::make_shared<SendSession>(std::move(context), core, std::move(socket),
                                         std::move(upgrade));
  }
  return std::make_shared<WatchSession>(std::move(context), core, std::move(socket),
                                        std::move(upgrade));
}

Task<void> VideoSession::run(Shared self, WebSocket::Handshake handshake) {
  const bool accepted = co_await self->socket_->accept(std::move(handshake));
  if (accepted) {
    self->accepted_ = true;
    self->core_.flush_soon(*self);
    co_await sign_in(self);
    co_await receive_all(self);
  }
  self->gone_ = true;
  self->leave();
  self->core_.forget(*self);
  self->socket_->abort();
}

Task<void> VideoSession::sign_in(Shared self) {
  try {
    self->caller_ = co_await self->context_->parts.authenticator.find(self->token_);
    if (!self->caller_) {
      self->close_with(CloseCode::not_signed_in, not_signed_in(), -1);
      co_return;
    }
    co_await self->open();
    self->open_ = true;
    self->next_check_ = self->core_.now() + check_interval;
    self->core_.flush_soon(*self);
  } catch (const Error& error) {
    self->close(error);
  } catch (const std::exception& e) {
    self->close(Error::fault(base::log_fault("video", e.what())));
  }
}

Task<void> VideoSession::receive_all(Shared self) {
  for (;;) {
    const WebSocket::Message message = co_await self->socket_->read();
    if (message.kind == WebSocket::Kind::end) co_return;
    if (self->close_code_ != 0) continue;
    if (message.kind == WebSocket::Kind::text) {
      self->close_with(CloseCode::not_binary, malformed(), -1);
      continue;
    }
    try {
      self->receive(message.data);
    } catch (const Error& error) {
      self->close(error);
    }
  }
}

/// Ends the connection once its session is over, or its person may not be here any more.
Task<void> VideoSession::check(Shared self) {
  std::optional<Error> why;
  try {
    const auto caller = co_await self->context_->parts.authenticator.find(self->token_);
    if (!caller) {
      self->close_with(CloseCode::session_over, not_signed_in(), -1);
      co_return;
    }
    co_await self->look_again();
  } catch (const Error& error) {
    // A database that is away for a moment ends nobody's picture.
    if (error.code() != Code::unavailable) why = error;
  } catch (const std::exception& e) {
    base::log_fault("video", e.what());
  }
  if (why) self->close(*why);
}

// ---- writing

std::size_t VideoSession::flush() {
  if (writing_ || gone_ || close_sent_ || !accepted_) return 0;
  if (close_code_ != 0) {
    writing_ = std::exchange(goodbye_, nullptr);
  } else if (open_) {
    writing_ = next();
  }
  if (writing_) {
    write_started_ = core_.now();
    socket_->write(*writing_, shared_from_this());
    return 1;
  }
  if (close_code_ != 0 && !goodbye_) {
    close_sent_ = true;
    socket_->close(close_code_, close_reason_, shared_from_this());
  }
  return 0;
}

void VideoSession::written(bool ok) {
  writing_.reset();
  if (!ok || gone_) {
    socket_->abort();
    return;
  }
  core_.flush_soon(*this);
}

// ---- ending

void VideoSession::close(const Error& why) { close_with(code_of(why), why, -1); }

void VideoSession::close_with(CloseCode code, const Error& why, int retry_after_ms) {
  if (close_code_ != 0 || gone_) return;
  rt::VideoDownlink downlink;
  *downlink.mutable_goodbye()->mutable_error() = rpc::realtime_error(why);
  downlink.mutable_goodbye()->set_retry_after_ms(retry_after_ms);
  goodbye_ = media::frame_of(downlink);
  close_code_ = static_cast<std::uint16_t>(code);
  if (retry_after_ms >= 0) {
    close_reason_ = fmt::format("come back in {:.1f} s", retry_after_ms / 1000.0);
  }
  close_due_ = core_.now() + context_->options.write_timeout;
  core_.flush_soon(*this);
}

void VideoSession::drain() {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto spread = static_cast<int>(context_->options.drain_spread);
  close_with(CloseCode::restart, restarting(),
             std::uniform_int_distribution<int>(0, spread)(random));
}

void VideoSession::sweep(base::Millis now) {
  if (gone_) return;
  if (close_code_ != 0) {
    if (now >= close_due_) socket_->abort();
  } else if (writing_ && now - write_started_ >= context_->options.video_timeout) {
    ++context_->figures->too_slow;
    socket_->abort();
  } else if (open_) {
    tick(now);
    if (now < next_check_) return;
    next_check_ = now + check_interval;
    context_->parts.runtime.spawn(core_.index(),
                                  [self = shared_from_this()] { return check(self); });
  }
}

}  // namespace kaibo::net
