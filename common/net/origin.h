#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/net/request.h"

namespace kaibo::net {

/// How a request came, as the server believes it (behind a trusted proxy: as the proxy says).
struct Client {
  std::string address;
  /// On this very machine, and not through a proxy.
  bool loopback = false;
  /// Encrypted.
  bool secure = false;
};

/// Where the page that sends the request comes from.
enum class Source {
  own,      ///< this server, or a listed origin
  foreign,  ///< another site
  unknown,  ///< not told: no browser, or a plain link
};
Source source_of(const Request& request, bool secure, std::span<const std::string> allowed);

/// The session token of a request.
struct Credential {
  std::string_view token;
  /// Sent by the browser without the page's doing, so that another site could use it.
  bool from_cookie = false;
};
Credential credential_of(const Request& request, bool secure);

/// Whether a request that changes something, or opens the WebSocket, must be refused because
/// another site's page may have caused it (ASVS 4.2.2): whatever comes from elsewhere, and a
/// cookie without proof that it comes from here.
bool is_forged(Source source, const Credential& credential);

}  // namespace kaibo::net
