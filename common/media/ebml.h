#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The binary markup of WebM (RFC 8794): elements of an id, a size and a content.
namespace kaibo::media::ebml {

/// Elements by their ids (RFC 9559), marker bits included.
enum Id : std::uint32_t {
  ebml_header = 0x1A45DFA3,
  doc_type = 0x4282,
  segment = 0x18538067,
  seek_head = 0x114D9B74,
  info = 0x1549A966,
  timestamp_scale = 0x2AD7B1,
  duration = 0x4489,
  tracks = 0x1654AE6B,
  track_entry = 0xAE,
  track_number = 0xD7,
  track_type = 0x83,
  codec_id = 0x86,
  cluster = 0x1F43B675,
  timestamp = 0xE7,
  position = 0xA7,
  prev_size = 0xAB,
  simple_block = 0xA3,
  block_group = 0xA0,
  block = 0xA1,
  reference_block = 0xFB,
  cues = 0x1C53BB6B,
  tags = 0x1254C367,
  fill = 0xEC,
  crc = 0xBF,
};

/// What stands before the content of an element.
struct Header {
  std::uint32_t id = 0;
  /// Of the content; nothing when it is not known beforehand.
  std::optional<std::uint64_t> size;
  /// Of the header itself.
  std::size_t bytes = 0;
};

enum class Found { whole, more, bad };

/// Reads the header at the beginning of `bytes`: `more` when it is cut off there, `bad` when it
/// cannot be one.
Found read_header(std::string_view bytes, Header& header);

/// Big-endian, at most 8 bytes.
std::uint64_t read_number(std::string_view bytes);

void append_id(std::string& out, std::uint32_t id);
/// Always in 8 bytes, so that a size can be written before it is known.
void append_size(std::string& out, std::uint64_t size);
void append_unknown_size(std::string& out);
void append_element(std::string& out, std::uint32_t id, std::string_view content);
/// As an element whose content has 8 bytes.
void append_number(std::string& out, std::uint32_t id, std::uint64_t value);
/// So many bytes, at least 2 and at most 128, that mean nothing.
void append_fill(std::string& out, std::size_t bytes);

/// Goes through the elements of a content that is there as a whole.
class Children {
 public:
  explicit Children(std::string_view content) : rest_(content) {}
  /// False at the end, and when the rest is no element.
  bool next();
  /// False when the content did not end with an element.
  bool sound() const { return sound_; }
  std::uint32_t id() const { return id_; }
  std::string_view content() const { return content_; }

 private:
  std::string_view rest_;
  std::uint32_t id_ = 0;
  std::string_view content_;
  bool sound_ = true;
};

}  // namespace kaibo::media::ebml
