#pragma once

#include <string>
#include <string_view>

#include "common/files/store.h"

namespace kaibo::files {

/// A picture decoded and encoded anew, in both sizes (WebP).
struct Encoded {
  std::string large;
  std::string small;
  int width = 0;
  int height = 0;
};

/// Throws invalid_argument when `content` is no JPEG, PNG or WebP by its bytes, is damaged, or is
/// outside the limits; sizes are checked before anything is decoded. Blocks for some ten
/// milliseconds. Thread-safe.
Encoded encode_picture(std::string_view content, const Limits& limits);

}  // namespace kaibo::files
