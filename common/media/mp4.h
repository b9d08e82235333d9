#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// The container of MP4 (ISO/IEC 14496-12): boxes of a size, a type and a content.
namespace kaibo::media::mp4 {

/// Goes through the boxes of a content that is there as a whole.
class Boxes {
 public:
  explicit Boxes(std::string_view content) : rest_(content) {}
  /// False at the end, and when the rest is no whole box.
  bool next();
  /// False when the content did not end with a box.
  bool sound() const { return sound_; }
  /// Four characters.
  std::string_view type() const { return type_; }
  std::string_view content() const { return content_; }

 private:
  std::string_view rest_;
  std::string_view type_;
  std::string_view content_;
  bool sound_ = true;
};

/// What a file says of itself.
struct Facts {
  /// All its boxes are whole, and those are there without which nothing can be shown.
  bool sound = false;
  /// It is a QuickTime file (.mov).
  bool quicktime = false;
  /// "avc1", "hvc1", …: of its picture; empty when it has none.
  std::string codec;
  /// 0 when it does not say.
  std::int64_t duration_ms = 0;
};

/// Whether a file begins as one.
bool begins_as_mp4(std::string_view file);
/// Looks at the boxes only, not at what they show.
Facts facts_of(std::string_view file);

}  // namespace kaibo::media::mp4
