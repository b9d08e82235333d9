#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/async/task.h"
#include "common/db/database.h"
#include "common/journal/hub.h"

namespace kaibo::journal {

/// What a listener wants to hear.
struct Wish {
  std::int64_t stream = 0;
  std::string topic;
  /// The last entry seen already; -1: from now on.
  std::int64_t after_seq = -1;
  /// Whether the listener counts among those who are online.
  bool counted = true;
};

/// Subscribes a listener to a topic without gap or repeat: joins the hub first, holding back what
/// comes, reads the history in pages, pushes it as the listener's queue drains,
/// then lets the live entries through from where the history ended. First of all pushes a
/// Subscribed frame with the stream's seq; a client that has seen a higher one starts afresh.
///
/// On the listener's core; ends when the topic is live, or the subscription has ended meanwhile.
/// Throws what the database throws, and the listener then does not listen to the topic. Topics
/// that overlap ("*" and another) each bring their own history.
Task<void> subscribe(std::shared_ptr<Listener> listener, Hub& hub, db::Database& database,
                     Wish wish);

}  // namespace kaibo::journal
