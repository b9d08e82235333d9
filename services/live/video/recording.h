#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/media/webm_file.h"
#include "common/media/webm_reader.h"
#include "services/live/video/records.h"
#include "services/live/video/storage.h"

namespace kaibo::live {

/// One stream as it is written to disk: a row and a file, which grow while it is sent and are made
/// whole at its end. Lives on the core of its sender; never makes the sender wait.
class Recording : public std::enable_shared_from_this<Recording> {
 public:
  /// `begun`: class, room and user are known.
  Recording(VideoStorage& storage, media::StreamHead head, video_records::Recording begun);

  void add(const media::Cluster& cluster);
  /// The stream is over.
  void finish();
  /// Why it is not recorded any more, if it is not.
  const std::optional<base::Error>& problem() const { return problem_; }

 private:
  using Shared = std::shared_ptr<Recording>;

  void go_on();
  static Task<void> write_all(Shared self);
  static Task<void> write_waiting(Shared self);
  static Task<void> open(Shared self);
  static Task<void> close(Shared self);
  void fail(base::Error why);

  VideoStorage& storage_;
  media::StreamHead head_;
  video_records::Recording row_;
  std::unique_ptr<media::WebmFile> file_;

  std::vector<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t counted_bytes_ = 0;
  bool writing_ = false;
  bool finishing_ = false;
  bool closed_ = false;
  std::optional<base::Error> problem_;
};

}  // namespace kaibo::live
