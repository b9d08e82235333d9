#pragma once

#include <cstdint>
#include <string>

namespace kaibo::load {

/// A PNG of `width` × `width` pixels, in other colours for every seed; a few KB large. Cheap after
/// the first of its width, and cheap to decode: a lesson in minutes brings the pictures of hours.
std::string picture(int width, std::uint64_t seed);

}  // namespace kaibo::load
