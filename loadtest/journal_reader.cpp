#include "loadtest/journal_reader.h"

#include <chrono>
#include <utility>

namespace kaibo::load {
namespace {

class Reader : public SocketListener {
 public:
  explicit Reader(boost::asio::io_context& io) : changed_(io) {}

  void on_subscribed(const realtime::v1::Subscribed& subscribed) override {
    failed_ = subscribed.has_error();
    end_ = subscribed.seq();
    changed_.notify();
  }
  void on_event(const std::string& bytes) override {
    Journal::Line line;
    failed_ = !line.event.ParseFromString(bytes) || failed_;
    if (line.event.seq() > end_) return;
    line.print = fingerprint(bytes);
    const bool is_last = line.event.seq() == end_;
    journal_.lines.push_back(std::move(line));
    if (is_last) changed_.notify();
  }
  void on_lost(const std::string&, std::optional<int>) override {
    failed_ = true;
    changed_.notify();
  }

  bool is_complete() const {
    if (end_ == 0) return true;
    return !journal_.lines.empty() && journal_.lines.back().event.seq() == end_;
  }
  Task<bool> finish(Time until) {
    while (!failed_ && !is_complete() && Clock::now() < until) co_await changed_.wait(until);
    co_return !failed_ && is_complete();
  }
  Journal take() { return std::move(journal_); }

 private:
  Signal changed_;
  /// Unknown until subscribed.
  std::int64_t end_ = -1;
  bool failed_ = false;
  Journal journal_;
};

}  // namespace

Task<std::optional<Journal>> read_journal(boost::asio::io_context& io, Target target,
                                          std::string token, std::int64_t class_id) {
  Reader reader(io);
  Realtime realtime(io, std::move(target), std::move(token), reader);
  try {
    co_await realtime.open();
  } catch (const ConnectionLost&) {
    co_return std::nullopt;
  }
  realtime.subscribe(class_id, "*", 0);
  const bool complete = co_await reader.finish(Clock::now() + std::chrono::minutes(1));
  realtime.drop();
  if (!complete) co_return std::nullopt;
  co_return reader.take();
}

}  // namespace kaibo::load
