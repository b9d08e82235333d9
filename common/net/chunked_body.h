#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo::net {

/// Takes the chunks of a body apart (RFC 9112 7.1). Extensions and trailers are skipped, and
/// bounded; nothing but CRLF ends a line.
///
/// Beast's own parser is not used for this: version 1.81 stops the program (an assertion) when the
/// end of an empty chunked body comes in certain pieces.
class ChunkedBody {
 public:
  enum class State { more, done, bad, too_large };

  /// Appends the content to `body`, up to `max_bytes` altogether, and returns how many bytes were
  /// used: all, unless the body ended or was refused.
  std::size_t feed(std::string_view bytes, std::string& body, std::size_t max_bytes);
  State state() const { return state_; }

 private:
  enum class Part {
    size,
    extension,
    size_end,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer,
    trailer_end,
    last_lf,
  };
  void step(char c);
  void step_size(char c);
  void expect(char c, char expected, Part next);
  void skip(char c, Part after);

  State state_ = State::more;
  Part part_ = Part::size;
  /// Of this chunk, not yet seen.
  std::uint64_t left_ = 0;
  int digits_ = 0;
  /// Bytes of extensions and trailers.
  std::size_t skipped_ = 0;
};

}  // namespace kaibo::net
