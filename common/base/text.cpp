#include "common/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace kaibo::base {

namespace {

constexpr std::string_view full_width_space = "\u3000";
constexpr std::string_view no_break_space = "\u00a0";
constexpr std::string_view byte_order_mark = "\ufeff";

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Bytes of the well-formed sequence at the front of `text` (Unicode table 3-7); 0 for none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [text](std::size_t index) -> unsigned char {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
  };
  const unsigned char first = at(0);
  const unsigned char second = at(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !is_continuation(second)) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) {
    // No overlong forms, no surrogates.
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return is_continuation(at(2)) ? 3 : 0;
  }
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return is_continuation(at(2)) && is_continuation(at(3)) ? 4 : 0;
}

/// Of a well-formed sequence.
char32_t code_point(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (first < 0x80) return first;
  // A sequence of n bytes begins with n ones and a zero.
  char32_t point = first & (0x7Fu >> sequence.size());
  for (const char byte : sequence.substr(1)) {
    point = point << 6 | (static_cast<unsigned char>(byte) & 0x3Fu);
  }
  return point;
}

/// Neither a blank nor a sign: of ASCII letters and digits, of what lies above all but Latin-1
/// signs, general punctuation and symbols, CJK punctuation, and full-width signs.
bool is_letter(char32_t point) {
  if (point < 0x80) {
    return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z');
  }
  const bool is_sign = point < 0xC0 || point == 0xD7 || (point >= 0x2000 && point < 0x2E80) ||
                       (point >= 0x3000 && point < 0x3040) || point >= 0xFE00;
  return !is_sign || point >= 0x20000;
}

/// Bytes of the white space at the front of `text`; 0 for none.
std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  if (std::string_view(" \n").find(text.front()) != std::string_view::npos) return 1;
  for (const std::string_view space : {full_width_space, no_break_space, byte_order_mark}) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

/// Bytes of the white space at the back of `text`; 0 for none.
std::size_t space_length_at_end(std::string_view text) {
  if (text.empty()) return 0;
  if (space_length(text.substr(text.size() - 1)) == 1) return 1;
  for (const std::string_view space : {full_width_space, no_break_space, byte_order_mark}) {
    if (text.ends_with(space)) return space.size();
  }
  return 0;
}

/// Bytes of the control character other than line feed (Unicode category Cc) at the front.
std::size_t control_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if ((first < 0x20 && first != '\n') || first == 0x7F) return 1;
  const auto second =
      text.size() > 1 ? static_cast<unsigned char>(text[1]) : static_cast<unsigned char>(0);
  const bool is_c1 = first == 0xC2 && is_continuation(second) && second < 0xA0;
  return is_c1 ? 2 : 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::int64_t utf8_length(std::string_view text) {
  std::int64_t characters = 0;
  for (const char byte : text) {
    if (!is_continuation(static_cast<unsigned char>(byte))) ++characters;
  }
  return characters;
}

std::string tidy(std::string_view text) {
  // Control characters first: what stood behind one may be white space.
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::size_t control = control_length(text);
    if (control == 0) clean += text.front();
    text.remove_prefix(control == 0 ? 1 : control);
  }
  std::string_view rest = clean;
  while (const std::size_t length = space_length(rest)) rest.remove_prefix(length);
  while (const std::size_t length = space_length_at_end(rest)) rest.remove_suffix(length);
  return std::string(rest);
}

std::string folded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    // U+FF01 … U+FF5E are ASCII in full width, three bytes each in UTF-8.
    if (c == 0xEF && i + 2 < text.size()) {
      const auto middle = static_cast<unsigned char>(text[i + 1]);
      const auto last = static_cast<unsigned char>(text[i + 2]);
      const int full = (middle & 0x3F) << 6 | (last & 0x3F);
      if (full >= 0xF01 && full <= 0xF5E) {
        c = static_cast<unsigned char>(full - 0xF01 + 0x21);
        i += 2;
      }
    }
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : static_cast<char>(c);
  }
  return plain;
}

std::u32string letters(std::string_view text) {
  const std::string plain = folded(text);
  std::u32string letters;
  std::string_view left = plain;
  while (!left.empty()) {
    const std::size_t length = std::max<std::size_t>(1, sequence_length(left));
    const char32_t letter = code_point(left.substr(0, length));
    if (is_letter(letter)) letters += letter;
    left.remove_prefix(length);
  }
  return letters;
}

std::string mask_id_card(std::string_view id_card) {
  constexpr std::size_t shown_first = 3;
  constexpr std::size_t shown_last = 4;
  // What is too short to be an ID-card number is hidden whole.
  if (id_card.size() <= shown_first + shown_last) return std::string(id_card.size(), '*');
  std::string masked(id_card);
  const std::size_t hidden = id_card.size() - shown_first - shown_last;
  masked.replace(shown_first, hidden, hidden, '*');
  return masked;
}

std::string yuan(std::int64_t fen) {
  const std::int64_t whole = fen / 100;
  const std::int64_t rest = std::abs(fen % 100);
  const bool lost_sign = fen < 0 && whole == 0;
  return fmt::format("{}{}.{:02}", lost_sign ? "-" : "", whole, rest);
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    hex += digits[static_cast<unsigned char>(byte) >> 4];
    hex += digits[static_cast<unsigned char>(byte) & 0x0F];
  }
  return hex;
}

}  // namespace kaibo::base
