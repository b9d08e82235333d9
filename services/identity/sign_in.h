#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/async/task.h"
#include "common/rpc/call.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "services/identity/handlers.h"
#include "services/identity/records.h"

namespace kaibo::identity {

/// A session that begins; the token itself is never stored.
struct NewSession {
  std::string token;
  records::SessionRow row;
};

/// The person as the client shows them, with the names of their classes.
kaibo::identity::v1::Person to_message(const HandlerParts& parts, db::Transaction& tx,
                                       const Person& person);

/// A session with a fresh token for this call's device; not stored yet.
NewSession begin_session(const HandlerParts& parts, const rpc::Call& call, std::int64_t user_id);

/// Stores a session and takes away the person's expired ones.
void store_session(const Settings& settings, db::Transaction& tx, const NewSession& session);

/// Checks account and password and starts a session. Unknown account and wrong password take the
/// same time and give the same text. Throws unauthenticated, resource_exhausted (locked out, too
/// many failures from this address), failed_precondition (several people of that name).
Task<kaibo::identity::v1::SignInResponse> sign_in(
    const HandlerParts& parts, rpc::Call& call, const kaibo::identity::v1::SignInRequest& request);

}  // namespace kaibo::identity
