#pragma once

#include "services/live/live.h"

namespace kaibo::live {

/// The RPCs of the review after a broadcast. `live` outlives the dispatcher.
void register_review_handlers(rpc::Dispatcher& dispatcher, Live& live);

}  // namespace kaibo::live
