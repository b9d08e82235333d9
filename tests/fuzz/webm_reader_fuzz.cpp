// Bytes as a stranger may send them as a picture: never a crash, and the same frames however they
// are cut.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/media/webm_reader.h"

namespace {

using namespace kaibo::media;

struct Outcome {
  std::size_t heads = 0;
  std::size_t frame_bytes = 0;
  bool refused = false;
};

Outcome read(std::string_view bytes, std::size_t piece) {
  // Of a cluster without frames; and of a frame beside its data.
  constexpr std::size_t cluster_bytes = 22;
  WebmReader reader({.head_bytes = 1024, .frame_bytes = 1024});
  Outcome outcome;
  try {
    while (!bytes.empty()) {
      const std::string_view now = bytes.substr(0, piece);
      bytes.remove_prefix(now.size());
      for (const Piece& one : reader.feed(now)) {
        if (const auto* cluster = std::get_if<Cluster>(&one)) {
          if (cluster->time_ms < 0 || cluster->last_ms < cluster->time_ms) std::abort();
          outcome.frame_bytes += cluster->bytes.size() - cluster_bytes;
        } else {
          ++outcome.heads;
        }
      }
    }
  } catch (const kaibo::base::Error&) {
    outcome.refused = true;
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome cut = read(bytes, data[0] % 16U + 1);
  const Outcome whole = read(bytes, bytes.size());
  if (cut.refused != whole.refused) std::abort();
  if (!cut.refused && (cut.heads != whole.heads || cut.frame_bytes != whole.frame_bytes)) {
    std::abort();
  }
  return 0;
}
