#pragma once

#include <cstdint>
#include <string>

namespace kaibo::load {

/// A PNG of `width` × `width` pixels, different for every seed: bands of colour with some grain,
/// about 40 KB at 320.
std::string picture(int width, std::uint64_t seed);

}  // namespace kaibo::load
