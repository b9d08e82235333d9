#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/hub.h"

namespace kaibo::net {

/// What waits to be sent to one client, bounded by its bytes; taken out message by message. Holds
/// no memory while it is empty.
class Outbox {
 public:
  explicit Outbox(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// False, and nothing is added, when there is no room: passing frames are not taken any more once
  /// half is full, and make room for the others. An empty box takes a frame of any size, since one
  /// large reply is not the client's slowness.
  bool push(journal::Frame frame, bool passing);
  /// Bound or not.
  void add(journal::Frame frame, bool passing = false);
  /// Forgets all but the message on its way.
  void clear();

  bool empty() const { return waiting_.empty(); }
  /// Of what waits and of the message on its way.
  std::size_t bytes() const { return bytes_; }
  bool half_full() const { return bytes_ > max_bytes_ / 2; }

  /// Makes the next message of what waits, using `buffer`'s memory if it needs any, and returns its
  /// size. Its bytes are message(), until finish_message.
  std::size_t start_message(std::string buffer);
  std::string_view message() const;
  /// Gives the buffer back.
  std::string finish_message();

 private:
  struct Waiting {
    journal::Frame frame;
    bool passing = false;
  };
  void drop_passing();

  std::size_t max_bytes_;
  std::vector<Waiting> waiting_;
  std::size_t bytes_ = 0;
  std::size_t message_bytes_ = 0;
  /// The message: one frame as it is, or several in a buffer.
  journal::Frame single_;
  std::string joined_;
};

}  // namespace kaibo::net
