#pragma once

#include "services/kaibo/settings.h"

namespace kaibo {

/// Fills an empty data folder with the demo class of services/kaibo/demo: everything goes through
/// the services' own operations, at the times the demo says. Throws base::Error when the folder
/// holds a class already.
void load_demo(const Settings& settings);

}  // namespace kaibo
