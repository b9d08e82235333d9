#include "loadtest/picture.h"

#include <zlib.h>

#include <map>
#include <random>
#include <stdexcept>
#include <string_view>

namespace kaibo::load {
namespace {

void put_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((number >> shift) & 0xFFU));
  }
}

void put_chunk(std::string& out, std::string_view kind, std::string_view content) {
  put_number(out, static_cast<std::uint32_t>(content.size()));
  std::string body(kind);
  body += content;
  const auto* bytes = reinterpret_cast<const Bytef*>(body.data());
  out += body;
  put_number(out, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(body.size()))));
}

std::string compressed(const std::string& plain) {
  uLongf size = compressBound(plain.size());
  std::string packed(size, '\0');
  const int outcome =
      compress(reinterpret_cast<Bytef*>(packed.data()), &size,
               reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()));
  if (outcome != Z_OK) throw std::runtime_error("zlib cannot compress a picture");
  packed.resize(size);
  return packed;
}

/// Soft bands, one byte a pixel, compressed. The same for all pictures of that width:
/// what costs time is done once, so that making pictures does not slow the run down.
const std::string& pixels(int width) {
  static std::map<int, std::string> made;
  std::string& packed = made[width];
  if (!packed.empty()) return packed;
  std::string rows;
  for (int y = 0; y < width; ++y) {
    rows.push_back(0);  // no filter
    for (int x = 0; x < width; ++x) {
      const int shade = (x * 2 + y) % 512;
      rows.push_back(static_cast<char>(shade < 256 ? shade : 511 - shade));
    }
  }
  packed = compressed(rows);
  return packed;
}

/// 256 colours around one tint.
std::string palette(std::uint64_t seed) {
  const std::uint64_t tint = std::mt19937_64(seed)();
  std::string colours;
  for (std::uint64_t i = 0; i < 256; ++i) {
    for (unsigned channel = 0; channel < 3; ++channel) {
      colours.push_back(static_cast<char>((((tint >> (channel * 8)) & 0x7FU) + i / 2) & 0xFFU));
    }
  }
  return colours;
}

}  // namespace

std::string picture(int width, std::uint64_t seed) {
  std::string header;
  put_number(header, static_cast<std::uint32_t>(width));
  put_number(header, static_cast<std::uint32_t>(width));
  // 8 bits a pixel, a palette, and the only methods there are.
  header += std::string("\x08\x03\x00\x00\x00", 5);
  std::string png("\x89PNG\r\n\x1a\n", 8);
  put_chunk(png, "IHDR", header);
  put_chunk(png, "PLTE", palette(seed));
  put_chunk(png, "IDAT", pixels(width));
  put_chunk(png, "IEND", {});
  return png;
}

}  // namespace kaibo::load
