#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo::test {

/// A box of an MP4.
std::string mp4_box(std::string_view type, std::string_view content);

/// What an MP4 says of itself; what its frames show is nobody's business.
struct Mp4 {
  std::string brand = "isom";
  std::string codec = "avc1";
  std::uint32_t duration_ms = 8'000;
  std::size_t data_bytes = 4'000;
};
std::string make_mp4(const Mp4& wish = {});

/// As a browser records it: its length is not said, and one cannot jump in it.
std::string make_webm(int ms);

}  // namespace kaibo::test
