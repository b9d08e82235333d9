#pragma once

#include "common/rpc/dispatcher.h"

namespace kaibo::live {

struct Live;

/// The RPCs of kaibo.live.v1.PrepareService.
void register_prepare_handlers(rpc::Dispatcher& dispatcher, Live& live);

}  // namespace kaibo::live
