#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::test {

/// An HTTP answer as it came over the wire.
struct Answer {
  int status = 0;
  /// Names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;
};

/// A socket to the loopback that sends whatever a test wants, right or wrong. Every wait ends after
/// 20 seconds.
class RawClient {
 public:
  /// `receive_buffer` in bytes; 0: the system's.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the other side does not take it.
  bool send(std::string_view bytes);
  /// The next answer; status 0 when the connection ended before it was complete. `has_body` false:
  /// the answer to a HEAD.
  Answer read_answer(bool has_body = true);
  /// Sends a request and returns its answer.
  Answer ask(std::string_view request);
  /// Whether the other side has ended the connection, without sending any more.
  bool ends();
  /// Exactly so many bytes; fewer when the connection ended.
  std::string read(std::size_t size);

 private:
  bool fill();

  int socket_ = -1;
  std::string in_;
};

/// A WebSocket client made by hand, so that its frames can be wrong.
class SocketClient {
 public:
  /// Asks for an upgrade with these further header lines, each ended by CRLF.
  explicit SocketClient(std::uint16_t port, std::string_view headers = {}, int receive_buffer = 0,
                        std::string_view target = "/realtime");

  /// Status of the answer to the upgrade: 101 when it is a WebSocket.
  int status() const { return status_; }

  bool send(const realtime::v1::Uplink& uplink);
  /// Opcode 1 is text, 2 binary; the first byte and the mask are otherwise as they should be.
  bool send_frame(int opcode, std::string_view payload);
  bool send_bytes(std::string_view bytes) { return client_.send(bytes); }

  struct Message {
    int opcode = 0;
    std::string payload;
  };
  /// The next frame; nothing when the connection ended. Answers only the server's close frame.
  std::optional<Message> read_frame();
  /// The next message that is a Downlink; nothing when the server closed, see close_code.
  std::optional<realtime::v1::Downlink> read();
  /// Reads on, adding what comes, until `enough`; false when the server closed before.
  template <typename F>
  bool read_until(realtime::v1::Downlink& all, F enough) {
    while (!enough(all)) {
      const auto more = read();
      if (!more) return false;
      all.MergeFrom(*more);
    }
    return true;
  }
  /// Reads to the end and returns the code of the server's close frame; 0 when there was none.
  int close_code();
  /// What stands behind it in that frame.
  const std::string& close_reason() const { return close_reason_; }

 private:
  RawClient client_;
  int status_ = 0;
  int close_code_ = 0;
  std::string close_reason_;
};

}  // namespace kaibo::test
