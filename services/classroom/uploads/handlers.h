#pragma once

#include "common/rpc/dispatcher.h"
#include "services/classroom/handlers.h"

namespace kaibo::classroom {

/// The RPCs that store a picture or a video of a person.
void register_uploads(rpc::Dispatcher& dispatcher, const HandlerParts& parts);

}  // namespace kaibo::classroom
