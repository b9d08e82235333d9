#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/files/blobs.h"

namespace kaibo::files {
namespace {

[[noreturn]] void cannot_store(const std::filesystem::path& path) {
  const int error = errno;
  base::log(base::LogLevel::error, "a file cannot be stored",
            {{"path", path.native()}, {"error", std::int64_t{error}}});
  if (error == ENOSPC || error == EDQUOT) throw base::Error::disk_full();
  throw base::Error(base::Code::unavailable, {"文件没能保存，请稍后再试。",
                                              "The file could not be saved: try again later."});
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
    const File out(unfinished, O_WRONLY | O_CREAT | O_EXCL);
    out.write(bytes);
    out.sync();
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) cannot_store(path);
}

/// Another one each time, also where several nodes share the folder.
std::filesystem::path unfinished_name(const std::filesystem::path& folder) {
  std::random_device chance;
  return folder / fmt::format("{:08x}{:08x}", chance(), chance());
}

class FolderBlobs final : public Blobs {
 public:
  explicit FolderBlobs(std::filesystem::path folder)
      : folder_(std::move(folder)), unfinished_(folder_ / "unfinished") {
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

  void put(const std::string& name, std::string_view bytes) override {
    const std::filesystem::path path = folder_ / name;
    make_folder(path.parent_path());
    write_durably(unfinished_name(unfinished_), path, bytes);
    std::filesystem::path level(name);
    do {
      level = level.parent_path();
      sync_folder(folder_ / level);
    } while (!level.empty());
  }

  std::optional<std::string> get(const std::string& name) override {
    std::ifstream in(folder_ / name, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  std::string part(const std::string& name, std::uint64_t first, std::uint64_t bytes) override {
    std::ifstream in(folder_ / name, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(first));
    std::string content(bytes, '\0');
    in.read(content.data(), static_cast<std::streamsize>(bytes));
    content.resize(static_cast<std::size_t>(in.gcount()));
    return content;
  }

  std::optional<std::uint64_t> size(const std::string& name) override {
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(folder_ / name, error);
    return error ? std::nullopt : std::optional<std::uint64_t>(bytes);
  }

 private:
  std::filesystem::path folder_;
  /// What is being written; on the same file system, so that it can be renamed into place.
  std::filesystem::path unfinished_;
};

}  // namespace

std::unique_ptr<Blobs> in_folder(std::filesystem::path folder) {
  return std::make_unique<FolderBlobs>(std::move(folder));
}

}  // namespace kaibo::files
