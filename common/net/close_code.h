#pragma once

#include <cstdint>

namespace kaibo::net {

/// Why the server ends a WebSocket; from 4000 on the program's own. The client comes back by itself
/// after 1012 and 4008, and after 4002 when it notices; the close frame's reason says when.
enum class CloseCode : std::uint16_t {
  malformed = 1002,
  not_binary = 1003,
  restart = 1012,
  ended = 4000,
  not_signed_in = 4001,
  no_pong = 4002,
  session_over = 4003,
  too_slow = 4008,
  /// Of the doors for video: not for this person, or not now.
  refused = 4020,
  /// What was sent is no video.
  no_video = 4021,
  /// More was sent than is taken.
  too_much = 4022,
  /// Somebody else sends now, or the same person from another page.
  replaced = 4023,
  /// The picture goes to another node, and is not passed on to this one.
  elsewhere = 4024,
};

}  // namespace kaibo::net
