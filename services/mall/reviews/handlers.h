#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// ReviewService.
void register_reviews(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
