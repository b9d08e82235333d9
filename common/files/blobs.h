#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace kaibo::files {

/// Where files lie under their names ("ab/cd/abcd….webp"), each written once and never changed.
/// Thread-safe. Every call blocks: call it on a pool. Throws base::Error with a sentence for the
/// person who waits: unavailable when the place cannot be reached or is full.
class Blobs {
 public:
  virtual ~Blobs() = default;

  /// Whole or not at all, and lasting once it returns.
  virtual void put(const std::string& name, std::string_view bytes) = 0;
  /// Nothing when there is none of this name.
  virtual std::optional<std::string> get(const std::string& name) = 0;
  /// So many bytes from `first` on; fewer at its end, none when there is none of this name.
  virtual std::string part(const std::string& name, std::uint64_t first, std::uint64_t bytes) = 0;
  /// Bytes of it; nothing when there is none of this name.
  virtual std::optional<std::uint64_t> size(const std::string& name) = 0;
};

/// Makes the folder where it does not exist. Throws base::Error when it cannot be used.
std::unique_ptr<Blobs> in_folder(std::filesystem::path folder);

/// A store that speaks the S3 protocol.
struct S3Options {
  /// Of the bucket: "https://host:port/bucket" or "https://bucket.host".
  std::string url;
  std::string region;
  std::string access_key;
  std::string secret_key;
  /// Bound on one operation with all its attempts.
  base::Millis timeout = 5'000;
};

/// Throws invalid_argument for what is no url. Writes a small file at once, and throws
/// failed_precondition, with the store's own word, when it refuses that. A store that is away is
/// waited for at each call.
std::unique_ptr<Blobs> in_s3(S3Options options);

}  // namespace kaibo::files
