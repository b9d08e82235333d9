#include "common/net/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "common/net/chunked_body.h"

namespace kaibo::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using error_code = boost::beast::error_code;

Verb verb_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Verb::get;
    case http::verb::head:
      return Verb::head;
    case http::verb::post:
      return Verb::post;
    case http::verb::options:
      return Verb::options;
    default:
      return Verb::other;
  }
}

std::optional<Field> known(http::field field) {
  switch (field) {
    case http::field::accept_encoding:
      return Field::accept_encoding;
    case http::field::accept_language:
      return Field::accept_language;
    case http::field::access_control_request_method:
      return Field::access_control_request_method;
    case http::field::authorization:
      return Field::authorization;
    case http::field::connection:
      return Field::connection;
    case http::field::content_encoding:
      return Field::content_encoding;
    case http::field::content_length:
      return Field::content_length;
    case http::field::content_type:
      return Field::content_type;
    case http::field::cookie:
      return Field::cookie;
    case http::field::expect:
      return Field::expect;
    case http::field::host:
      return Field::host;
    case http::field::if_none_match:
      return Field::if_none_match;
    case http::field::origin:
      return Field::origin;
    case http::field::range:
      return Field::range;
    case http::field::sec_fetch_site:
      return Field::sec_fetch_site;
    case http::field::transfer_encoding:
      return Field::transfer_encoding;
    case http::field::upgrade:
      return Field::upgrade;
    case http::field::user_agent:
      return Field::user_agent;
    case http::field::sec_websocket_key:
      return Field::websocket_key;
    case http::field::sec_websocket_version:
      return Field::websocket_version;
    default:
      return std::nullopt;
  }
}

/// Fields that Beast has no number for.
std::optional<Field> named(std::string_view name) {
  static constexpr std::pair<std::string_view, Field> names[] = {
      {"connect-protocol-version", Field::connect_protocol_version},
      {"connect-timeout-ms", Field::connect_timeout_ms},
      {"x-forwarded-for", Field::forwarded_for},
      {"x-forwarded-proto", Field::forwarded_proto},
  };
  for (const auto& [text, field] : names) {
    if (equal_ignoring_case(text, name)) return field;
  }
  return std::nullopt;
}

/// Fields that may come more than once, and what joins their values (RFC 9110 5.3, RFC 6265 5.4).
std::string_view joint_of(Field field) {
  switch (field) {
    case Field::cookie:
      return "; ";
    case Field::accept_encoding:
    case Field::accept_language:
    case Field::connection:
    case Field::forwarded_for:
    case Field::if_none_match:
    case Field::upgrade:
      return ", ";
    default:
      return {};
  }
}

error_code refused() { return make_error_code(http::error::bad_value); }

/// Without scheme and authority, which clients send to proxies (RFC 9112 3.2.2).
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.starts_with(scheme)) {
      const auto path = target.find('/', scheme.size());
      return path == std::string_view::npos ? "/" : target.substr(path);
    }
  }
  return target;
}

/// Reads the header only.
class HeaderParser final : public http::basic_parser<true> {
 public:
  HeaderParser(Request& request, std::size_t max_bytes) : request_(request) {
    header_limit(static_cast<std::uint32_t>(max_bytes));
    body_limit(boost::none);
    skip(true);
  }

 private:
  void on_request_impl(http::verb verb, string_view /*name*/, string_view target, int version,
                       error_code& error) override {
    request_.verb = verb_of(verb);
    request_.target = without_authority({target.data(), target.size()});
    request_.version = version;
    const bool whole_server = request_.target == "*" && request_.verb == Verb::options;
    if (!request_.target.starts_with('/') && !whole_server) error = refused();
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field number, string_view name, string_view value,
                     error_code& error) override {
    const auto field =
        number == http::field::unknown ? named({name.data(), name.size()}) : known(number);
    if (!field) return;
    std::string& kept = request_[*field];
    if (seen(*field)) {
      const auto joint = joint_of(*field);
      if (joint.empty()) {
        error = refused();
        return;
      }
      kept += joint;
    }
    seen_ |= bit(*field);
    kept.append(value.data(), value.size());
  }

  void on_header_impl(error_code& error) override {
    const bool has_host = seen(Field::host) || request_.version < 11;
    const bool is_list = request_[Field::content_length].find(',') != std::string::npos;
    const bool known_coding = !seen(Field::transfer_encoding) ||
                              equal_ignoring_case(request_[Field::transfer_encoding], "chunked");
    if (!has_host || is_list || !known_coding) error = refused();
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  static std::uint32_t bit(Field field) { return 1U << static_cast<unsigned>(field); }
  bool seen(Field field) const { return (seen_ & bit(field)) != 0; }

  Request& request_;
  std::uint32_t seen_ = 0;
};
static_assert(field_count <= 32);

/// A line that continues the one before (obs-fold), which servers read differently.
bool has_folded_line(std::string_view header) {
  return header.find("\r\n ") != std::string_view::npos ||
         header.find("\r\n\t") != std::string_view::npos;
}

}  // namespace

struct RequestParser::Impl {
  std::size_t max_header_bytes = 0;
  Request* request = nullptr;
  State state = State::header;
  std::optional<HeaderParser> header;
  std::optional<ChunkedBody> chunks;
  std::uint64_t body_left = 0;
  std::size_t max_body = std::numeric_limits<std::size_t>::max();

  std::size_t feed_header(std::string_view bytes);
  void begin_body();
  std::size_t feed_body(std::string_view bytes);
  std::size_t feed_chunks(std::string_view bytes);
};

RequestParser::RequestParser(std::size_t max_header_bytes) : impl_(std::make_unique<Impl>()) {
  impl_->max_header_bytes = max_header_bytes;
}

RequestParser::~RequestParser() = default;

void RequestParser::start(Request& request) {
  request.clear();
  impl_->request = &request;
  impl_->state = State::header;
  impl_->header.emplace(request, impl_->max_header_bytes);
  impl_->chunks.reset();
  impl_->max_body = std::numeric_limits<std::size_t>::max();
}

std::size_t RequestParser::feed(std::string_view bytes) {
  if (impl_->state == State::header) return impl_->feed_header(bytes);
  return impl_->chunks ? impl_->feed_chunks(bytes) : impl_->feed_body(bytes);
}

std::size_t RequestParser::Impl::feed_header(std::string_view bytes) {
  error_code error;
  const std::size_t used = header->put({bytes.data(), bytes.size()}, error);
  if (error == http::error::header_limit) {
    state = State::header_too_large;
  } else if ((error && error != http::error::need_more) || has_folded_line(bytes.substr(0, used))) {
    state = State::bad;
  } else if (header->is_header_done()) {
    begin_body();
  }
  return used;
}

void RequestParser::Impl::begin_body() {
  request->keep_alive = header->keep_alive();
  if (header->chunked()) {
    chunks.emplace();
    state = State::body;
    return;
  }
  body_left = header->content_length().value_or(0);
  state = body_left == 0 ? State::done : State::body;
}

std::size_t RequestParser::Impl::feed_body(std::string_view bytes) {
  const std::string_view part =
      bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(body_left, bytes.size())));
  request->body += part;
  body_left -= part.size();
  if (body_left == 0) state = State::done;
  return part.size();
}

std::size_t RequestParser::Impl::feed_chunks(std::string_view bytes) {
  const std::size_t used = chunks->feed(bytes, request->body, max_body);
  switch (chunks->state()) {
    case ChunkedBody::State::more:
      break;
    case ChunkedBody::State::done:
      state = State::done;
      break;
    case ChunkedBody::State::bad:
      state = State::bad;
      break;
    case ChunkedBody::State::too_large:
      state = State::body_too_large;
      break;
  }
  return used;
}

RequestParser::State RequestParser::state() const { return impl_->state; }

void RequestParser::limit_body(std::size_t bytes) {
  impl_->max_body = bytes;
  if (impl_->state != State::body || impl_->chunks) return;
  if (impl_->body_left > bytes) {
    impl_->state = State::body_too_large;
  } else {
    impl_->request->body.reserve(static_cast<std::size_t>(impl_->body_left));
  }
}

}  // namespace kaibo::net
