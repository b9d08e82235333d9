#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "common/journal/hub.h"

namespace kaibo::net {

struct QueuedFrame {
  journal::Frame frame;
  bool passing = false;
};

/// Joins frames to messages, once for all clients of a core who get the same frames one after the
/// other.
class Joiner {
 public:
  journal::Frame join(std::span<const QueuedFrame> frames);
  /// Forgets the last message, so that it takes no memory.
  void clear();

 private:
  std::vector<journal::Frame> parts_;
  journal::Frame whole_;
};

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

  /// Makes the next message of what waits and returns its size. Its bytes are message(), until
  /// finish_message.
  std::size_t start_message(Joiner& joiner);
  std::string_view message() const { return *message_; }
  void finish_message();

 private:
  void drop_passing();

  std::size_t max_bytes_;
  std::vector<QueuedFrame> waiting_;
  std::size_t bytes_ = 0;
  /// On its way; null when none is.
  journal::Frame message_;
};

}  // namespace kaibo::net
