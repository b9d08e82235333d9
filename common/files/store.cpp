#include "common/files/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/files/picture.h"
#include "common/files/records.h"

namespace kaibo::files {
namespace {

constexpr std::size_t id_size = 64;

bool is_id(std::string_view id) {
  return id.size() == id_size && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string sha256(const std::string& bytes) {
  const std::unique_ptr<char, void (*)(void*)> hex(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(bytes.data()),
                                  bytes.size()),
      g_free);
  return hex.get();
}

std::filesystem::path folder_of(const std::filesystem::path& root, std::string_view id) {
  return root / id.substr(0, 2) / id.substr(2, 2);
}

std::string name_of(std::string_view id, bool small) {
  return std::string(id) + (small ? "-small.webp" : ".webp");
}

[[noreturn]] void cannot_store(const std::filesystem::path& path) {
  const int error = errno;
  base::log(base::LogLevel::error, "a picture cannot be stored",
            {{"path", path.native()}, {"error", std::int64_t{error}}});
  if (error == ENOSPC || error == EDQUOT) throw base::Error::disk_full();
  throw base::Error(base::Code::unavailable, {"图片没能保存，请稍后再试。",
                                              "The picture could not be saved: try again later."});
}

class File {
 public:
  File(const std::filesystem::path& path, int flags) : path_(path) {
    constexpr mode_t owner_writes = 0640;
    file_ = ::open(path.c_str(), flags | O_CLOEXEC, owner_writes);
    if (file_ < 0) cannot_store(path);
  }
  ~File() { ::close(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) cannot_store(path_);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(file_) != 0) cannot_store(path_);
  }

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

void sync_folder(const std::filesystem::path& folder) {
  const File handle(folder, O_RDONLY | O_DIRECTORY);
  handle.sync();
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return;
  errno = error.value();
  cannot_store(folder);
}

/// Whole or not at all, also when the power fails.
void write_durably(const std::filesystem::path& unfinished, const std::filesystem::path& path,
                   std::string_view bytes) {
  {
    const File out(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    out.write(bytes);
    out.sync();
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) cannot_store(path);
}

std::filesystem::path unfinished_name(const std::filesystem::path& folder) {
  static std::atomic<std::uint64_t> count{0};
  return folder / fmt::format("{}-{}", ::getpid(), ++count);
}

}  // namespace

Store::Store(std::filesystem::path folder, Limits limits)
    : folder_(std::move(folder)), unfinished_(folder_ / "unfinished"), limits_(limits) {
  std::error_code error;
  std::filesystem::create_directories(unfinished_, error);
  if (error) {
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("不能使用图片文件夹 {}：{}。", folder_.string(), error.message()),
         fmt::format("The folder for pictures, {}, cannot be used: {}.", folder_.string(),
                     error.message())});
  }
}

Picture Store::put(std::string_view content) {
  const Encoded encoded = encode_picture(content, limits_);
  Picture picture{sha256(encoded.large), encoded.width, encoded.height,
                  static_cast<std::int64_t>(encoded.large.size() + encoded.small.size())};
  if (find(picture.id, false)) return picture;
  const auto folder = folder_of(folder_, picture.id);
  make_folder(folder);
  // The large one last: where it is, both are.
  write_durably(unfinished_name(unfinished_), folder / name_of(picture.id, true), encoded.small);
  write_durably(unfinished_name(unfinished_), folder / name_of(picture.id, false), encoded.large);
  for (const auto& level : {folder, folder.parent_path(), folder_}) sync_folder(level);
  return picture;
}

std::optional<std::filesystem::path> Store::find(std::string_view id, bool small) const {
  if (!is_id(id)) return std::nullopt;
  const auto folder = folder_of(folder_, id);
  std::error_code error;
  if (!std::filesystem::is_regular_file(folder / name_of(id, false), error)) return std::nullopt;
  return folder / name_of(id, small);
}

void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id,
           const Picture& picture) {
  if (is_held(tx, user_id, picture.id)) return;
  const Holding held = holding_of(tx, user_id);
  if (held.files >= limits.quota_files || held.bytes + picture.bytes > limits.quota_bytes) {
    throw base::Error(base::Code::resource_exhausted,
                      {fmt::format("您上传的图片已满（最多 {} 张），不能再上传，请联系讲师。",
                                   limits.quota_files),
                       fmt::format("Your space for pictures is full (at most {}): ask your "
                                   "instructor.",
                                   limits.quota_files)});
  }
  hold(tx, user_id, picture.id, picture.bytes);
}

bool holds(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  return is_held(tx, user_id, picture_id);
}

}  // namespace kaibo::files
