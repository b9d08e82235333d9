#include "common/net/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

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

class Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(Request& request) : request_(request) {}

  bool over_limit() const { return over_limit_; }
  void limit(std::size_t bytes) { limit_ = bytes; }
  bool within(std::uint64_t bytes) const { return bytes <= limit_; }

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
    // A trailer must not pass for a header.
    if (header_done_) return;
    const auto field =
        number == http::field::unknown ? named({name.data(), name.size()}) : known(number);
    if (!field) return;
    std::string& kept = request_[*field];
    const auto bit = std::uint32_t{1} << static_cast<unsigned>(*field);
    if ((seen_ & bit) != 0) {
      const auto joint = joint_of(*field);
      if (joint.empty()) {
        error = refused();
        return;
      }
      kept += joint;
    }
    seen_ |= bit;
    kept.append(value.data(), value.size());
  }

  void on_header_impl(error_code& error) override {
    header_done_ = true;
    const bool has_host = (seen_ & (1U << static_cast<unsigned>(Field::host))) != 0;
    if (!has_host && request_.version >= 11) error = refused();
    const bool is_list = request_[Field::content_length].find(',') != std::string::npos;
    if (is_list) error = refused();
    const std::string& coding = request_[Field::transfer_encoding];
    if (!coding.empty() && (!chunked() || !equal_ignoring_case(coding, "chunked"))) {
      error = refused();
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length && within(*length)) request_.body.reserve(static_cast<std::size_t>(*length));
  }

  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    if (bytes.size() > limit_ - request_.body.size()) {
      over_limit_ = true;
      error = make_error_code(http::error::body_limit);
      return 0;
    }
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return on_body_impl(bytes, error);
  }

  void on_finish_impl(error_code&) override {}

  Request& request_;
  std::size_t limit_ = std::numeric_limits<std::size_t>::max();
  /// By Field.
  std::uint32_t seen_ = 0;
  bool header_done_ = false;
  bool over_limit_ = false;
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
  std::optional<Parser> parser;
  Request* request = nullptr;
  State state = State::header;
};

RequestParser::RequestParser(std::size_t max_header_bytes) : impl_(std::make_unique<Impl>()) {
  impl_->max_header_bytes = max_header_bytes;
}

RequestParser::~RequestParser() = default;

void RequestParser::start(Request& request) {
  request.clear();
  impl_->request = &request;
  impl_->parser.emplace(request);
  impl_->parser->header_limit(static_cast<std::uint32_t>(impl_->max_header_bytes));
  impl_->parser->body_limit(boost::none);
  impl_->state = State::header;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  Parser& parser = *impl_->parser;
  const bool in_header = impl_->state == State::header;
  error_code error;
  const std::size_t used = parser.put({bytes.data(), bytes.size()}, error);
  if (error == http::error::need_more) error = {};
  if (error == http::error::header_limit) {
    impl_->state = State::header_too_large;
  } else if (parser.over_limit()) {
    impl_->state = State::body_too_large;
  } else if (error || (in_header && has_folded_line(bytes.substr(0, used)))) {
    impl_->state = State::bad;
  } else if (parser.is_header_done()) {
    // From now on as much as there is at once.
    parser.eager(true);
    impl_->request->keep_alive = parser.keep_alive();
    impl_->state = parser.is_done() ? State::done : State::body;
  }
  return used;
}

RequestParser::State RequestParser::state() const { return impl_->state; }

void RequestParser::limit_body(std::size_t bytes) {
  Parser& parser = *impl_->parser;
  parser.limit(bytes);
  const auto length = parser.content_length();
  if (length && !parser.within(*length)) impl_->state = State::body_too_large;
}

bool RequestParser::untouched() const { return !impl_->parser->got_some(); }

}  // namespace kaibo::net
