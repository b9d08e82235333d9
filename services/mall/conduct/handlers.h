#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// ConductService.
void register_conduct(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
