#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// ShopService.
void register_shop_service(rpc::Dispatcher& dispatcher, Mall& mall,
                           classroom::Classroom& classroom);

}  // namespace kaibo::mall
