#pragma once

#include "common/rpc/dispatcher.h"
#include "services/mall/mall.h"

namespace kaibo::mall {

/// The RPCs of kaibo.mall.v1.FavouriteService.
void register_favourites(rpc::Dispatcher& dispatcher, Mall& mall);

}  // namespace kaibo::mall
