#pragma once

#include "common/rpc/call.h"
#include "kaibo/access/v1/access.pb.h"

namespace kaibo::mall {

/// Whether the caller teaches in the class. Throws unauthenticated when nobody is signed in.
inline bool is_staff(const rpc::Call& call, std::int64_t class_id) {
  return call.signed_in().holds(class_id, access::v1::ROLE_INSTRUCTOR) ||
         call.signed_in().holds(class_id, access::v1::ROLE_ASSISTANT);
}

}  // namespace kaibo::mall
