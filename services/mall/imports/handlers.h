#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// The RPCs of kaibo.mall.v1.ImportService.
void register_imports(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
