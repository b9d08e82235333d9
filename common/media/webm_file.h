#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "common/media/webm_reader.h"

namespace kaibo::media {

/// A recording as it grows: what has been appended stays playable whatever happens to the program.
/// It is not waited for the disk: a power cut may take the last seconds. One thread at a time; all
/// of it blocks.
class WebmFile {
 public:
  /// Makes a new file, and its folder. Throws base::Error: disk_full, or unavailable.
  WebmFile(std::filesystem::path path, const StreamHead& head);
  ~WebmFile();
  WebmFile(const WebmFile&) = delete;
  WebmFile& operator=(const WebmFile&) = delete;

  /// Throws as the constructor does; what was appended before stays whole.
  void append(std::string_view cluster);

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

/// A file that can be played from any of its key frames.
struct FinishedFile {
  std::int64_t duration_ms = 0;
  std::int64_t bytes = 0;
};

/// Makes a file that WebmFile wrote seekable, also one that a crash left: cuts off what is no whole
/// cluster, and adds its duration and the places of its key frames. Once more it does nothing.
/// Blocks; throws base::Error (not_found, data_loss for another file, or as WebmFile).
FinishedFile finish_webm_file(const std::filesystem::path& path);

/// The same of a stream that is in memory as a whole; clusters in their order.
std::string whole_webm(const StreamHead& head, std::span<const Cluster> clusters,
                       std::int64_t duration_ms);

}  // namespace kaibo::media
