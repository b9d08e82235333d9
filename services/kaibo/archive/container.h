#pragma once

#include <zip.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kaibo::archive {

/// The file of an archive: a zip whose comment, the last 64 bytes, is the SHA-256 of all bytes
/// before it (the seal), so that any byte that changed is noticed.
class ContainerWriter {
 public:
  /// Makes a new file. This and the others throw base::Error where it cannot be written.
  explicit ContainerWriter(std::filesystem::path file);

  /// `content` is read by close(). Pictures are compressed already.
  void add(const std::string& name, const std::filesystem::path& content, bool compress);
  /// Writes and seals; returns the seal.
  std::string close();

 private:
  [[noreturn]] void fail(const char* why) const;

  struct Discard {
    void operator()(zip_t* zip) const { zip_discard(zip); }
  };
  std::filesystem::path file_;
  std::unique_ptr<zip_t, Discard> zip_;
};

/// Reads what a ContainerWriter has sealed.
class ContainerReader {
 public:
  using Sink = std::function<void(std::string_view bytes)>;

  /// Throws data_loss where the file does not agree with its seal.
  explicit ContainerReader(const std::filesystem::path& file);

  /// Sorted; a name that is there twice is here twice.
  std::vector<std::string> names() const;
  /// The content of a member, piece by piece. Throws data_loss when it cannot be read.
  void read(const std::string& name, const Sink& sink) const;
  const std::string& seal() const { return seal_; }

 private:
  std::string seal_;
  std::unique_ptr<zip_t, decltype(&zip_discard)> zip_;
};

}  // namespace kaibo::archive
