#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo::archive {

/// The journal's hash chain. A line is {"hash":"<64 characters>","event":<event>}; its hash is the
/// SHA-256 of the hash of the line before (64 zeros before the first) followed by <event> as it
/// stands there, byte by byte.
class Chain {
 public:
  /// The line that follows.
  std::string append(std::string_view event);
  /// Takes a line as it was written. Throws base::Error (data_loss) unless it is the one that
  /// follows: its hash by what it says, and its event's seq by its place.
  void check(std::string_view line);

  /// Hash of the last line.
  const std::string& head() const { return head_; }
  std::int64_t lines() const { return lines_; }

 private:
  void advance(std::string_view event);

  std::string head_ = std::string(64, '0');
  std::int64_t lines_ = 0;
};

}  // namespace kaibo::archive
