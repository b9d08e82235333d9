#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace kaibo::net {

/// What a request wants; `other` is every method that the server does not know.
enum class Verb { get, head, post, options, other };

/// The header fields the server reads; all others are skipped.
enum class Field {
  accept_encoding,
  accept_language,
  access_control_request_method,
  authorization,
  connect_protocol_version,
  connect_timeout_ms,
  connection,
  content_encoding,
  content_length,
  content_type,
  cookie,
  expect,
  forwarded_for,
  forwarded_proto,
  host,
  if_none_match,
  origin,
  range,
  sec_fetch_site,
  transfer_encoding,
  upgrade,
  user_agent,
  websocket_key,
  websocket_version,
};
constexpr std::size_t field_count = static_cast<std::size_t>(Field::websocket_version) + 1;

/// One HTTP request. Reused for the next one of its connection, so that its strings keep their
/// memory.
struct Request {
  Verb verb = Verb::other;
  /// As sent, without scheme and authority: path and query, still percent-encoded.
  std::string target;
  /// 10 or 11.
  int version = 11;
  /// The connection stays open after the answer, as far as the client is concerned.
  bool keep_alive = true;
  std::array<std::string, field_count> fields;
  std::string body;

  const std::string& operator[](Field field) const {
    return fields[static_cast<std::size_t>(field)];
  }
  std::string& operator[](Field field) { return fields[static_cast<std::size_t>(field)]; }

  /// The target up to the question mark, and what follows it.
  std::string_view path() const;
  std::string_view query() const;

  void clear();
};

/// Whether a comma-separated header value names `token`, in any case.
bool has_token(std::string_view list, std::string_view token);

/// In ASCII; other bytes must be the same.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Value of a cookie; empty when there is none.
std::string_view cookie_value(std::string_view cookies, std::string_view name);

}  // namespace kaibo::net
