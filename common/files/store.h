#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/db/transaction.h"

namespace kaibo::files {

struct Picture {
  /// Hash of the stored content: 64 hexadecimal characters.
  std::string id;
  int width = 0;
  int height = 0;
  std::int64_t bytes = 0;
};

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

/// A content-addressed store of pictures in a folder: what has the same bytes is kept once, nothing
/// is ever changed. Uploads are decoded and encoded anew (WebP), so that what is served is a
/// picture and nothing else, without the camera's metadata.
class Store {
 public:
  /// Makes the folder where it does not exist. Throws base::Error when it cannot be used.
  Store(std::filesystem::path folder, Limits limits);

  /// Checks type by content, scales, encodes, writes both sizes durably. Blocks: call it on a pool.
  /// Throws invalid_argument with what is wrong with the picture, unavailable when it cannot be
  /// written. Thread-safe.
  Picture put(std::string_view content);

  /// The file of a picture, for serving; nothing when there is none or `id` is no id.
  std::optional<std::filesystem::path> find(std::string_view id, bool small) const;

  const Limits& limits() const { return limits_; }

 private:
  std::filesystem::path folder_;
  /// What is being written; on the same file system, so that it can be renamed into place.
  std::filesystem::path unfinished_;
  Limits limits_;
};

/// Records who holds a picture, counting it against their quota. Throws resource_exhausted when
/// full. In the unit of work that first uses it.
void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id, const Picture& picture);

/// Whether the person uploaded this picture.
bool holds(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id);

}  // namespace kaibo::files
