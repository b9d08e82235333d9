#pragma once

#include "services/live/live.h"

namespace kaibo::live {

void register_review_handlers(rpc::Dispatcher& dispatcher, Live& live);

}  // namespace kaibo::live
