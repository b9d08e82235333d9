#pragma once

#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "services/classroom/classroom.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// ChatService.
void register_chats(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom,
                    security::RateLimiter& limiter);

}  // namespace kaibo::mall
