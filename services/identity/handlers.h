#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "common/security/password.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "services/identity/identity.h"
#include "services/identity/sessions.h"

namespace kaibo::identity {

/// What the RPCs of this service need. All references outlive the dispatcher.
struct HandlerParts {
  Identity& identity;
  Sessions& sessions;
  db::Database& database;
  security::Passwords& passwords;
  security::RateLimiter& limiter;
  base::IdSource& ids;
  const base::Clock& clock;
  ClassDirectory classes;
  std::string version;
  /// The accounts shown on the sign-in page; set only on a demo server.
  std::function<std::vector<kaibo::identity::v1::DemoAccount>()> demo_accounts;
};

void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts);

}  // namespace kaibo::identity
