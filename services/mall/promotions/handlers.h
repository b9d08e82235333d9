#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// PromotionService.
void register_promotions(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
