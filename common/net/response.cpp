#include "common/net/response.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <utility>

namespace kaibo::net {
namespace {

/// ASVS 14.4. Element Plus sets styles on elements, hence 'unsafe-inline' for them alone.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), microphone=(self), geolocation=()\r\n";
constexpr std::string_view sandbox_policy =
    "Content-Security-Policy: default-src 'none'; sandbox; frame-ancestors 'none'\r\n";
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";

std::string_view status_line(int status) {
  static constexpr std::pair<int, std::string_view> lines[] = {
      {200, "HTTP/1.1 200 OK\r\n"},
      {206, "HTTP/1.1 206 Partial Content\r\n"},
      {204, "HTTP/1.1 204 No Content\r\n"},
      {304, "HTTP/1.1 304 Not Modified\r\n"},
      {308, "HTTP/1.1 308 Permanent Redirect\r\n"},
      {400, "HTTP/1.1 400 Bad Request\r\n"},
      {401, "HTTP/1.1 401 Unauthorized\r\n"},
      {403, "HTTP/1.1 403 Forbidden\r\n"},
      {404, "HTTP/1.1 404 Not Found\r\n"},
      {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
      {408, "HTTP/1.1 408 Request Timeout\r\n"},
      {409, "HTTP/1.1 409 Conflict\r\n"},
      {412, "HTTP/1.1 412 Precondition Failed\r\n"},
      {413, "HTTP/1.1 413 Content Too Large\r\n"},
      {415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
      {416, "HTTP/1.1 416 Range Not Satisfiable\r\n"},
      {426, "HTTP/1.1 426 Upgrade Required\r\n"},
      {429, "HTTP/1.1 429 Too Many Requests\r\n"},
      {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
      {499, "HTTP/1.1 499 Client Closed Request\r\n"},
      {500, "HTTP/1.1 500 Internal Server Error\r\n"},
      {501, "HTTP/1.1 501 Not Implemented\r\n"},
      {503, "HTTP/1.1 503 Service Unavailable\r\n"},
      {504, "HTTP/1.1 504 Gateway Timeout\r\n"},
  };
  for (const auto& [number, line] : lines) {
    if (number == status) return line;
  }
  return {};
}

bool has_body(int status) { return status != 204 && status != 304; }

void add(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

}  // namespace

void Response::clear() {
  status = 200;
  content_type = {};
  headers.clear();
  body.clear();
  shared = {};
  owner.reset();
  part.reset();
  close = false;
  sandbox = false;
}

void Response::header(std::string_view name, std::string_view value) {
  headers += name;
  headers += ": ";
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') headers += c;
  }
  headers += "\r\n";
}

void answer_text(Response& response, int status, std::string_view text) {
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body.assign(text);
  response.owner.reset();
}

std::string page_policy(std::span<const std::string> stream_origins) {
  const std::string streams =
      stream_origins.empty() ? "" : fmt::format(" {}", fmt::join(stream_origins, " "));
  return fmt::format(
      "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; "
      "media-src 'self' blob:{0}; style-src 'self' 'unsafe-inline'; connect-src 'self'{0}; "
      "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'\r\n",
      streams);
}

void write_head(std::string& out, const Response& response, const Request& request,
                std::string_view date, bool secure, std::string_view policy) {
  const std::string_view line = status_line(response.status);
  if (line.empty()) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} \r\n", response.status);
  } else {
    out += line;
  }
  add(out, "Date", date);
  if (!response.content_type.empty()) add(out, "Content-Type", response.content_type);
  if (has_body(response.status)) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.content_length());
  }
  if (response.close) {
    out += "Connection: close\r\n";
  } else if (request.version < 11) {
    out += "Connection: keep-alive\r\n";
  }
  out += response.headers;
  out += security_headers;
  out += response.sandbox ? sandbox_policy : policy;
  if (secure) out += strict_transport;
  out += "\r\n";
}

std::string http_date(std::int64_t seconds) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                           "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days.at(utc.tm_wday), utc.tm_mday,
                     months.at(utc.tm_mon), utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                     utc.tm_sec);
}

}  // namespace kaibo::net
