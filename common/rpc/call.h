#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/task.h"
#include "common/base/clock.h"

namespace kaibo::rpc {

/// A role held in one class, or for the whole school when `class_id` is 0. `role` is a
/// kaibo.access.v1.Role.
struct Grant {
  std::int64_t class_id = 0;
  int role = 0;
};

/// Who calls. Immutable and shared; a change of roles makes a new one.
struct Caller {
  std::int64_t user_id = 0;
  std::int64_t session_id = 0;
  std::string name;
  std::vector<Grant> grants;

  bool holds(std::int64_t class_id, int role) const;
};

/// One call under way.
struct Call {
  /// Null when nobody is signed in.
  std::shared_ptr<const Caller> caller;
  /// "kaibo.mall.v1.MallService/PlaceOrder".
  std::string_view method;
  /// Server time after which the answer is of no use; 0 for none.
  base::Millis deadline = 0;
  /// Address and user agent of the client, for sessions and the audit trail.
  std::string peer;
  std::string device;
  /// The client's connection is encrypted: cookies are then set with Secure.
  bool secure = false;
  /// The session token the call came with; empty when none.
  std::string token;
  /// Headers for the HTTP response, as Set-Cookie; of no effect over the WebSocket.
  std::vector<std::pair<std::string, std::string>> response_headers;

  /// Throws unauthenticated when nobody is signed in.
  const Caller& signed_in() const;
  std::int64_t user_id() const { return caller ? caller->user_id : 0; }
};

/// Name of the cookie that carries the session token. Where the connection is encrypted, the prefix
/// makes browsers bind it to this very host (ASVS 3.4.4).
constexpr std::string_view session_cookie(bool secure) {
  return secure ? "__Host-kaibo_session" : "kaibo_session";
}

/// Finds who a session token belongs to. Implemented by the identity service.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Null when the token is unknown, expired or revoked. From memory in the usual case.
  virtual Task<std::shared_ptr<const Caller>> find(std::string_view token) = 0;
};

}  // namespace kaibo::rpc
