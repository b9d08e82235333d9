#include "common/files/webp.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace kaibo::files {
namespace {

// https://developers.google.com/speed/webp/docs/riff_container
constexpr std::size_t file_header = 12;
constexpr std::size_t chunk_header = 8;
constexpr char alpha_flag = 0x10;

std::size_t read_size(std::string_view bytes) {
  std::size_t size = 0;
  for (std::size_t i = 4; i-- > 0;) size = size << 8 | static_cast<unsigned char>(bytes[i]);
  return size;
}

std::string write_size(std::size_t size) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(size >> shift);
  return bytes;
}

bool is_pixels(std::string_view name) { return name == "VP8 " || name == "VP8L" || name == "ALPH"; }

}  // namespace

std::string pixels_only(std::string_view webp) {
  if (!webp.starts_with("RIFF") || !webp.substr(8).starts_with("WEBP")) {
    throw std::invalid_argument("not a WebP file");
  }
  std::string kept = "WEBP";
  for (std::string_view rest = webp.substr(file_header); rest.size() >= chunk_header;) {
    const std::string_view name = rest.substr(0, 4);
    const std::size_t size = read_size(rest.substr(4));
    const std::size_t padded = chunk_header + size + size % 2;
    if (padded > rest.size()) throw std::invalid_argument("a torn WebP file");
    std::string chunk(rest.substr(0, padded));
    // Says which chunks there are; only needed where one of them is transparency.
    const bool extended = name == "VP8X" && size > 0;
    if (extended) chunk[chunk_header] &= alpha_flag;
    if (is_pixels(name) || (extended && chunk[chunk_header] != 0)) kept += chunk;
    rest.remove_prefix(padded);
  }
  return "RIFF" + write_size(kept.size()) + kept;
}

}  // namespace kaibo::files
