#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/net/request.h"

namespace kaibo::net {

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
  /// The connection ends with this answer.
  bool close = false;
  /// For pictures and other content of people: no script, no frame, no plug-in.
  bool sandbox = false;

  void clear();
  std::string_view content() const { return owner ? shared : std::string_view(body); }
  /// Adds a header line; line breaks in the value are dropped, so that no value can feign a line.
  void header(std::string_view name, std::string_view value);
};

/// A short answer in plain text.
void answer_text(Response& response, int status, std::string_view text);

/// Appends status line and header of an answer to `out`. `date` is the Date field's value; `secure`
/// adds HSTS.
void write_head(std::string& out, const Response& response, const Request& request,
                std::string_view date, bool secure);

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds);

}  // namespace kaibo::net
