#include "common/media/mp4.h"

#include <algorithm>

#include "common/media/ebml.h"

namespace kaibo::media::mp4 {

namespace {

constexpr std::size_t short_head = 8;
constexpr std::size_t long_head = 16;
/// Longer ones (a year) are a lie.
constexpr std::uint64_t longest_s = 31'536'000;

/// Big-endian; 0 where there are fewer bytes.
std::uint64_t number_at(std::string_view content, std::size_t at, std::size_t bytes) {
  return at + bytes <= content.size() ? ebml::read_number(content.substr(at, bytes)) : 0;
}

/// Content of the first box of that type; empty when there is none.
std::string_view first_of(std::string_view content, std::string_view type) {
  Boxes boxes(content);
  while (boxes.next()) {
    if (boxes.type() == type) return boxes.content();
  }
  return {};
}

std::int64_t milliseconds(std::uint64_t units, std::uint64_t scale) {
  if (scale == 0 || units / scale > longest_s) return 0;
  return static_cast<std::int64_t>(units / scale * 1000 + units % scale * 1000 / scale);
}

/// Of a movie header: version 1 counts in 64 bits.
std::int64_t duration_of(std::string_view header) {
  const bool is_long = number_at(header, 0, 1) == 1;
  return is_long ? milliseconds(number_at(header, 24, 8), number_at(header, 20, 4))
                 : milliseconds(number_at(header, 16, 4), number_at(header, 12, 4));
}

/// How the picture of a track is encoded; empty for a track of sound.
std::string picture_codec(std::string_view track) {
  constexpr std::size_t handler_at = 8;
  constexpr std::size_t first_entry_at = 8;
  const std::string_view media = first_of(track, "mdia");
  const std::string_view handler = first_of(media, "hdlr");
  if (handler.size() < handler_at || handler.substr(handler_at, 4) != "vide") return {};
  const std::string_view table = first_of(first_of(media, "minf"), "stbl");
  const std::string_view entries = first_of(table, "stsd");
  Boxes entry(entries.substr(std::min(first_entry_at, entries.size())));
  return entry.next() ? std::string(entry.type()) : std::string();
}

void read_movie(std::string_view movie, Facts& facts) {
  Boxes boxes(movie);
  while (boxes.next()) {
    if (boxes.type() == "mvhd") facts.duration_ms = duration_of(boxes.content());
    if (boxes.type() == "trak" && facts.codec.empty()) {
      facts.codec = picture_codec(boxes.content());
    }
  }
  facts.sound = facts.sound && boxes.sound();
}

}  // namespace

bool Boxes::next() {
  if (rest_.empty()) return false;
  std::uint64_t size = number_at(rest_, 0, 4);
  std::size_t head = short_head;
  if (size == 1) {
    size = number_at(rest_, short_head, 8);
    head = long_head;
  } else if (size == 0) {
    // To the end of what holds it.
    size = rest_.size();
  }
  if (rest_.size() < head || size < head || size > rest_.size()) {
    sound_ = false;
    return false;
  }
  type_ = rest_.substr(4, 4);
  content_ = rest_.substr(head, static_cast<std::size_t>(size) - head);
  rest_.remove_prefix(static_cast<std::size_t>(size));
  return true;
}

bool begins_as_mp4(std::string_view file) {
  return file.size() >= short_head && file.substr(4, 4) == "ftyp";
}

Facts facts_of(std::string_view file) {
  Facts facts{.sound = true, .quicktime = false, .codec = {}, .duration_ms = 0};
  bool has_movie = false;
  bool has_data = false;
  Boxes boxes(file);
  while (boxes.next()) {
    if (boxes.type() == "ftyp") facts.quicktime = boxes.content().starts_with("qt  ");
    if (boxes.type() == "mdat") has_data = has_data || !boxes.content().empty();
    if (boxes.type() == "moov" && !has_movie) {
      has_movie = true;
      read_movie(boxes.content(), facts);
    }
  }
  facts.sound = facts.sound && boxes.sound() && has_movie && has_data;
  return facts;
}

}  // namespace kaibo::media::mp4
