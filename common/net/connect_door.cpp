#include "common/net/connect_door.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/net/refusals.h"
#include "common/net/url.h"
#include "common/rpc/connect.h"

namespace kaibo::net {
namespace {

using base::Code;
using base::Error;

Error compressed() {
  return {Code::unimplemented,
          {"请求内容不要压缩。", "The request's content must not be compressed."}};
}

/// A refusal whose HTTP status is not the one of its code.
struct Refused {
  int status;
  Error error;
  /// Header that has to come with the status.
  std::string_view header = {};
  std::string_view value = {};
};

/// The first language of the list that the program speaks; Chinese by default.
bool prefers_english(std::string_view languages) {
  while (!languages.empty()) {
    while (languages.starts_with(' ')) languages.remove_prefix(1);
    const std::string_view primary = languages.substr(0, 2);
    if (equal_ignoring_case(primary, "zh")) return false;
    if (equal_ignoring_case(primary, "en")) return true;
    languages.remove_prefix(std::min(languages.find(',') + 1, languages.size()));
    if (languages.find(',') == std::string_view::npos && languages.size() < 2) break;
  }
  return false;
}

std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

std::string_view type_name(rpc::Format format) {
  return format == rpc::Format::json ? "application/json" : "application/proto";
}

}  // namespace

bool ConnectDoor::is_rpc(const Request& request) {
  if (request.verb == Verb::post) return true;
  // "/kaibo.svg" is a file of the web client.
  const std::string_view path = request.path();
  return path.starts_with("/kaibo.") && path.find('/', 1) != std::string_view::npos;
}

Task<bool> ConnectDoor::open(const Request& request, const Client& client, HttpCall& call,
                             Response& response) {
  if (context_.stopping) {
    // As late as anybody is asked to come back: elsewhere, or here once it is up again.
    const base::Millis seconds = (context_.options.drain_spread + 999) / 1000;
    response.header("Retry-After", std::to_string(std::max<base::Millis>(seconds, 1)));
    refuse(restarting(), request, response);
    co_return false;
  }
  const Credential credential = credential_of(request, client.secure);
  try {
    check_method(request, call);
    if (request.verb == Verb::post) {
      check_post(request, call);
      const Source source = source_of(request, client.secure, context_.options.origins);
      if (is_forged(source, credential)) {
        throw foreign_page();
      }
    } else {
      check_get(request, call);
    }
    set_deadline(request, call);
    call.call.token = credential.token;
    if (!credential.token.empty()) {
      call.call.caller = co_await context_.parts.authenticator.find(call.call.token);
    }
  } catch (const Refused& refused) {
    if (!refused.header.empty()) response.header(refused.header, refused.value);
    refuse(refused.error, request, response, refused.status);
    co_return false;
  } catch (const Error& error) {
    refuse(error, request, response);
    co_return false;
  }
  call.call.method = call.method->name;
  call.call.peer = client.address;
  call.call.device = request[Field::user_agent];
  call.call.secure = client.secure;
  call.max_body = call.method->max_request;
  if (!call.call.caller) {
    call.max_body = std::min(call.max_body, context_.options.max_stranger_bytes);
  }
  co_return true;
}

void ConnectDoor::check_method(const Request& request, HttpCall& call) const {
  call.method = context_.parts.dispatcher.find(request.path().substr(1));
  if (call.method == nullptr) {
    throw Refused{404, unknown_method()};
  }
  const bool may_get = call.method->is_read;
  if (request.verb == Verb::post || (request.verb == Verb::get && may_get)) return;
  throw Refused{
      405,
      Error(Code::unimplemented, {"这个操作要用 POST 调用。", "This operation is called by POST."}),
      "Allow", may_get ? "GET, POST" : "POST"};
}

void ConnectDoor::check_post(const Request& request, HttpCall& call) const {
  const std::string_view type = media_type(request[Field::content_type]);
  if (equal_ignoring_case(type, "application/json")) {
    call.format = rpc::Format::json;
  } else if (equal_ignoring_case(type, "application/proto")) {
    call.format = rpc::Format::binary;
  } else {
    throw Refused{415,
                  Error(Code::invalid_argument,
                        {"请求的内容类型应为 application/json 或 application/proto。",
                         "The content type must be application/json or application/proto."}),
                  "Accept-Post", "application/json, application/proto"};
  }
  const std::string& encoding = request[Field::content_encoding];
  if (!encoding.empty() && encoding != "identity") {
    throw Refused{501, compressed(), "Accept-Encoding", "identity"};
  }
}

void ConnectDoor::check_get(const Request& request, HttpCall& call) const {
  const std::string_view query = request.query();
  const std::string encoding = query_value(query, "encoding");
  if (encoding == "json") {
    call.format = rpc::Format::json;
  } else if (encoding == "proto") {
    call.format = rpc::Format::binary;
  } else {
    throw Refused{415, Error(Code::invalid_argument,
                             {"encoding 应为 json 或 proto。", "encoding must be json or proto."})};
  }
  const std::string compression = query_value(query, "compression");
  if (!compression.empty() && compression != "identity") {
    throw compressed();
  }
  call.message = query_value(query, "message");
  if (query_value(query, "base64") == "1") {
    auto decoded = base64_decode(call.message);
    base::require(decoded.has_value(), "message",
                  {"message 不是有效的 base64。", "message is not valid base64."});
    call.message = std::move(*decoded);
  }
}

void ConnectDoor::set_deadline(const Request& request, HttpCall& call) const {
  const std::string& version = request[Field::connect_protocol_version];
  base::require(version.empty() || version == "1", "connect-protocol-version",
                {"Connect-Protocol-Version 应为 1。", "Connect-Protocol-Version must be 1."});
  base::Millis timeout = context_.options.call_timeout;
  const std::string& asked = request[Field::connect_timeout_ms];
  if (!asked.empty()) {
    constexpr std::size_t longest = 10;
    const char* end = asked.data() + asked.size();
    const auto parsed = std::from_chars(asked.data(), end, timeout);
    base::require(
        asked.size() <= longest && parsed.ec == std::errc() && parsed.ptr == end && timeout >= 0,
        "connect-timeout-ms",
        {"Connect-Timeout-Ms 应为不超过十位的整数。",
         "Connect-Timeout-Ms must be a whole number of at most ten digits."});
  }
  call.call.deadline = context_.parts.clock.now() + timeout;
}

Task<void> ConnectDoor::run(HttpCall& call, const Request& request, Response& response) {
  const std::string_view message =
      request.verb == Verb::post ? std::string_view(request.body) : std::string_view(call.message);
  try {
    response.body =
        co_await context_.parts.dispatcher.call(call.call, *call.method, message, call.format);
    response.content_type = type_name(call.format);
    response.headers += "Cache-Control: no-store\r\n";
  } catch (const Error& error) {
    refuse(error, request, response);
  }
  for (const auto& [name, value] : call.call.response_headers) response.header(name, value);
}

void ConnectDoor::refuse(const Error& error, const Request& request, Response& response,
                         int status) const {
  response.status = status != 0 ? status : rpc::http_status(error);
  response.content_type = "application/json";
  response.headers += "Cache-Control: no-store\r\n";
  const bool has_moment = response.headers.find("Retry-After") != std::string::npos;
  if (error.code() == Code::unavailable && !has_moment) {
    response.header("Retry-After", std::to_string(context_.options.retry_after_s));
  }
  response.body = rpc::connect_error(error, prefers_english(request[Field::accept_language]));
}

void allow_origin(const Request& request, const Options& options, Response& response) {
  const std::string& origin = request[Field::origin];
  if (options.origins.empty()) return;
  response.header("Vary", "Origin");
  if (std::find(options.origins.begin(), options.origins.end(), origin) == options.origins.end()) {
    return;
  }
  response.header("Access-Control-Allow-Origin", origin);
  response.header("Access-Control-Allow-Credentials", "true");
}

void answer_preflight(const Request& request, const Options& options, Response& response) {
  response.status = 204;
  response.header("Allow", "GET, HEAD, POST, OPTIONS");
  if (request[Field::access_control_request_method].empty()) return;
  allow_origin(request, options, response);
  response.header("Access-Control-Allow-Methods", "GET, POST");
  response.header("Access-Control-Allow-Headers",
                  "Authorization, Content-Type, Connect-Protocol-Version, Connect-Timeout-Ms");
  response.header("Access-Control-Max-Age", "7200");
}

}  // namespace kaibo::net
