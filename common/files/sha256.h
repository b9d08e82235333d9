#pragma once

#include <string>
#include <string_view>

namespace kaibo::files {

/// 64 hexadecimal characters.
std::string sha256(std::string_view bytes);

}  // namespace kaibo::files
