#pragma once

#include "common/async/pool.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "common/security/password.h"
#include "common/security/secrets.h"
#include "services/classroom/classroom.h"
#include "services/identity/sessions.h"

namespace kaibo::classroom {

/// What the RPCs of this service need. All references outlive the dispatcher.
struct HandlerParts {
  Classroom& classroom;
  identity::Identity& identity;
  identity::Sessions& sessions;
  db::Database& database;
  security::Passwords& passwords;
  const security::Sealer& sealer;
  files::Store& files;
  /// Where pictures are decoded; one thread keeps the memory bounded.
  async::Pool& picture_pool;
  security::RateLimiter& limiter;
  base::IdSource& ids;
  /// Uploads of one person, so that pictures nobody claims cannot fill the disk.
  security::RateLimiter::Rate upload_rate{40, 2'000};
};

void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts);

}  // namespace kaibo::classroom
