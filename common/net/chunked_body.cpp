#include "common/net/chunked_body.h"

#include <algorithm>

#include "common/net/hex_digit.h"

namespace kaibo::net {
namespace {

constexpr int max_digits = 8;
constexpr std::size_t max_skipped = 4096;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

}  // namespace

std::size_t ChunkedBody::feed(std::string_view bytes, std::string& body, std::size_t max_bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ == State::more) {
    if (part_ != Part::data) {
      step(bytes[used]);
      ++used;
      continue;
    }
    const std::string_view data =
        bytes.substr(used, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    if (data.size() > max_bytes - std::min(body.size(), max_bytes)) {
      state_ = State::too_large;
      break;
    }
    body += data;
    used += data.size();
    left_ -= data.size();
    if (left_ == 0) part_ = Part::data_cr;
  }
  return used;
}

void ChunkedBody::step(char c) {
  switch (part_) {
    case Part::size:
      step_size(c);
      break;
    case Part::extension:
      skip(c, Part::size_end);
      break;
    case Part::size_end:
      expect(c, '\n', left_ == 0 ? Part::trailer_start : Part::data);
      break;
    case Part::data_cr:
      expect(c, '\r', Part::data_lf);
      break;
    case Part::data_lf:
      expect(c, '\n', Part::size);
      digits_ = 0;
      break;
    case Part::trailer_start:
      if (c == '\r') {
        part_ = Part::last_lf;
      } else {
        part_ = Part::trailer;
        skip(c, Part::trailer_end);
      }
      break;
    case Part::trailer:
      skip(c, Part::trailer_end);
      break;
    case Part::trailer_end:
      expect(c, '\n', Part::trailer_start);
      break;
    default:
      expect(c, '\n', Part::size);
      if (state_ == State::more) state_ = State::done;
  }
}

void ChunkedBody::step_size(char c) {
  const int digit = hex_digit(c);
  if (digit >= 0 && digits_ < max_digits) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    ++digits_;
  } else if (digits_ > 0 && c == ';') {
    part_ = Part::extension;
  } else if (digits_ > 0) {
    expect(c, '\r', Part::size_end);
  } else {
    state_ = State::bad;
  }
}

void ChunkedBody::expect(char c, char expected, Part next) {
  if (c == expected) {
    part_ = next;
  } else {
    state_ = State::bad;
  }
}

void ChunkedBody::skip(char c, Part after) {
  if (c == '\r') {
    part_ = after;
  } else if (is_control(c) || ++skipped_ > max_skipped) {
    state_ = State::bad;
  }
}

}  // namespace kaibo::net
