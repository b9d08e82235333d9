#pragma once

#include <string>
#include <string_view>

namespace kaibo::files {

/// A WebP file without anything but its pixels: no place, no camera, no colour profile, no
/// animation. Throws std::invalid_argument for what is no WebP.
std::string pixels_only(std::string_view webp);

}  // namespace kaibo::files
