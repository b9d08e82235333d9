#include "tests/support/fake_camera.h"

#include "common/media/ebml.h"

namespace kaibo::test {

namespace {

namespace ebml = media::ebml;

constexpr int picture_track = 1;
constexpr int sound_track = 2;
constexpr int picture_ms = 40;
constexpr int sound_ms = 20;
/// A browser opens a new cluster now and then, at an odd moment.
constexpr int cluster_ms = 1300;

std::string small_number(std::uint32_t id, unsigned value) {
  std::string out;
  ebml::append_element(out, id, std::string(1, static_cast<char>(value)));
  return out;
}

std::string track(int number, unsigned type, const std::string& codec) {
  std::string entry = small_number(ebml::track_number, static_cast<unsigned>(number)) +
                      small_number(ebml::track_type, type);
  ebml::append_element(entry, ebml::codec_id, codec);
  std::string out;
  ebml::append_element(out, ebml::track_entry, entry);
  return out;
}

}  // namespace

FakeCamera::FakeCamera(Options options) : options_(std::move(options)) {}

std::string FakeCamera::head() const {
  std::string out;
  std::string header;
  ebml::append_element(header, ebml::doc_type, "webm");
  ebml::append_element(out, ebml::ebml_header, header);
  ebml::append_id(out, ebml::segment);
  ebml::append_unknown_size(out);
  std::string info;
  ebml::append_element(info, ebml::timestamp_scale, "\x0F\x42\x40");
  ebml::append_element(out, ebml::info, info);
  std::string tracks = track(picture_track, 1, options_.codec);
  if (options_.sound) tracks += track(sound_track, 2, "A_OPUS");
  ebml::append_element(out, ebml::tracks, tracks);
  return out;
}

std::string FakeCamera::record(int ms) {
  std::string out;
  for (const std::int64_t end = now_ms_ + ms; now_ms_ < end; now_ms_ += sound_ms) {
    if (cluster_ms_ < 0 || now_ms_ - cluster_ms_ >= cluster_ms) {
      cluster_ms_ = now_ms_;
      ebml::append_id(out, ebml::cluster);
      ebml::append_unknown_size(out);
      ebml::append_number(out, ebml::timestamp, static_cast<std::uint64_t>(cluster_ms_));
    }
    if (options_.sound) out += block(sound_track, now_ms_, true, 80);
    if (now_ms_ % picture_ms != 0) continue;
    const bool key =
        now_ms_ == 0 || (options_.key_frame_ms > 0 && now_ms_ % options_.key_frame_ms == 0);
    out += block(picture_track, now_ms_, key, options_.frame_bytes * (key ? 10 : 1));
  }
  return out;
}

std::string FakeCamera::block(int track, std::int64_t at, bool key, std::size_t bytes) const {
  const auto relative = static_cast<std::uint64_t>(at - cluster_ms_);
  std::string content;
  content += static_cast<char>(0x80 | track);
  content += static_cast<char>(relative >> 8U & 0xFFU);
  content += static_cast<char>(relative & 0xFFU);
  content += static_cast<char>(key ? 0x80 : 0);
  content.append(bytes, static_cast<char>('a' + at / 1000 % 26));
  std::string out;
  ebml::append_element(out, ebml::simple_block, content);
  return out;
}

}  // namespace kaibo::test
