#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo::media {

/// A whole video that somebody made elsewhere.
struct Clip {
  /// "mp4" or "webm": by its bytes, whatever its name was.
  std::string_view type;
  std::int64_t duration_ms = 0;
  /// What is to be kept: an MP4 as it came; a WebM put together anew, so that its length is known
  /// and one can jump in it, which a browser's recording lacks.
  std::string content;
};

/// Takes an MP4 (ISO/IEC 14496-12) whose picture browsers play (H.264, VP9, AV1), or a WebM of VP8
/// or VP9 and perhaps Opus. Throws base::Error (invalid_argument, field "content") for what is
/// none, is cut off or damaged, with what to do.
Clip read_clip(std::string_view content);

}  // namespace kaibo::media
