#include "common/net/http_session.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "common/base/log.h"
#include "common/net/refusals.h"
#include "common/net/url.h"

namespace kaibo::net {
namespace {

constexpr std::size_t first_buffer = 2 * 1024;
constexpr std::size_t body_buffer = 64 * 1024;
/// Memory above these sizes is given back between requests.
constexpr std::size_t kept_body = 64 * 1024;
constexpr std::size_t kept_out = 32 * 1024;
/// Larger contents are sent from where they lie.
constexpr std::size_t copied_content = 8 * 1024;
/// Stored contents are read and sent in pieces of this size.
constexpr std::uint64_t piece_bytes = 256 * 1024;
/// Each so many bytes of a body earn the body's time-out again: at least 2 KiB/s.
constexpr std::size_t body_step = 64 * 1024;
/// A refused client may send on for so long, so that it gets to see the answer; and so long an idle
/// connection is kept when the server stops.
constexpr base::Millis linger_ms = 1000;
constexpr std::size_t linger_bytes = 256 * 1024;

using State = RequestParser::State;

std::string_view last_element(std::string_view list) {
  std::string_view last = list.substr(list.rfind(',') + 1);
  while (last.starts_with(' ')) last.remove_prefix(1);
  return last;
}

}  // namespace

HttpSession::HttpSession(Context& context, Core& core, Stream& stream, std::string address)
    : context_(context),
      core_(core),
      stream_(stream),
      address_(std::move(address)),
      rpc_(context),
      parser_(context.options.max_header_bytes),
      draining_(context.stopping) {
  core_.add(*this);
}

HttpSession::~HttpSession() { core_.remove(*this); }

void HttpSession::sweep(base::Millis now) {
  if (deadline_ == 0 || now < deadline_) return;
  deadline_ = 0;
  stream_.abort();
}

void HttpSession::drain() {
  draining_ = true;
  // A request may be on its way: it is refused rather than lost.
  if (idle_) expect_within(linger_ms);
}

Task<std::optional<Upgrade>> HttpSession::run() {
  expect_within(context_.options.header_timeout);
  const bool opened = co_await stream_.open();
  if (!opened) co_return std::nullopt;
  for (;;) {
    const bool arrived = co_await read_header();
    if (!arrived) break;
    response_.clear();
    std::optional<Upgrade> upgrade = co_await answer();
    if (upgrade) co_return upgrade;
    // What of the request was not read cannot be told from the next one.
    const bool whole = parser_.state() == State::done;
    const bool leaving = draining_ || context_.announced;
    response_.close = response_.close || leaving || !whole || !request_.keep_alive;
    const bool sent = co_await write_response();
    if (!sent) break;
    if (response_.close) {
      if (!whole) co_await linger();
      break;
    }
    first_request_ = false;
  }
  expect_within(linger_ms);
  co_await stream_.finish();
  co_return std::nullopt;
}

Task<bool> HttpSession::read_header() {
  parser_.start(request_);
  if (request_.body.capacity() > kept_body) request_.body = std::string();
  const auto& options = context_.options;
  bool begun = false;
  for (;;) {
    if (in_begin_ != in_end_) {
      if (!begun) expect_within(options.header_timeout);
      begun = true;
      const std::string_view bytes(in_.data() + in_begin_, in_end_ - in_begin_);
      in_begin_ += parser_.feed(bytes);
      if (parser_.state() != State::header) break;
    } else {
      if (draining_ && !first_request_) co_return false;
      const base::Millis usual = first_request_ ? options.header_timeout : options.idle_timeout;
      expect_within(draining_ ? linger_ms : usual);
      idle_ = true;
    }
    const bool more = co_await fill();
    idle_ = false;
    if (!more) co_return false;
  }
  see_client();
  expect_any_time();
  co_return true;
}

/// False when the client has gone; else the parser's state tells how it ended.
Task<bool> HttpSession::read_body() {
  if (parser_.state() != State::body) co_return true;
  const auto& options = context_.options;
  if (in_begin_ == in_end_ && equal_ignoring_case(request_[Field::expect], "100-continue")) {
    expect_within(options.write_timeout);
    const auto sent = co_await stream_.write_some("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (sent == 0) co_return false;
  }
  expect_within(options.body_timeout);
  std::size_t next_step = body_step;
  for (;;) {
    std::size_t used = 0;
    if (in_begin_ != in_end_) {
      used = parser_.feed({in_.data() + in_begin_, in_end_ - in_begin_});
      in_begin_ += used;
    }
    if (parser_.state() != State::body) break;
    if (used != 0 && in_begin_ != in_end_) continue;
    if (request_.body.size() >= next_step) {
      next_step += body_step;
      expect_within(options.body_timeout);
    }
    if (in_.size() < body_buffer && request_.body.capacity() > body_buffer) {
      make_room();
      in_.resize(body_buffer);
    }
    const bool more = co_await fill();
    if (!more) co_return false;
  }
  expect_any_time();
  co_return true;
}

/// Reads more behind what is there. False when the client has gone, or when a line is longer than
/// any we take.
Task<bool> HttpSession::fill() {
  make_room();
  if (in_end_ == in_.size()) co_return false;
  const auto size = co_await stream_.read({in_.data() + in_end_, in_.size() - in_end_});
  in_end_ += size;
  co_return size > 0;
}

void HttpSession::make_room() {
  if (in_begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(in_begin_),
              in_.begin() + static_cast<std::ptrdiff_t>(in_end_), in_.begin());
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  if (in_end_ < in_.size()) return;
  const std::size_t bound = context_.options.max_header_bytes + first_buffer;
  in_.resize(std::max(in_.size(), std::min(std::max(first_buffer, in_.size() * 2), bound)));
}

/// Who the client is may differ from request to request behind a proxy.
void HttpSession::see_client() {
  if (!context_.is_trusted_proxy(address_)) {
    if (!client_.address.empty()) return;
    client_ = {address_, address_.starts_with("127.") || address_ == "::1", stream_.secure()};
    return;
  }
  const std::string& chain = request_[Field::forwarded_for];
  client_.address = chain.empty() ? address_ : std::string(last_element(chain));
  client_.loopback = false;
  client_.secure = stream_.secure() || request_[Field::forwarded_proto] == "https";
}

Task<std::optional<Upgrade>> HttpSession::answer() {
  if (parser_.state() != State::body && parser_.state() != State::done) {
    refuse_malformed();
    co_return std::nullopt;
  }
  try {
    if (context_.tls && !stream_.secure()) {
      answer_text(response_, 308, "Use https.\n");
      response_.header("Location", "https://" + request_[Field::host] + request_.target);
      co_return std::nullopt;
    }
    if (ConnectDoor::is_rpc(request_) && request_.verb != Verb::options) {
      co_await answer_call();
      allow_origin(request_, context_.options, response_);
      co_return std::nullopt;
    }
    if (const auto wanted = door()) co_return check_upgrade(*wanted);
    co_await answer_get();
  } catch (const base::Error& error) {
    rpc_.refuse(error, request_, response_);
  } catch (const std::exception& e) {
    const auto fault = base::Error::fault(base::log_fault("http", e.what()));
    rpc_.refuse(fault, request_, response_);
  }
  co_return std::nullopt;
}

void HttpSession::refuse_malformed() {
  if (parser_.state() == State::header_too_large) {
    answer_text(response_, 431, "The header is too large.\n");
  } else {
    answer_text(response_, 400, "Not a request that this server understands.\n");
  }
  response_.close = true;
}

Task<void> HttpSession::answer_call() {
  HttpCall call;
  const bool is_open = co_await rpc_.open(request_, client_, call, response_);
  // A refused call's body is read all the same where it is small, so that the connection lives on.
  const bool waits = !request_[Field::expect].empty();
  if (!is_open && waits) co_return;
  parser_.limit_body(is_open ? call.max_body : context_.options.max_stranger_bytes);
  const bool arrived = co_await read_body();
  if (!arrived) {
    response_.close = true;
    co_return;
  }
  if (!is_open) co_return;
  if (parser_.state() == State::body_too_large) {
    rpc_.refuse(body_too_large(), request_, response_, 413);
    co_return;
  }
  if (parser_.state() != State::done) {
    refuse_malformed();
    co_return;
  }
  co_await rpc_.run(call, request_, response_);
}

Task<void> HttpSession::answer_get() {
  parser_.limit_body(context_.options.max_stranger_bytes);
  const bool arrived = co_await read_body();
  if (!arrived || parser_.state() != State::done) {
    refuse_malformed();
    co_return;
  }
  const std::string_view path = request_.path();
  if (request_.verb == Verb::options) {
    answer_preflight(request_, context_.options, response_);
  } else if (request_.verb == Verb::other) {
    answer_text(response_, 405, "Only GET, HEAD, POST and OPTIONS are known here.\n");
    response_.header("Allow", "GET, HEAD, POST, OPTIONS");
  } else if (path == "/healthz") {
    answer_text(response_, 200, "ok\n");
    response_.header("Cache-Control", "no-store");
  } else if (path == "/readyz") {
    answer_readiness();
  } else if (path == "/metrics") {
    if (client_.loopback || context_.options.open_metrics) {
      answer_text(response_, 200, context_.parts.metrics.text());
      response_.content_type = "text/plain; version=0.0.4; charset=utf-8";
    } else {
      answer_text(response_, 403, "Figures are shown to this machine only.\n");
    }
    response_.header("Cache-Control", "no-store");
  } else if (path.starts_with("/files/")) {
    co_await answer_file(path.substr(std::string_view("/files/").size()));
  } else if (path.starts_with("/recordings/") && context_.parts.video != nullptr) {
    co_await answer_recording(path);
  } else {
    context_.web.answer(request_, response_);
  }
}

void HttpSession::answer_readiness() {
  observe::Health health = context_.parts.health();
  if (context_.announced) health.add("draining");
  const bool unready = health.standing() == observe::Standing::unready;
  answer_text(response_, unready ? 503 : 200, health.text() + '\n');
  response_.header("Cache-Control", "no-store");
}

std::optional<Upgrade::Door> HttpSession::door() const {
  if (request_.verb != Verb::get) return std::nullopt;
  const std::string_view path = request_.path();
  if (path == "/realtime") return Upgrade::Door::realtime;
  if (context_.parts.video == nullptr) return std::nullopt;
  if (path == "/video/send") return Upgrade::Door::send;
  if (path == "/video/watch") return Upgrade::Door::watch;
  return std::nullopt;
}

std::optional<Upgrade> HttpSession::check_upgrade(Upgrade::Door door) {
  const bool is_upgrade = has_token(request_[Field::upgrade], "websocket") &&
                          has_token(request_[Field::connection], "upgrade");
  if (!is_upgrade || request_[Field::websocket_version] != "13") {
    answer_text(response_, 426, "This is a WebSocket of version 13.\n");
    response_.header("Upgrade", "websocket");
    response_.header("Connection", "Upgrade");
    response_.header("Sec-WebSocket-Version", "13");
    return std::nullopt;
  }
  constexpr std::size_t key_size = 24;  // 16 bytes as base64
  const bool sound = request_.version == 11 && request_[Field::websocket_key].size() == key_size &&
                     parser_.state() == State::done && in_begin_ == in_end_;
  if (!sound) {
    refuse_malformed();
    return std::nullopt;
  }
  const Credential credential = credential_of(request_, client_.secure);
  const Source source = source_of(request_, client_.secure, context_.options.origins);
  if (is_forged(source, credential)) {
    answer_text(response_, 403, "Pages of other sites may not connect.\n");
    return std::nullopt;
  }
  if (draining_ || context_.announced) {
    answer_text(response_, 503, "The server is stopping.\n");
    response_.header("Retry-After", "1");
    return std::nullopt;
  }
  const bool sends = door == Upgrade::Door::send;
  const std::size_t most =
      sends ? context_.options.max_video_bytes : context_.options.max_message_bytes;
  return Upgrade{.handshake = {request_[Field::host], request_[Field::websocket_key], most},
                 .client = client_,
                 .device = request_[Field::user_agent],
                 .token = std::string(credential.token),
                 .door = door,
                 .channel = {.stream = number_in(query_value(request_.query(), "class")),
                             .id = number_in(query_value(request_.query(), "room"))}};
}

Task<bool> HttpSession::write_response() {
  if (out_.capacity() > kept_out) out_ = std::string();
  out_.clear();
  write_head(out_, response_, request_, core_.date(), client_.secure, context_.page_policy);
  ++context_.figures->answers.at(static_cast<std::size_t>(response_.status) / 100);
  std::string_view body = request_.verb == Verb::head ? std::string_view() : response_.content();
  if (response_.status == 304 || response_.status == 204) body = {};
  if (body.size() <= copied_content) {
    out_ += body;
    body = {};
  }
  const bool has_part = response_.part && request_.verb != Verb::head;
  const bool sent = co_await write_all(out_, body);
  if (!sent || !has_part) co_return sent;
  co_return co_await write_part(*response_.part);
}

Task<bool> HttpSession::write_all(std::string_view head, std::string_view body) {
  while (!head.empty() || !body.empty()) {
    expect_within(context_.options.write_timeout);
    std::size_t sent = co_await stream_.write_some(head, body);
    if (sent == 0) co_return false;
    const std::size_t of_head = std::min(sent, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(sent - of_head);
  }
  expect_any_time();
  co_return true;
}

/// False also when the content is shorter than was promised: the connection must end then.
Task<bool> HttpSession::write_part(StoredPart part) {
  try {
    while (part.size > 0) {
      const std::uint64_t most = std::min(part.size, piece_bytes);
      std::string piece =
          co_await context_.file_pool.run([&part, most] { return part.read(part.first, most); });
      if (piece.empty()) co_return false;
      const bool sent = co_await write_all(piece, {});
      if (!sent) co_return false;
      part.first += piece.size();
      part.size -= piece.size();
    }
    co_return true;
  } catch (const std::exception& e) {
    base::log(base::LogLevel::warning, "a file cannot be sent", {{"why", e.what()}});
    co_return false;
  }
}

/// Closing with unread bytes in the socket would make the kernel throw away the answer too.
Task<void> HttpSession::linger() {
  expect_within(linger_ms);
  co_await stream_.finish();
  std::size_t dropped = 0;
  in_.resize(std::max(in_.size(), first_buffer));
  while (dropped < linger_bytes) {
    const auto size = co_await stream_.read({in_.data(), in_.size()});
    if (size == 0) break;
    dropped += size;
  }
}

}  // namespace kaibo::net
