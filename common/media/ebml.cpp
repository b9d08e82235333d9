#include "common/media/ebml.h"

#include <bit>

namespace kaibo::media::ebml {

namespace {

constexpr int longest_id = 4;
constexpr int longest_size = 8;

/// Bytes of a number whose first byte this is: the place of its highest bit says it.
int length_of(unsigned char first) { return std::countl_zero(first) + 1; }

void append_bytes(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xFFU);
  }
}

}  // namespace

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

Found read_header(std::string_view bytes, Header& header) {
  if (bytes.empty()) return Found::more;
  const int id_bytes = length_of(static_cast<unsigned char>(bytes[0]));
  if (id_bytes > longest_id) return Found::bad;
  const auto id_end = static_cast<std::size_t>(id_bytes);
  if (bytes.size() <= id_end) return Found::more;
  header.id = static_cast<std::uint32_t>(read_number(bytes.substr(0, id_end)));

  const int size_bytes = length_of(static_cast<unsigned char>(bytes[id_end]));
  if (size_bytes > longest_size) return Found::bad;
  header.bytes = id_end + static_cast<std::size_t>(size_bytes);
  if (bytes.size() < header.bytes) return Found::more;
  const int bits = 7 * size_bytes;
  const std::uint64_t all = (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
  const std::uint64_t size = read_number(bytes.substr(id_end, header.bytes - id_end)) & all;
  header.size = size == all ? std::nullopt : std::optional(size);
  return Found::whole;
}

void append_id(std::string& out, std::uint32_t id) {
  append_bytes(out, id, 4 - std::countl_zero(id) / 8);
}

void append_size(std::string& out, std::uint64_t size) {
  append_bytes(out, size | std::uint64_t{1} << 56U, 8);
}

void append_unknown_size(std::string& out) { append_size(out, (std::uint64_t{1} << 56U) - 1); }

void append_element(std::string& out, std::uint32_t id, std::string_view content) {
  append_id(out, id);
  append_size(out, content.size());
  out += content;
}

void append_number(std::string& out, std::uint32_t id, std::uint64_t value) {
  append_id(out, id);
  append_bytes(out, 0x88, 1);
  append_bytes(out, value, 8);
}

void append_fill(std::string& out, std::size_t bytes) {
  append_id(out, fill);
  append_bytes(out, 0x80U | (bytes - 2), 1);
  out.append(bytes - 2, '\0');
}

bool Children::next() {
  Header header;
  if (rest_.empty()) return false;
  const Found found = read_header(rest_, header);
  if (found != Found::whole || !header.size || *header.size > rest_.size() - header.bytes) {
    sound_ = false;
    return false;
  }
  id_ = header.id;
  content_ = rest_.substr(header.bytes, static_cast<std::size_t>(*header.size));
  rest_.remove_prefix(header.bytes + content_.size());
  return true;
}

}  // namespace kaibo::media::ebml
