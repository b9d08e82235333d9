#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/db/transaction.h"
#include "common/files/blobs.h"

namespace kaibo::files {

/// A stored picture: how large it is, and what both its sizes take.
struct Picture {
  /// Hash of the stored content: 64 hexadecimal characters.
  std::string id;
  int width = 0;
  int height = 0;
  std::int64_t bytes = 0;
};

/// A stored video.
struct Video {
  /// Hash of the stored content and its type: "<64 hexadecimal characters>.mp4", or ".webm".
  std::string id;
  std::int64_t bytes = 0;
};

/// Of an upload, its sides in pixels; and what one person may hold.
struct Limits {
  std::int64_t max_bytes = 8 * 1024 * 1024;
  int max_side = 8192;
  int min_side = 100;
  /// Longest side kept; larger pictures are scaled down.
  int kept_side = 1600;
  int small_side = 400;
  std::int64_t quota_bytes = 200 * 1024 * 1024;
  int quota_files = 1000;
};

/// A content-addressed store of pictures and videos: what has the same bytes is kept once, nothing
/// is ever changed. Uploaded pictures are decoded and encoded anew (WebP), so that what is served
/// is a picture and nothing else, without the camera's metadata.
class Store {
 public:
  Store(std::unique_ptr<Blobs> blobs, Limits limits);

  /// Checks type by content, scales, encodes, writes both sizes durably. Blocks: call it on a pool.
  /// Throws invalid_argument with what is wrong with the picture, unavailable when it cannot be
  /// written. Thread-safe, as is read().
  Picture put(std::string_view content);

  /// A picture as WebP, or a whole video; nothing when there is none or `id` is no id of one, or of
  /// a video where a small one is asked for. Blocks: call it on a pool. Throws unavailable when it
  /// cannot be read.
  std::optional<std::string> read(std::string_view id, bool small) const;

  /// Writes a video of a type ("mp4", "webm") that was checked before, durably. Blocks; throws
  /// unavailable. Thread-safe, as are the next two.
  Video put_video(std::string_view content, std::string_view type);
  /// Bytes of a video; nothing when there is none or `id` is no id of one. Blocks.
  std::optional<std::uint64_t> video_size(std::string_view id) const;
  /// So many bytes of it from `first` on; fewer at its end. Blocks; throws unavailable.
  std::string video_part(std::string_view id, std::uint64_t first, std::uint64_t bytes) const;

  const Limits& limits() const { return limits_; }

 private:
  std::unique_ptr<Blobs> blobs_;
  Limits limits_;
};

/// Whether an id is that of a video, by its form.
bool is_video(std::string_view id);

/// Records who holds a picture or a video, counting it against their quota. Throws
/// resource_exhausted when full. In the unit of work that first uses it.
void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id, const Picture& picture);
void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id, const Video& video);

/// Lets another person use a picture that is stored already; its bytes are not counted again. In a
/// unit of work.
void share(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id);

/// Whether the person uploaded this picture, or it was shared with them.
bool holds(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id);
bool holds_video(db::Transaction& tx, std::int64_t user_id, std::string_view video_id);

}  // namespace kaibo::files
