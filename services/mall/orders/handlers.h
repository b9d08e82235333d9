#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// What MallService says of orders, parcels and wallets.
void register_orders(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
