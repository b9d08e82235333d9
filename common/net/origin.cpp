#include "common/net/origin.h"

#include <algorithm>

#include "common/rpc/call.h"

namespace kaibo::net {
namespace {

bool is_own(std::string_view origin, std::string_view host, bool secure) {
  if (host.empty()) return false;
  // A page loaded without encryption must not act on an encrypted server.
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (scheme == "http://" && secure) continue;
    if (origin.starts_with(scheme)) {
      return equal_ignoring_case(origin.substr(scheme.size()), host);
    }
  }
  return false;
}

}  // namespace

Source source_of(const Request& request, bool secure, std::span<const std::string> allowed) {
  const std::string& origin = request[Field::origin];
  if (!origin.empty()) {
    const bool own = is_own(origin, request[Field::host], secure) ||
                     std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
    return own ? Source::own : Source::foreign;
  }
  const std::string& site = request[Field::sec_fetch_site];
  if (site.empty()) return Source::unknown;
  return site == "same-origin" ? Source::own : Source::foreign;
}

Credential credential_of(const Request& request, bool secure) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view authorization = request[Field::authorization];
  if (authorization.size() > scheme.size() &&
      equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
    return {authorization.substr(scheme.size()), false};
  }
  const auto token = cookie_value(request[Field::cookie], rpc::session_cookie(secure));
  return {token, !token.empty()};
}

bool is_forged(Source source, const Credential& credential) {
  if (!credential.token.empty() && !credential.from_cookie) return false;
  return source == Source::foreign || (source == Source::unknown && credential.from_cookie);
}

}  // namespace kaibo::net
