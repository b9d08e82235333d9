#include "loadtest/picture.h"

#include <zlib.h>

#include <array>
#include <cstddef>
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

}  // namespace

std::string picture(int width, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::uint64_t tint = random();
  std::string rows;
  rows.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(width * 3 + 1));
  for (int y = 0; y < width; ++y) {
    rows.push_back(0);  // no filter
    for (int x = 0; x < width; ++x) {
      const std::uint64_t grain = (x + y) % 8 == 0 ? random() : 0;
      for (unsigned channel = 0; channel < 3; ++channel) {
        const std::uint64_t base = (tint >> (channel * 8)) & 0x7FU;
        const auto wave = static_cast<std::uint64_t>(x * y / (64 + width) + y / 4);
        rows.push_back(
            static_cast<char>((base + wave + ((grain >> (channel * 8)) & 0x1FU)) & 0xFFU));
      }
    }
  }

  std::string header;
  put_number(header, static_cast<std::uint32_t>(width));
  put_number(header, static_cast<std::uint32_t>(width));
  // 8 bits a channel, RGB, and the only methods there are.
  header += std::string("\x08\x02\x00\x00\x00", 5);
  std::string png("\x89PNG\r\n\x1a\n", 8);
  put_chunk(png, "IHDR", header);
  put_chunk(png, "IDAT", compressed(rows));
  put_chunk(png, "IEND", {});
  return png;
}

}  // namespace kaibo::load
