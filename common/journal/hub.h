#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/base/error.h"
#include "common/db/entry.h"

namespace kaibo::journal {

/// Serialized bytes shared by every connection that sends them.
using Frame = std::shared_ptr<const std::string>;

/// A connection as the hub sees it. Lives on one core; every call comes on that core's thread.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  virtual ~Listener() = default;
  /// Queues a serialized part of a Downlink. `passing` ones may be dropped when the queue is long;
  /// the others may not: a listener that cannot keep up closes itself.
  virtual void push(Frame frame, bool passing) = 0;
  /// Whether the queue is so long that history has to wait: less than half of its bound is free.
  virtual bool congested() const = 0;
  /// Resumes once it is not congested any more, or is closed.
  virtual Task<void> drained() = 0;
  /// Ends the connection after saying why. `retry_after_ms` -1: the client must not come back by
  /// itself.
  virtual void close(const base::Error& why, int retry_after_ms) = 0;
  virtual std::size_t core() const = 0;
  virtual std::int64_t user_id() const = 0;
  virtual std::int64_t session_id() const = 0;
};

/// A listener's ear for one topic: holds back what comes until the history before it has been
/// pushed. Used on the listener's core only.
class Subscription {
 public:
  /// The listener has gone, stopped to listen, or listens anew.
  bool ended() const { return listener_ == nullptr; }

  /// The history up to `last_seq` has been pushed: pushes what was held back and is newer, and from
  /// now on whatever comes. False when more came than is kept: nothing is pushed, and what comes
  /// from now on is held back afresh, so that the caller can read on in the journal and try again.
  bool release(std::int64_t last_seq);

 private:
  friend class Hub;
  struct Heard {
    std::int64_t seq = 0;
    Frame frame;
    /// Whether another subscription of the listener, which held it back too, has pushed it.
    std::shared_ptr<bool> told;
  };

  bool wants(std::int64_t seq) const { return listener_ != nullptr && seq > last_seq_; }
  bool follows(std::int64_t seq) const { return listener_ == nullptr || (!held_ && wants(seq)); }
  void hold_back(Heard heard);

  /// Null when ended.
  Listener* listener_ = nullptr;
  /// Number of the last delivery to this listener on its core; shared by all its subscriptions.
  std::uint64_t* delivery_ = nullptr;
  std::int64_t last_seq_ = 0;
  bool held_ = true;
  bool overflowed_ = false;
  std::vector<Heard> heard_;
  std::size_t heard_bytes_ = 0;
};

/// Told by the hub what the bus between nodes has to know. On any thread; must not block, nor call
/// back but for Hub::heard.
class StreamWatcher {
 public:
  virtual ~StreamWatcher() = default;
  /// The stream may have got its first listener here, or lost its last: see Hub::heard.
  virtual void changed(std::int64_t stream) = 0;
  /// A listener has read the stream's journal up to `seq` and wants what follows.
  virtual void read_to(std::int64_t stream, std::int64_t seq) = 0;
  /// The accounts that listen to a topic here, after a change and again every few seconds.
  virtual void audience(std::int64_t stream, const std::string& topic,
                        const std::vector<std::int64_t>& user_ids) = 0;
};

/// Carries committed entries to the listeners of their topics: encoded once, one reference pushed
/// on each listener's queue. Topic "*" hears the whole stream. Order within a stream is kept; a
/// listener that hears an entry on several topics gets it once. The runtime must have stopped
/// before the hub ends.
class Hub {
 public:
  explicit Hub(async::Runtime& runtime);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Any thread: hands committed entries to every core that listens to their streams. Entries of
  /// one stream must be published in the order of their seq.
  void publish(std::vector<db::Entry> entries);
  /// On that core's thread: pushes what has been published and is on its way there, so that it goes
  /// along with what is about to be written.
  void deliver_now(std::size_t core);

  /// Before start: somebody between this node and the others, who outlives the hub's use.
  void watch(StreamWatcher& watcher);
  /// Any thread: whether the stream has a listener here.
  bool heard(std::int64_t stream) const;
  /// Any thread: a listener has read the stream's journal up to `seq`; comes before `release`.
  void read_to(std::int64_t stream, std::int64_t seq);
  /// Any thread: the accounts that listen to a topic at another node.
  void hear_audience(std::int32_t node, std::int64_t stream, const std::string& topic,
                     std::vector<std::int64_t> user_ids);

  /// On the listener's core: it has signed in. From now on revoke and drain reach it; whether its
  /// session still stands is to be looked at once more afterwards, so that no revocation slips by.
  void add(std::shared_ptr<Listener> listener);
  /// On the listener's core: it is gone, and all its subscriptions with it.
  void remove(const Listener& listener);

  /// On the listener's core: holds back for it what comes on the topic until released (see
  /// journal::subscribe). Listening anew ends the listener's former subscription to the topic. Null
  /// for a listener that was not added, or is removed. Only a `counted` listener is online there.
  std::shared_ptr<Subscription> listen(const Listener& listener, std::int64_t stream,
                                       const std::string& topic, bool counted = true);
  void unlisten(const Listener& listener, std::int64_t stream, const std::string& topic);

  /// Any thread: closes every connection of a login session, or of a person when `session_id` is 0.
  void revoke(std::int64_t user_id, std::int64_t session_id, const base::Error& why);
  /// Any thread: asks every connection to leave and come back spread over `spread_ms`.
  void drain(int spread_ms);

  /// Any thread: accounts that listen to the topic and count there, those who left less than the
  /// absence ago and those of other nodes included. Their number is also pushed to the topic, as
  /// Downlink.passing, at most once a second and only when someone came or went.
  std::vector<std::int64_t> online(std::int64_t stream, std::string_view topic) const;
  /// The same of this node alone.
  std::vector<std::int64_t> online_here(std::int64_t stream, std::string_view topic) const;

  /// Called when an account's first counted connection starts listening to a topic (present), or
  /// its last one has been gone for `absence_ms` (not present): on some core's thread, one account
  /// always on the same and in order. Set before start; without it the absence is 0.
  using PresenceObserver = std::function<void(std::int64_t stream, const std::string& topic,
                                              std::int64_t user_id, bool present)>;
  void on_presence(PresenceObserver observer, int absence_ms);

  /// Called with what is published and has a listener here, in the order of each stream, on the
  /// publisher's thread; must not block. Set before start.
  using Tap = std::function<void(const db::Entry& entry)>;
  void on_published(Tap tap);

  struct Figures {
    /// Connections.
    std::int64_t listeners = 0;
    /// Entries.
    std::int64_t published = 0;
    /// Entries times the listeners who heard them.
    std::int64_t delivered = 0;
  };
  /// Any thread.
  Figures figures() const;

 private:
  struct Core;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::journal
