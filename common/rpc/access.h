#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>

#include "common/base/error.h"
#include "common/rpc/call.h"

namespace kaibo::rpc {

/// The access rule of one RPC (kaibo.access.v1.access), ready to be asked.
class AccessRule {
 public:
  /// Reads the rule of a method of the generated pool.
  explicit AccessRule(const google::protobuf::MethodDescriptor& method);

  /// False for a method whose rule lets nobody pass, or that has none.
  bool exists() const { return anyone_ || signed_in_ || in_class_ != 0 || anywhere_ != 0; }
  /// Whether a clause speaks of the class that the request names.
  bool needs_class() const { return in_class_ != 0; }
  bool needs_sign_in() const { return !anyone_; }

  bool allows(const Caller* caller, std::int64_t class_id) const;
  /// Throws unauthenticated when nobody is signed in, else permission_denied, which says who may do
  /// it. The answer is the same for a class that does not exist as for one of others.
  void require(const Caller* caller, std::int64_t class_id) const;

 private:
  bool anyone_ = false;
  bool signed_in_ = false;
  /// Sets of kaibo.access.v1.Role, as bits.
  unsigned in_class_ = 0;
  unsigned anywhere_ = 0;
  base::Text refusal_;
};

}  // namespace kaibo::rpc
