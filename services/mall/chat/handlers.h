#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// ChatService.
void register_chats(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
