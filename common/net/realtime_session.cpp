#include "common/net/realtime_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <random>

#include "common/base/log.h"
#include "common/journal/feed.h"
#include "common/net/refusals.h"
#include "common/rpc/connect.h"

namespace kaibo::net {
namespace {

using base::Code;
using base::Error;
using journal::Frame;
namespace rt = realtime::v1;

constexpr int slow_retry_ms = 1000;

std::int64_t random_below(std::int64_t bound) {
  thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_int_distribution<std::int64_t>(0,
                                                     std::max<std::int64_t>(bound - 1, 0))(random);
}

Error fault_of(const std::exception& e) {
  return Error::fault(base::log_fault("realtime", e.what()));
}

}  // namespace

RealtimeSession::RealtimeSession(std::shared_ptr<Context> context, Core& core,
                                 std::unique_ptr<WebSocket> socket, Upgrade upgrade)
    : context_(std::move(context)),
      core_(core),
      socket_(std::move(socket)),
      client_(std::move(upgrade.client)),
      device_(std::move(upgrade.device)),
      token_(std::move(upgrade.token)),
      outbox_(context_->options.max_queue_bytes),
      sign_in_due_(core.now() + context_->options.sign_in_timeout) {
  core_.add(*this);
  ++context_->figures->websockets;
}

RealtimeSession::~RealtimeSession() {
  core_.forget(*this);
  core_.remove(*this);
  --context_->figures->websockets;
}

// ---- reading

Task<void> RealtimeSession::run(Shared self, WebSocket::Handshake handshake) {
  const bool accepted = co_await self->socket_->accept(std::move(handshake));
  if (accepted) {
    self->open_ = true;
    self->core_.flush_soon(*self);
    if (!self->token_.empty()) co_await sign_in(self, self->token_);
    co_await receive_all(self);
  }
  self->end();
}

Task<void> RealtimeSession::receive_all(Shared self) {
  for (;;) {
    const WebSocket::Message message = co_await self->socket_->read();
    if (message.kind == WebSocket::Kind::end) co_return;
    std::string token = self->receive(message);
    if (!token.empty()) co_await sign_in(self, std::move(token));
  }
}

std::string RealtimeSession::receive(const WebSocket::Message& message) {
  if (close_code_ != 0) return {};
  if (message.kind == WebSocket::Kind::text) {
    close_with(CloseCode::not_binary, malformed(), -1);
    return {};
  }
  rt::Uplink uplink;
  const bool parsed =
      uplink.ParseFromArray(message.data.data(), static_cast<int>(message.data.size()));
  if (!parsed || uplink.frame_case() == rt::Uplink::FRAME_NOT_SET) {
    close_with(CloseCode::malformed, malformed(), -1);
  } else if (caller_) {
    receive_signed_in(uplink);
  } else if (uplink.has_authenticate() && !uplink.authenticate().token().empty()) {
    return std::move(*uplink.mutable_authenticate()->mutable_token());
  } else {
    close_with(CloseCode::not_signed_in, not_signed_in(), -1);
  }
  return {};
}

void RealtimeSession::receive_signed_in(rt::Uplink& uplink) {
  switch (uplink.frame_case()) {
    case rt::Uplink::kCall:
      start_call(*uplink.mutable_call());
      break;
    case rt::Uplink::kSubscribe:
      start_subscribe(*uplink.mutable_subscribe());
      break;
    case rt::Uplink::kUnsubscribe:
      unsubscribe(uplink.unsubscribe());
      break;
    case rt::Uplink::kPong:
      if (uplink.pong().nonce() == nonce_) pong_due_ = 0;
      break;
    default:
      // A second Authenticate: one connection is one person's.
      close_with(CloseCode::malformed, malformed(), -1);
  }
}

void RealtimeSession::end() {
  gone_ = true;
  context_->parts.hub.remove(*this);
  core_.forget(*this);
  socket_->abort();
  resume_waiting();
}

// ---- who it is

Task<void> RealtimeSession::sign_in(Shared self, std::string token) {
  auto& authenticator = self->context_->parts.authenticator;
  try {
    std::shared_ptr<const rpc::Caller> caller = co_await authenticator.find(token);
    if (self->close_code_ != 0) co_return;
    if (!caller) {
      self->close_with(CloseCode::not_signed_in, not_signed_in(), -1);
      co_return;
    }
    self->token_ = std::move(token);
    self->caller_ = std::move(caller);
    self->next_ping_ = self->core_.now() + random_below(self->options().ping_interval);
    self->context_->parts.hub.add(self);
    rt::Downlink downlink;
    rt::Welcome* welcome = downlink.add_welcomes();
    welcome->set_user_id(self->caller_->user_id);
    welcome->set_server_time_ms(self->context_->parts.clock.now());
    self->send(downlink);
    // A revocation between find and add would have missed this connection.
    co_await look_again(self);
  } catch (const Error& error) {
    self->close_with(CloseCode::ended, error, slow_retry_ms);
  } catch (const std::exception& e) {
    self->close_with(CloseCode::ended, fault_of(e), slow_retry_ms);
  }
}

/// Follows changed roles, and ends the connection when its session is over; then false.
Task<bool> RealtimeSession::look_again(Shared self) {
  std::shared_ptr<const rpc::Caller> caller =
      co_await self->context_->parts.authenticator.find(self->token_);
  if (!caller) {
    self->close_with(CloseCode::session_over, not_signed_in(), -1);
    co_return false;
  }
  self->caller_ = std::move(caller);
  co_return self->close_code_ == 0 && !self->gone_;
}

Task<void> RealtimeSession::check_session(Shared self) { co_await look_again(self); }

// ---- calls

void RealtimeSession::start_call(rt::Call& frame) {
  const auto& parts = context_->parts;
  const rpc::Method* method = parts.dispatcher.find(frame.method());
  if (leaving_) {
    reply_error(frame.id(), restarting());
  } else if (method == nullptr) {
    reply_error(frame.id(), unknown_method());
  } else if (calls_ >= options().max_calls) {
    reply_error(frame.id(), too_many_calls());
  } else {
    ++calls_;
    auto kept = std::make_shared<rt::Call>();
    kept->Swap(&frame);
    parts.runtime.spawn(core_.index(), [self = self(), kept = std::move(kept), method] {
      return run_call(self, kept, method);
    });
  }
}

Task<void> RealtimeSession::run_call(Shared self, std::shared_ptr<const rt::Call> frame,
                                     const rpc::Method* method) {
  const auto& parts = self->context_->parts;
  rt::Downlink downlink;
  rt::Reply* reply = downlink.add_replies();
  reply->set_id(frame->id());
  rpc::Call call;
  call.method = method->name;
  call.peer = self->client_.address;
  call.device = self->device_;
  call.secure = self->client_.secure;
  call.token = self->token_;
  call.deadline = parts.clock.now() +
                  (frame->timeout_ms() > 0 ? frame->timeout_ms() : self->options().call_timeout);
  try {
    const bool stands = co_await look_again(self);
    if (!stands) throw not_signed_in();
    call.caller = self->caller_;
    std::string response =
        co_await parts.dispatcher.call(call, *method, frame->request(), rpc::Format::binary);
    reply->set_response(std::move(response));
  } catch (const Error& error) {
    *reply->mutable_error() = rpc::realtime_error(error);
  } catch (const std::exception& e) {
    *reply->mutable_error() = rpc::realtime_error(fault_of(e));
  }
  self->send(downlink);
  self->call_ended();
}

void RealtimeSession::reply_error(std::uint64_t id, const Error& error) {
  rt::Downlink downlink;
  rt::Reply* reply = downlink.add_replies();
  reply->set_id(id);
  *reply->mutable_error() = rpc::realtime_error(error);
  send(downlink);
}

void RealtimeSession::call_ended() {
  --calls_;
  if (leaving_ && calls_ == 0) close_with(CloseCode::restart, restarting(), retry_after_ms_);
}

// ---- topics

std::vector<RealtimeSession::Topic>::iterator RealtimeSession::find_topic(std::int64_t class_id,
                                                                          std::string_view name) {
  return std::ranges::find_if(topics_, [&](const Topic& topic) {
    return topic.class_id == class_id && topic.name == name;
  });
}

bool RealtimeSession::still_asked(const rt::Subscribe& frame, std::uint64_t ask) {
  const auto topic = find_topic(frame.class_id(), frame.topic());
  return topic != topics_.end() && topic->ask == ask;
}

void RealtimeSession::start_subscribe(rt::Subscribe& frame) {
  const auto known = find_topic(frame.class_id(), frame.topic());
  const std::uint64_t ask = ++asks_;
  if (known != topics_.end()) {
    known->ask = ask;
  } else if (topics_.size() >= options().max_topics) {
    refuse_topic(frame.class_id(), frame.topic(), too_many_topics());
    return;
  } else {
    topics_.push_back({frame.class_id(), frame.topic(), ask});
  }
  auto kept = std::make_shared<rt::Subscribe>();
  kept->Swap(&frame);
  context_->parts.runtime.spawn(core_.index(), [self = self(), kept = std::move(kept), ask] {
    return run_subscribe(self, kept, ask);
  });
}

Task<void> RealtimeSession::run_subscribe(Shared self, std::shared_ptr<const rt::Subscribe> frame,
                                          std::uint64_t ask) {
  const auto& parts = self->context_->parts;
  Error refusal = topic_refused();
  try {
    const bool stands = co_await look_again(self);
    if (!stands || !self->still_asked(*frame, ask)) co_return;
    if (parts.may_listen(*self->caller_, frame->class_id(), frame->topic())) {
      const journal::Wish wish{.stream = frame->class_id(),
                               .topic = frame->topic(),
                               .after_seq = frame->after_seq(),
                               .counted = !frame->silent()};
      co_await journal::subscribe(self, parts.hub, parts.database, wish);
      co_return;
    }
  } catch (const Error& error) {
    refusal = error;
  } catch (const std::exception& e) {
    refusal = fault_of(e);
  }
  if (!self->still_asked(*frame, ask)) co_return;
  self->refuse_topic(frame->class_id(), frame->topic(), refusal);
  self->topics_.erase(self->find_topic(frame->class_id(), frame->topic()));
}

void RealtimeSession::unsubscribe(const rt::Unsubscribe& frame) {
  const auto topic = find_topic(frame.class_id(), frame.topic());
  if (topic != topics_.end()) topics_.erase(topic);
  context_->parts.hub.unlisten(*this, frame.class_id(), frame.topic());
}

void RealtimeSession::refuse_topic(std::int64_t class_id, const std::string& topic,
                                   const Error& error) {
  rt::Downlink downlink;
  rt::Subscribed* subscribed = downlink.add_subscribed();
  subscribed->set_class_id(class_id);
  subscribed->set_topic(topic);
  *subscribed->mutable_error() = rpc::realtime_error(error);
  send(downlink);
}

// ---- writing

void RealtimeSession::send(const rt::Downlink& downlink) {
  push(std::make_shared<const std::string>(downlink.SerializeAsString()), false);
}

void RealtimeSession::push(Frame frame, bool passing) {
  if (close_code_ != 0 || gone_) return;
  if (!outbox_.push(std::move(frame), passing)) {
    if (!passing) too_slow();
  } else if (!writing_) {
    core_.flush_soon(*this);
  }
}

Task<void> RealtimeSession::drained() {
  if (!congested() || close_code_ != 0 || gone_) co_return;
  co_await async::await_callback([this](async::Done done) { waiting_.push_back(std::move(done)); });
}

void RealtimeSession::resume_waiting() {
  for (const async::Done& done : std::exchange(waiting_, {})) done(nullptr);
}

void RealtimeSession::too_slow() {
  ++context_->figures->too_slow;
  outbox_.clear();
  close_with(CloseCode::too_slow, too_slow_to_listen(), slow_retry_ms);
}

std::size_t RealtimeSession::flush() {
  if (writing_ || gone_ || !open_) return 0;
  context_->parts.hub.deliver_now(core_.index());
  if (outbox_.empty()) {
    if (close_code_ != 0 && !close_sent_) {
      close_sent_ = true;
      socket_->close(close_code_, close_reason_, self());
    }
    return 0;
  }
  const std::size_t bytes = outbox_.start_message(core_.joiner());
  writing_ = true;
  write_started_ = core_.now();
  socket_->write(outbox_.message(), self());
  return bytes;
}

void RealtimeSession::written(bool ok) {
  writing_ = false;
  outbox_.finish_message();
  if (!ok || gone_) {
    socket_->abort();
    return;
  }
  if (!outbox_.empty() || close_code_ != 0) core_.flush_soon(*this);
  if (!congested()) resume_waiting();
}

// ---- ending

void RealtimeSession::close(const Error& why, int retry_after_ms) {
  switch (why.code()) {
    case Code::unavailable:
      leaving_ = true;
      retry_after_ms_ = retry_after_ms;
      if (calls_ == 0) close_with(CloseCode::restart, why, retry_after_ms);
      break;
    case Code::unauthenticated:
    case Code::permission_denied:
      close_with(CloseCode::session_over, why, retry_after_ms);
      break;
    case Code::resource_exhausted:
      close_with(CloseCode::too_slow, why, retry_after_ms);
      break;
    default:
      close_with(CloseCode::ended, why, retry_after_ms);
  }
}

void RealtimeSession::close_with(CloseCode code, const Error& why, int retry_after_ms) {
  if (close_code_ != 0 || gone_) return;
  rt::Downlink downlink;
  rt::Goodbye* goodbye = downlink.add_goodbyes();
  *goodbye->mutable_error() = rpc::realtime_error(why);
  goodbye->set_retry_after_ms(retry_after_ms);
  outbox_.add(std::make_shared<const std::string>(downlink.SerializeAsString()));
  if (!writing_) core_.flush_soon(*this);
  close_code_ = static_cast<std::uint16_t>(code);
  if (retry_after_ms >= 0) {
    close_reason_ = fmt::format("come back in {:.1f} s", retry_after_ms / 1000.0);
  }
  close_due_ = core_.now() + options().write_timeout;
  resume_waiting();
}

void RealtimeSession::drain() {
  if (!leaving_) close(restarting(), static_cast<int>(random_below(options().drain_spread)));
}

// ---- time

void RealtimeSession::sweep(base::Millis now) {
  if (gone_) return;
  if (close_code_ != 0) {
    if (now >= close_due_) socket_->abort();
  } else if (writing_ && now - write_started_ >= options().write_timeout) {
    ++context_->figures->too_slow;
    socket_->abort();
  } else if (!caller_) {
    if (now >= sign_in_due_) close_with(CloseCode::not_signed_in, not_signed_in(), -1);
  } else if (pong_due_ != 0) {
    if (now >= pong_due_) close_with(CloseCode::no_pong, too_slow_to_listen(), slow_retry_ms);
  } else if (now >= next_ping_) {
    ping(now);
  }
}

void RealtimeSession::ping(base::Millis now) {
  nonce_ = random_below(INT64_MAX);
  pong_due_ = now + options().pong_timeout;
  next_ping_ = now + options().ping_interval;
  rt::Downlink downlink;
  downlink.add_pings()->set_nonce(nonce_);
  send(downlink);
  context_->parts.runtime.spawn(core_.index(), [self = self()] { return check_session(self); });
}

}  // namespace kaibo::net
