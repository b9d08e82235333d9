#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// AfterSaleService.
void register_after_sales(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
