#pragma once

#include <filesystem>

#include "services/kaibo/settings.h"

namespace kaibo {

/// Makes classes of trainees and one instructor each, with sessions already open, for load runs;
/// writes who they are, their passwords and tokens to `file` (JSON, readable by its owner only).
void provision(const Settings& settings, int classes, const std::filesystem::path& file);

}  // namespace kaibo
