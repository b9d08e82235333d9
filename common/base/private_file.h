#pragma once

#include <filesystem>
#include <string_view>

namespace kaibo::base {

/// Refuses (failed_precondition) a file that others than its owner may read or write. `place` says
/// where the file or its secret is named ("kaibo.toml:7", "--tls"). A file that is not there is
/// somebody else's matter.
void require_private(const std::filesystem::path& file, std::string_view place);

}  // namespace kaibo::base
