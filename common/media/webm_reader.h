#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kaibo::media {

/// The beginning of a stream: its header and its tracks. A file may begin with it, too; it has room
/// for what finish_webm_file writes.
struct StreamHead {
  std::string segment;
  /// "video/webm;codecs=\"vp8,opus\"".
  std::string mime;
};

/// Some frames of a stream as one whole WebM cluster.
struct Cluster {
  std::string bytes;
  /// Of its first and its last frame, in the time of the stream.
  std::int64_t time_ms = 0;
  std::int64_t last_ms = 0;
  /// Its first frame is a key frame of the picture: here somebody may start to watch.
  bool key = false;
};

using Piece = std::variant<StreamHead, Cluster>;

/// Takes apart what a browser records (WebM of one VP8 or VP9 track and perhaps an Opus track,
/// RFC 9559) as it comes, in pieces of any size, and puts its frames into new clusters. That is
/// needed since a browser's clusters are open-ended and do not begin where somebody could start to
/// watch. Keeps no more than one frame and one cluster.
class WebmReader {
 public:
  struct Limits {
    /// Of header and tracks, each.
    std::size_t head_bytes = 64 * 1024;
    /// Of one frame.
    std::size_t frame_bytes = 2 * 1024 * 1024;
  };
  WebmReader() = default;
  explicit WebmReader(Limits limits) : limits_(limits) {}

  /// All frames that are complete with these bytes. A new stream may begin at any moment. Throws
  /// base::Error (invalid_argument) for what is no such stream, and is of no use from then on.
  std::vector<Piece> feed(std::string_view bytes);

 private:
  struct Frame {
    std::uint64_t track = 0;
    std::int64_t time_ms = 0;
    unsigned flags = 0;
    std::string_view data;
  };

  /// How much of `bytes` was used: 0 when the next element is not complete yet.
  std::size_t step(std::string_view bytes);
  void take(std::uint32_t id, std::string_view content);
  void take_header(std::string_view content);
  void take_tracks(std::string_view content);
  void take_group(std::string_view content);
  void take_block(std::string_view block, bool is_key, bool tells_key);
  void add(const Frame& frame);
  void close_cluster();

  Limits limits_;
  std::string waiting_;
  std::vector<Piece> pieces_;

  bool begun_ = false;
  bool has_tracks_ = false;
  std::uint64_t video_ = 0;
  std::uint64_t audio_ = 0;
  /// Time stamp of the browser's cluster.
  std::optional<std::int64_t> base_ms_;
  /// The cluster being filled.
  std::optional<Cluster> open_;
};

}  // namespace kaibo::media
