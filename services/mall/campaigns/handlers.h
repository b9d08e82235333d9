#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// What PromotionService says of promotions beside coupons.
void register_campaigns(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
