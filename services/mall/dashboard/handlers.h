#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// DashboardService.
void register_dashboard(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
