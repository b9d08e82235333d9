#include "tests/support/clips.h"

#include "tests/support/fake_camera.h"

namespace kaibo::test {

namespace {

std::string four_bytes(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFFU);
  return bytes;
}

/// Version and flags before what a full box holds.
std::string full(std::string_view content) { return four_bytes(0) + std::string(content); }

/// With one way in which samples are encoded.
std::string mp4_track(std::string_view handler, std::string_view codec) {
  const std::string entries = mp4_box("stsd", full(four_bytes(1) + mp4_box(codec, "........")));
  const std::string handled = full(four_bytes(0) + std::string(handler) + std::string(12, '\0'));
  return mp4_box("trak", mp4_box("mdia", mp4_box("hdlr", handled) +
                                             mp4_box("minf", mp4_box("stbl", entries))));
}

}  // namespace

std::string mp4_box(std::string_view type, std::string_view content) {
  constexpr std::uint32_t head = 8;
  return four_bytes(head + static_cast<std::uint32_t>(content.size())) + std::string(type) +
         std::string(content);
}

std::string make_mp4(const Mp4& wish) {
  constexpr std::uint32_t scale = 600;
  const std::string times = four_bytes(0) + four_bytes(0) + four_bytes(scale) +
                            four_bytes(wish.duration_ms / 1000 * scale);
  std::string movie = mp4_box("mvhd", full(times)) + mp4_track("soun", "mp4a");
  if (!wish.codec.empty()) movie += mp4_track("vide", wish.codec);
  return mp4_box("ftyp", wish.brand + four_bytes(512) + "isomavc1") +
         mp4_box("mdat", std::string(wish.data_bytes, 'm')) + mp4_box("moov", movie);
}

std::string make_webm(int ms) {
  FakeCamera camera;
  // One after the other, for each moves its clock.
  std::string video = camera.head();
  video += camera.record(ms);
  return video;
}

}  // namespace kaibo::test
