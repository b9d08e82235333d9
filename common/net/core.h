#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/net/outbox.h"

namespace kaibo::net {

class Core;

/// One client's connection. Lives on one core; every call comes on that core's thread.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;
  /// Comes several times a second: the one place that notices what takes too long, so that no
  /// connection needs a timer of its own.
  virtual void sweep(base::Millis now) = 0;
  /// The server stops: finish what is under way, then end.
  virtual void drain() = 0;
  /// Breaks off.
  virtual void abort() = 0;
  /// What waits to be sent.
  virtual std::size_t queued_bytes() const { return 0; }

 private:
  friend class Core;
  std::size_t place_ = 0;
};

/// A connection with something to write.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual ~Writer() = default;
  /// Starts to write all that is queued; returns how many bytes that are, 0 for none.
  virtual std::size_t flush() = 0;

 private:
  friend class Core;
  bool waiting_ = false;
};

/// What the connections of one core share. Only on that core's thread, but for the constructor.
class Core {
 public:
  Core(async::Runtime& runtime, std::size_t index) : runtime_(runtime), index_(index) {}
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  std::size_t index() const { return index_; }

  void add(Connection& connection);
  void remove(Connection& connection);
  std::size_t connections() const { return connections_.size(); }
  /// Of all connections, as of the last sweep.
  std::size_t queued_bytes() const { return queued_bytes_; }
  void sweep(base::Millis now);
  void drain();
  void abort();

  /// Has `writer` flushed soon: together with all others at the end of the loop's turn, or, when
  /// many small writes are going out, up to 1 ms later, so that more goes into each.
  void flush_soon(Writer& writer);
  /// `writer` is going away.
  void forget(Writer& writer);
  /// At the end of each turn of the loop.
  void turn_ended();

  /// For messages of one round of flushes.
  Joiner& joiner() { return joiner_; }

  /// base::monotonic_ms() at the last sweep: fresh enough for time-outs.
  base::Millis now() const { return now_; }
  /// Value of the Date header field.
  std::string_view date() const { return date_; }
  void set_date(std::int64_t seconds);

 private:
  async::Runtime& runtime_;
  std::size_t index_;
  std::vector<Connection*> connections_;
  std::size_t queued_bytes_ = 0;
  std::vector<Writer*> waiting_;
  std::vector<Writer*> flushing_;
  std::int64_t flush_not_before_us_ = 0;
  bool wake_up_set_ = false;
  Joiner joiner_;
  base::Millis now_ = base::monotonic_ms();
  std::string date_;
  std::int64_t date_seconds_ = -1;
};

}  // namespace kaibo::net
