#include "common/rpc/call.h"

#include <algorithm>

#include "common/base/error.h"

namespace kaibo::rpc {

bool Caller::holds(std::int64_t class_id, int role) const {
  return std::ranges::any_of(grants, [class_id, role](const Grant& grant) {
    return grant.class_id == class_id && grant.role == role;
  });
}

const Caller& Call::signed_in() const {
  if (!caller) {
    throw base::Error(base::Code::unauthenticated, {"请先登录。", "Please sign in first."});
  }
  return *caller;
}

}  // namespace kaibo::rpc
