#pragma once

#include <zlib.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace kaibo::test {

/// A grey PNG of random dots: another seed gives another picture.
inline std::string png(std::uint32_t width, std::uint32_t height, std::uint32_t seed) {
  const auto number = [](std::uint32_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) {
      bytes += static_cast<char>((value >> shift) & 0xFFU);
    }
    return bytes;
  };
  const auto chunk = [&number](std::string_view type, std::string_view data) {
    std::string body(type);
    body += data;
    const auto check =
        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return number(static_cast<std::uint32_t>(data.size())) + body +
           number(static_cast<std::uint32_t>(check));
  };
  std::mt19937 dots(seed);
  std::string lines;
  for (std::uint32_t y = 0; y < height; ++y) {
    lines += '\0';  // no filter
    for (std::uint32_t x = 0; x < width; ++x) {
      lines += static_cast<char>(dots() & 0xFFU);
    }
  }
  uLongf size = compressBound(static_cast<uLong>(lines.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(lines.data()), static_cast<uLong>(lines.size()));
  packed.resize(size);
  const std::string eight_bit_grey("\x08\0\0\0\0", 5);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", number(width) + number(height) + eight_bit_grey) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

}  // namespace kaibo::test
