#include "common/media/clip.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/media/mp4.h"
#include "common/media/webm_file.h"
#include "common/media/webm_reader.h"

namespace kaibo::media {

namespace {

constexpr std::string_view webm_beginning = "\x1A\x45\xDF\xA3";

base::Error refused_clip(std::string zh, std::string en) {
  return {base::Code::invalid_argument, {std::move(zh), std::move(en)}, "content"};
}

base::Error damaged_clip() {
  return refused_clip("视频文件不完整或已损坏，请重新保存或导出后再上传。",
                      "The video is incomplete or damaged: save or export it again, then upload "
                      "it once more.");
}

base::Error unknown_length() {
  return refused_clip("看不出这段视频有多长，请用剪辑软件重新导出为普通 MP4 后再上传。",
                      "The video does not say how long it is: export it again as an ordinary MP4.");
}

/// Codecs that every browser of today plays.
bool is_played(std::string_view codec) {
  constexpr std::array<std::string_view, 4> played = {"avc1", "avc3", "vp09", "av01"};
  return std::ranges::find(played, codec) != played.end();
}

Clip read_mp4(std::string_view content) {
  const mp4::Facts facts = mp4::facts_of(content);
  if (facts.quicktime) {
    throw refused_clip("这是苹果的 MOV 视频，很多浏览器放不了，请导出为 MP4（H.264）后再上传。",
                       "This is a QuickTime video (.mov), which many browsers do not play: export "
                       "it as MP4 (H.264).");
  }
  if (!facts.sound) throw damaged_clip();
  if (facts.codec.empty()) {
    throw refused_clip("这个文件里没有画面，请换一段视频。",
                       "There is no picture in this file: choose another video.");
  }
  if (!is_played(facts.codec)) {
    throw refused_clip(
        "画面的编码（" + facts.codec +
            "）很多浏览器放不了，请把手机相机设为“兼容性最佳”，或导出为 MP4（H.264）后再上传。",
        "Many browsers do not play a picture encoded as " + facts.codec +
            ": set the phone's camera to “most compatible”, or export it as MP4 (H.264).");
  }
  if (facts.duration_ms == 0) throw unknown_length();
  return {.type = "mp4", .duration_ms = facts.duration_ms, .content = std::string(content)};
}

std::vector<Piece> pieces_of(std::string_view content) {
  try {
    return WebmReader().feed(content);
  } catch (const base::Error& why) {
    throw refused_clip(why.text().zh + "请重新导出为 MP4（H.264）后再上传。",
                       why.text().en + " Export it again as MP4 (H.264), then upload it.");
  }
}

Clip read_webm(std::string_view content) {
  std::optional<StreamHead> head;
  std::vector<Cluster> clusters;
  for (Piece& piece : pieces_of(content)) {
    if (auto* cluster = std::get_if<Cluster>(&piece)) {
      clusters.push_back(std::move(*cluster));
    } else if (std::exchange(head, std::get<StreamHead>(std::move(piece)))) {
      // Several streams one after the other.
      throw damaged_clip();
    }
  }
  if (!head || clusters.empty()) throw damaged_clip();
  std::int64_t duration_ms = 0;
  for (const Cluster& cluster : clusters) duration_ms = std::max(duration_ms, cluster.last_ms);
  if (duration_ms == 0) throw unknown_length();
  return {.type = "webm",
          .duration_ms = duration_ms,
          .content = whole_webm(*head, clusters, duration_ms)};
}

}  // namespace

Clip read_clip(std::string_view content) {
  if (mp4::begins_as_mp4(content)) return read_mp4(content);
  if (content.starts_with(webm_beginning)) return read_webm(content);
  throw refused_clip("这不是能用的视频，请换一段 MP4 或 WebM 视频。",
                     "This is no video that can be used: choose an MP4 or WebM video.");
}

}  // namespace kaibo::media
