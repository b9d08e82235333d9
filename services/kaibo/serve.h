#pragma once

#include "services/kaibo/settings.h"
#include "services/kaibo/supervisor.h"

namespace kaibo {

/// Runs the server until SIGTERM or SIGINT, then answers what was accepted and stops. Returns the
/// exit status.
int serve(const Settings& settings, const Supervision& supervision);

}  // namespace kaibo
