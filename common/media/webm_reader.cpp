#include "common/media/webm_reader.h"

#include <limits>
#include <utility>

#include "common/base/error.h"
#include "common/media/ebml.h"
#include "common/media/webm_layout.h"

namespace kaibo::media {

namespace {

/// Times above (some ten thousand years) would overflow when added to.
constexpr std::uint64_t latest_ms = std::uint64_t{1} << 48U;
constexpr std::uint64_t nanoseconds = 1'000'000;
constexpr std::uint64_t type_video = 1;
constexpr std::uint64_t type_audio = 2;
/// Track, time and flags of a block.
constexpr std::size_t block_head = 4;
constexpr unsigned key_flag = 0x80;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
  throw base::Error(base::Code::invalid_argument, {"收到的不是可以播放的视频：" + zh,
                                                   "This is no video that can be shown: " + en});
}

[[noreturn]] void refuse_malformed() {
  refuse("数据损坏或不是 WebM 格式。", "it is damaged, or no WebM.");
}

/// Elements that are needed as a whole, or say nothing that is needed.
bool is_known(std::uint32_t id) {
  switch (id) {
    case ebml::ebml_header:
    case ebml::info:
    case ebml::tracks:
    case ebml::timestamp:
    case ebml::simple_block:
    case ebml::block_group:
    case ebml::fill:
    case ebml::crc:
    case ebml::seek_head:
    case ebml::tags:
    case ebml::cues:
    case ebml::position:
    case ebml::prev_size:
      return true;
    default:
      return false;
  }
}

std::uint64_t number_in(std::string_view content) {
  if (content.empty() || content.size() > 8) refuse_malformed();
  return ebml::read_number(content);
}

std::string_view codec_name(std::string_view codec_id) {
  if (codec_id == "V_VP8") return "vp8";
  if (codec_id == "V_VP9") return "vp9";
  if (codec_id == "A_OPUS") return "opus";
  refuse("只支持 VP8 或 VP9 画面和 Opus 声音。", "only VP8 or VP9 with Opus is supported.");
}

struct Track {
  std::uint64_t number = 0;
  std::uint64_t type = 0;
  std::string codec;
};

Track read_track(std::string_view content) {
  Track track;
  ebml::Children children(content);
  while (children.next()) {
    if (children.id() == ebml::track_number) track.number = number_in(children.content());
    if (children.id() == ebml::track_type) track.type = number_in(children.content());
    if (children.id() == ebml::codec_id) track.codec = codec_name(children.content());
  }
  // A block names its track in one byte.
  const bool named = track.number >= 1 && track.number < 127;
  if (!children.sound() || !named || track.codec.empty()) refuse_malformed();
  return track;
}

}  // namespace

std::vector<Piece> WebmReader::feed(std::string_view bytes) {
  waiting_ += bytes;
  std::string_view rest = waiting_;
  while (const std::size_t used = step(rest)) rest.remove_prefix(used);
  waiting_.erase(0, waiting_.size() - rest.size());
  close_cluster();
  return std::exchange(pieces_, {});
}

std::size_t WebmReader::step(std::string_view bytes) {
  ebml::Header header;
  const ebml::Found found = ebml::read_header(bytes, header);
  if (found == ebml::Found::bad) refuse_malformed();
  // What begins otherwise is refused at its first byte.
  if (!begun_ && !bytes.empty() && bytes[0] != '\x1A') refuse_malformed();
  if (found == ebml::Found::more) return 0;
  if (!begun_ && header.id != ebml::ebml_header) refuse_malformed();

  if (header.id == ebml::segment) return header.bytes;
  if (header.id == ebml::cluster) {
    if (!has_tracks_) refuse_malformed();
    close_cluster();
    base_ms_.reset();
    return header.bytes;
  }
  const bool is_frame = header.id == ebml::simple_block || header.id == ebml::block_group;
  const std::size_t most = is_frame ? limits_.frame_bytes : limits_.head_bytes;
  if (!header.size || !is_known(header.id)) refuse_malformed();
  if (*header.size > most) refuse("一帧画面太大。", "one frame of it is too large.");
  const auto size = static_cast<std::size_t>(*header.size);
  if (bytes.size() - header.bytes < size) return 0;
  take(header.id, bytes.substr(header.bytes, size));
  return header.bytes + size;
}

void WebmReader::take(std::uint32_t id, std::string_view content) {
  switch (id) {
    case ebml::ebml_header:
      take_header(content);
      break;
    case ebml::info: {
      ebml::Children children(content);
      while (children.next()) {
        const bool is_scale = children.id() == ebml::timestamp_scale;
        if (is_scale && number_in(children.content()) != nanoseconds) refuse_malformed();
      }
      break;
    }
    case ebml::tracks:
      take_tracks(content);
      break;
    case ebml::timestamp: {
      const std::uint64_t time = number_in(content);
      if (!has_tracks_ || time > latest_ms) refuse_malformed();
      base_ms_ = static_cast<std::int64_t>(time);
      break;
    }
    case ebml::simple_block:
      take_block(content, false, true);
      break;
    case ebml::block_group:
      take_group(content);
      break;
    default:
      break;
  }
}

void WebmReader::take_header(std::string_view content) {
  close_cluster();
  begun_ = false;
  ebml::Children children(content);
  while (children.next()) {
    if (children.id() == ebml::doc_type) begun_ = children.content() == "webm";
  }
  if (!begun_) refuse_malformed();
  has_tracks_ = false;
  video_ = 0;
  audio_ = 0;
  base_ms_.reset();
}

void WebmReader::take_tracks(std::string_view content) {
  if (has_tracks_) refuse_malformed();
  std::string codecs[2];
  ebml::Children children(content);
  while (children.next()) {
    if (children.id() != ebml::track_entry) continue;
    const Track track = read_track(children.content());
    const bool is_video = track.type == type_video;
    std::uint64_t& place = is_video ? video_ : audio_;
    const bool fits = (is_video || track.type == type_audio) && place == 0 &&
                      (track.codec == "opus") == !is_video && track.number != video_ &&
                      track.number != audio_;
    if (!fits) refuse_malformed();
    place = track.number;
    codecs[is_video ? 0 : 1] = (is_video ? "" : ",") + track.codec;
  }
  if (!children.sound()) refuse_malformed();
  if (video_ == 0) refuse("没有画面。", "it has no picture.");
  has_tracks_ = true;
  pieces_.emplace_back(StreamHead{.segment = layout::head_of(content),
                                  .mime = "video/webm;codecs=\"" + codecs[0] + codecs[1] + "\""});
}

void WebmReader::take_group(std::string_view content) {
  std::string_view block;
  bool is_key = true;
  ebml::Children children(content);
  while (children.next()) {
    if (children.id() == ebml::block) block = children.content();
    if (children.id() == ebml::reference_block) is_key = false;
  }
  if (!children.sound()) refuse_malformed();
  take_block(block, is_key, false);
}

void WebmReader::take_block(std::string_view block, bool is_key, bool tells_key) {
  if (!base_ms_ || block.size() <= block_head) refuse_malformed();
  const auto track = static_cast<unsigned char>(block[0]);
  const auto time = static_cast<std::int16_t>(ebml::read_number(block.substr(1, 2)));
  auto flags = static_cast<unsigned>(static_cast<unsigned char>(block[3]));
  if (!tells_key) flags = (flags & ~key_flag) | (is_key ? key_flag : 0U);
  Frame frame{.track = track & 0x7FU,
              .time_ms = *base_ms_ + time,
              .flags = flags,
              .data = block.substr(block_head)};
  const bool known = frame.track == video_ || (audio_ != 0 && frame.track == audio_);
  if ((track & 0x80U) == 0 || !known || frame.time_ms < 0) refuse_malformed();
  add(frame);
}

/// A key frame of the picture opens a new cluster, and so does a time that the open one cannot
/// hold: within a cluster time goes on, and not for longer than 16 bits count.
void WebmReader::add(const Frame& frame) {
  const bool opens = frame.track == video_ && (frame.flags & key_flag) != 0;
  if (open_) {
    const std::int64_t later = frame.time_ms - open_->time_ms;
    const bool holds =
        frame.time_ms >= open_->last_ms && later <= std::numeric_limits<std::int16_t>::max();
    if (opens || !holds) close_cluster();
  }
  if (!open_) {
    open_ = Cluster{.bytes = layout::begin_cluster(frame.time_ms),
                    .time_ms = frame.time_ms,
                    .last_ms = frame.time_ms,
                    .key = opens};
  }
  std::string& out = open_->bytes;
  ebml::append_id(out, ebml::simple_block);
  ebml::append_size(out, block_head + frame.data.size());
  const auto relative = static_cast<std::uint64_t>(frame.time_ms - open_->time_ms);
  out += static_cast<char>(0x80U | frame.track);
  out += static_cast<char>(relative >> 8U);
  out += static_cast<char>(relative & 0xFFU);
  out += static_cast<char>(frame.flags);
  out += frame.data;
  open_->last_ms = frame.time_ms;
}

void WebmReader::close_cluster() {
  if (!open_) return;
  layout::end_cluster(open_->bytes);
  pieces_.emplace_back(std::move(*open_));
  open_.reset();
}

}  // namespace kaibo::media
