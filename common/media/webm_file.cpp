#include "common/media/webm_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/media/ebml.h"
#include "common/media/webm_layout.h"

namespace kaibo::media {

namespace {

using base::Code;
using base::Error;

[[noreturn]] void cannot_write(const std::filesystem::path& path) {
  const int error = errno;
  base::log(base::LogLevel::error, "a recording cannot be written",
            {{"path", path.native()}, {"error", std::int64_t{error}}});
  if (error == ENOSPC || error == EDQUOT) throw Error::disk_full();
  throw Error(Code::unavailable, {"录像没能保存。", "The recording could not be saved."});
}

/// An open file that is read and changed in places.
class Places {
 public:
  explicit Places(const std::filesystem::path& path) : path_(path) {
    file_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file_ < 0) throw Error(Code::not_found, {"没有这段录像。", "There is no such recording."});
  }
  ~Places() { ::close(file_); }
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  std::uint64_t size() const {
    struct stat about{};
    if (::fstat(file_, &about) != 0) cannot_write(path_);
    return static_cast<std::uint64_t>(about.st_size);
  }
  /// Fewer bytes at the end of the file.
  std::string read(std::uint64_t at, std::size_t bytes) const {
    std::string content(bytes, '\0');
    const ssize_t got = ::pread(file_, content.data(), bytes, static_cast<off_t>(at));
    if (got < 0) cannot_write(path_);
    content.resize(static_cast<std::size_t>(got));
    return content;
  }
  void write(std::uint64_t at, std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t put = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (put < 0 && errno != EINTR) cannot_write(path_);
      if (put <= 0) continue;
      bytes.remove_prefix(static_cast<std::size_t>(put));
      at += static_cast<std::uint64_t>(put);
    }
  }
  void cut(std::uint64_t size) const {
    if (::ftruncate(file_, static_cast<off_t>(size)) != 0) cannot_write(path_);
  }
  void sync() const {
    if (::fdatasync(file_) != 0) cannot_write(path_);
  }

 private:
  const std::filesystem::path& path_;
  int file_ = -1;
};

[[noreturn]] void not_ours() {
  throw Error(Code::data_loss, {"录像文件已损坏。", "The recording is damaged."});
}

/// Header of the element at a place; nothing where no whole one stands.
std::optional<ebml::Header> element_at(const Places& file, std::uint64_t at, std::uint64_t size) {
  ebml::Header header;
  const std::string bytes = file.read(at, layout::master_head);
  const bool whole = ebml::read_header(bytes, header) == ebml::Found::whole && header.size &&
                     *header.size <= size - at - header.bytes;
  return whole ? std::optional(header) : std::nullopt;
}

/// Time of a cluster's last frame.
std::int64_t last_frame_ms(std::string_view cluster_content) {
  std::int64_t base = 0;
  std::int64_t last = 0;
  ebml::Children children(cluster_content);
  while (children.next()) {
    if (children.id() == ebml::timestamp) {
      base = static_cast<std::int64_t>(ebml::read_number(children.content()));
      last = base;
    } else if (children.id() == ebml::simple_block && children.content().size() > 3) {
      last = base + static_cast<std::int16_t>(ebml::read_number(children.content().substr(1, 2)));
    }
  }
  return last;
}

/// A line of the index, for a cluster that begins with a key frame of the picture.
std::string cue_for(std::string_view beginning, std::uint64_t at) {
  constexpr std::uint32_t cue_point = 0xBB;
  constexpr std::uint32_t cue_time = 0xB3;
  constexpr std::uint32_t cue_track_positions = 0xB7;
  constexpr std::uint32_t cue_track = 0xF7;
  constexpr std::uint32_t cue_cluster_position = 0xF1;
  const std::size_t block_at = layout::cluster_beginning - 4;
  const std::uint64_t time = ebml::read_number(beginning.substr(layout::master_head + 2, 8));
  const auto track = static_cast<unsigned char>(beginning[block_at]) & 0x7FU;
  std::string positions;
  ebml::append_number(positions, cue_track, track);
  ebml::append_number(positions, cue_cluster_position, at - layout::content_at);
  std::string point;
  ebml::append_number(point, cue_time, time);
  ebml::append_element(point, cue_track_positions, positions);
  std::string cue;
  ebml::append_element(cue, cue_point, point);
  return cue;
}

/// The number of the picture's track.
unsigned video_track(std::string_view tracks) {
  ebml::Children entries(tracks);
  while (entries.next()) {
    std::uint64_t number = 0;
    std::uint64_t type = 0;
    ebml::Children children(entries.content());
    while (children.next()) {
      if (children.id() == ebml::track_number) number = ebml::read_number(children.content());
      if (children.id() == ebml::track_type) type = ebml::read_number(children.content());
    }
    if (type == 1) return static_cast<unsigned>(number);
  }
  return 0;
}

/// What the whole clusters of a file are.
struct Walk {
  std::uint64_t end = 0;
  std::int64_t last_ms = 0;
  std::string cues;
};

Walk walk_clusters(const Places& file, std::uint64_t at, std::uint64_t size, unsigned video) {
  Walk walk{.end = at, .last_ms = 0, .cues = {}};
  std::optional<ebml::Header> last;
  std::uint64_t last_at = 0;
  while (walk.end < size) {
    const auto header = element_at(file, walk.end, size);
    if (!header || header->id != ebml::cluster) break;
    const std::string beginning = file.read(walk.end, layout::cluster_beginning);
    if (beginning.size() == layout::cluster_beginning) {
      const std::string_view block = std::string_view(beginning).substr(beginning.size() - 4);
      const bool is_key = (static_cast<unsigned char>(block[0]) & 0x7FU) == video &&
                          (static_cast<unsigned char>(block[3]) & 0x80U) != 0;
      if (is_key) walk.cues += cue_for(beginning, walk.end);
    }
    last = header;
    last_at = walk.end;
    walk.end += header->bytes + *header->size;
  }
  if (last) {
    const auto bytes = static_cast<std::size_t>(*last->size);
    walk.last_ms = last_frame_ms(file.read(last_at + last->bytes, bytes));
  }
  return walk;
}

std::int64_t duration_of(const Places& file) {
  const std::string number = file.read(layout::duration_at + 3, 8);
  return static_cast<std::int64_t>(std::bit_cast<double>(ebml::read_number(number)));
}

}  // namespace

WebmFile::WebmFile(std::filesystem::path path, const StreamHead& head) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_.parent_path(), error);
  constexpr mode_t owner_writes = 0640;
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, owner_writes);
  if (file_ < 0) cannot_write(path_);
  append(head.segment);
}

WebmFile::~WebmFile() {
  if (file_ >= 0) ::close(file_);
}

void WebmFile::append(std::string_view cluster) {
  while (!cluster.empty()) {
    const ssize_t written = ::write(file_, cluster.data(), cluster.size());
    if (written < 0 && errno != EINTR) cannot_write(path_);
    if (written > 0) cluster.remove_prefix(static_cast<std::size_t>(written));
  }
}

FinishedFile finish_webm_file(const std::filesystem::path& path) {
  const Places file(path);
  const std::uint64_t size = file.size();
  if (const auto first = element_at(file, layout::seek_head_at, size);
      first && first->id == ebml::seek_head) {
    return {.duration_ms = duration_of(file), .bytes = static_cast<std::int64_t>(size)};
  }
  const std::uint64_t tracks_at = layout::duration_at + layout::duration_bytes;
  const auto tracks = element_at(file, tracks_at, size);
  if (!tracks || tracks->id != ebml::tracks) not_ours();
  const std::string tracks_content =
      file.read(tracks_at + tracks->bytes, static_cast<std::size_t>(*tracks->size));
  const Walk walk = walk_clusters(file, tracks_at + tracks->bytes + *tracks->size, size,
                                  video_track(tracks_content));
  std::string cues;
  ebml::append_element(cues, ebml::cues, walk.cues);
  file.cut(walk.end);
  file.write(walk.end, cues);
  const std::uint64_t end = walk.end + cues.size();
  file.write(layout::segment_at + 4, layout::segment_size(end - layout::content_at));
  file.write(layout::duration_at, layout::duration(walk.last_ms));
  file.sync();
  // Last: it says that all the rest is there.
  file.write(layout::seek_head_at, layout::seek_head(walk.end - layout::content_at));
  return {.duration_ms = walk.last_ms, .bytes = static_cast<std::int64_t>(end)};
}

std::string whole_webm(const StreamHead& head, std::span<const Cluster> clusters,
                       std::int64_t duration_ms) {
  std::string file = head.segment;
  std::string cues;
  for (const Cluster& cluster : clusters) {
    const std::string_view bytes = cluster.bytes;
    if (cluster.key) cues += cue_for(bytes.substr(0, layout::cluster_beginning), file.size());
    file += bytes;
  }
  const std::size_t cues_at = file.size();
  ebml::append_element(file, ebml::cues, cues);
  const auto put = [&file](std::size_t at, std::string_view bytes) {
    file.replace(at, bytes.size(), bytes);
  };
  put(layout::segment_at + 4, layout::segment_size(file.size() - layout::content_at));
  put(layout::duration_at, layout::duration(duration_ms));
  put(layout::seek_head_at, layout::seek_head(cues_at - layout::content_at));
  return file;
}

}  // namespace kaibo::media
