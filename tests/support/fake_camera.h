#pragma once

#include <cstdint>
#include <string>

namespace kaibo::test {

/// Records as a browser does: WebM of VP8 and Opus whose clusters are open-ended and begin where it
/// happens to be, not at key frames. What the frames show is nobody's business.
class FakeCamera {
 public:
  struct Options {
    /// Bytes of a frame of the picture; a key frame has ten times as many.
    std::size_t frame_bytes = 500;
    /// 0: never again after the first.
    int key_frame_ms = 1000;
    bool sound = true;
    std::string codec = "V_VP8";
  };
  FakeCamera() : FakeCamera(Options()) {}
  explicit FakeCamera(Options options);

  /// Header and tracks.
  std::string head() const;
  /// What is recorded within the next so many milliseconds: a frame every 40, sound every 20.
  std::string record(int ms);
  std::int64_t now_ms() const { return now_ms_; }

 private:
  std::string block(int track, std::int64_t at, bool key, std::size_t bytes) const;

  Options options_;
  std::int64_t now_ms_ = 0;
  std::int64_t cluster_ms_ = -1;
};

}  // namespace kaibo::test
