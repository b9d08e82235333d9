#include "common/net/core.h"

#include <algorithm>
#include <utility>

#include "common/net/response.h"

namespace kaibo::net {
namespace {

/// Longest wait for more to write, and the share of it that each write earns: writes are what costs
/// (4 … 6 µs each), so a core spends at most a quarter of its time on them while they are small.
constexpr std::int64_t max_pause_us = 1000;
constexpr std::int64_t pause_per_write_us = 20;
/// Not worth a timer.
constexpr std::int64_t min_pause_us = 100;
/// Bytes in a write from which on waiting for more gains nothing.
constexpr std::size_t well_filled = 6'000;

std::int64_t pause_after(std::size_t writes, std::size_t bytes) {
  if (bytes >= writes * well_filled) return 0;
  const auto pause = static_cast<std::int64_t>(writes) * pause_per_write_us;
  return pause < min_pause_us ? 0 : std::min(pause, max_pause_us);
}

}  // namespace

void Core::add(Connection& connection) {
  connection.place_ = connections_.size();
  connections_.push_back(&connection);
}

void Core::remove(Connection& connection) {
  Connection* last = connections_.back();
  last->place_ = connection.place_;
  connections_[connection.place_] = last;
  connections_.pop_back();
}

// A connection that ends itself is removed later, by its own coroutine; backwards all the same, so
// that a removal could not skip one.
void Core::sweep(base::Millis now) {
  now_ = now;
  queued_bytes_ = 0;
  for (std::size_t i = connections_.size(); i-- > 0;) {
    connections_[i]->sweep(now);
    queued_bytes_ += connections_[i]->queued_bytes();
  }
}

void Core::drain() {
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->drain();
}

void Core::abort() {
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->abort();
}

void Core::flush_soon(Writer& writer) {
  if (writer.waiting_) return;
  writer.waiting_ = true;
  waiting_.push_back(&writer);
}

void Core::forget(Writer& writer) {
  if (!writer.waiting_) return;
  std::erase(waiting_, &writer);
  std::replace(flushing_.begin(), flushing_.end(), &writer, static_cast<Writer*>(nullptr));
}

void Core::turn_ended() {
  if (waiting_.empty()) return;
  const std::int64_t now = base::monotonic_us();
  if (now < flush_not_before_us_) {
    if (wake_up_set_) return;
    wake_up_set_ = true;
    runtime_.after(index_, 1, [this] { wake_up_set_ = false; });
    return;
  }
  std::size_t writes = 0;
  std::size_t bytes = 0;
  flushing_.swap(waiting_);
  for (Writer*& writer : flushing_) {
    if (writer == nullptr) continue;
    writer->waiting_ = false;
    const std::size_t flushed = std::exchange(writer, nullptr)->flush();
    writes += flushed > 0 ? 1 : 0;
    bytes += flushed;
  }
  flushing_.clear();
  joiner_.clear();
  flush_not_before_us_ = now + pause_after(writes, bytes);
}

void Core::set_date(std::int64_t seconds) {
  if (seconds == date_seconds_) return;
  date_seconds_ = seconds;
  date_ = http_date(seconds);
}

}  // namespace kaibo::net
