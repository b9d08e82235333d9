#pragma once

#include "common/rpc/dispatcher.h"
#include "services/classroom/handlers.h"

namespace kaibo::classroom {

/// ScenarioService.
void register_scenario(rpc::Dispatcher& dispatcher, const HandlerParts& parts);

}  // namespace kaibo::classroom
