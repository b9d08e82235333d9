// Bytes as a stranger may upload them as a video: never a crash, and what is kept of a WebM is one
// again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/base/error.h"
#include "common/media/clip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kaibo;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  media::Clip clip;
  try {
    clip = media::read_clip(bytes);
  } catch (const base::Error&) {
    return 0;
  }
  if (clip.duration_ms <= 0 || clip.content.empty()) std::abort();
  if (media::read_clip(clip.content).duration_ms != clip.duration_ms) std::abort();
  return 0;
}
