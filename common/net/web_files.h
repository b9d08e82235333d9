#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/net/request.h"
#include "common/net/response.h"

namespace kaibo::net {

/// The built web client, read into memory once: a request never touches the disk, and a path that
/// is not in the table does not exist, whatever dots it has. Immutable, so thread-safe.
class WebFiles {
 public:
  /// Empty folder: no files. Throws base::Error when the folder has no index.html or is absurdly
  /// large.
  explicit WebFiles(const std::filesystem::path& folder);

  /// Answers GET or HEAD of a page or file. Paths that name no file get index.html, since the web
  /// client has its own routes; those that look like files get 404.
  void answer(const Request& request, Response& response) const;

 private:
  struct File {
    std::string content;
    /// Compressed, empty when that is not smaller.
    std::string gzip;
    std::string brotli;
    std::string_view type;
    std::string etag;
    /// Its name changes with its content.
    bool immutable = false;
  };
  using Table = std::unordered_map<std::string, File>;

  const File* find(std::string_view path) const;
  static Table load(const std::filesystem::path& folder);

  std::shared_ptr<const Table> files_;
};

}  // namespace kaibo::net
