#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/net/request.h"

namespace kaibo::net {

/// A part of a content that lies elsewhere and is read piece by piece as it is sent.
struct StoredPart {
  /// So many bytes from a place on, fewer at the end. Blocks; may throw.
  std::function<std::string(std::uint64_t first, std::uint64_t bytes)> read;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

/// One HTTP answer. Reused for the next one of its connection.
struct Response {
  int status = 200;
  std::string_view content_type;
  /// Further header lines, each ended by CRLF.
  std::string headers;
  /// What is sent: `body`, or `shared` kept alive by `owner` when that is set.
  std::string body;
  std::string_view shared;
  std::shared_ptr<const void> owner;
  /// Sent instead, when set.
  std::optional<StoredPart> part;
  /// The connection ends with this answer.
  bool close = false;
  /// For pictures and other content of people: no script, no frame, no plug-in.
  bool sandbox = false;

  void clear();
  std::string_view content() const { return owner ? shared : std::string_view(body); }
  std::uint64_t content_length() const { return part ? part->size : content().size(); }
  /// Adds a header line; line breaks in the value are dropped, so that no value can feign a line.
  void header(std::string_view name, std::string_view value);
};

/// A short answer in plain text.
void answer_text(Response& response, int status, std::string_view text);

/// The Content-Security-Policy of pages, as a header line: only this server's own, but for streams
/// ("https://host") that they may play.
std::string page_policy(std::span<const std::string> stream_origins);

/// Appends status line and header of an answer to `out`. `date` is the Date field's value; `secure`
/// adds HSTS; `policy` is that of pages.
void write_head(std::string& out, const Response& response, const Request& request,
                std::string_view date, bool secure, std::string_view policy);

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds);

}  // namespace kaibo::net
