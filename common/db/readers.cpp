#include "common/db/readers.h"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <utility>

#include "common/base/error.h"

namespace kaibo::db {

namespace {

/// More than the connections that a restart of the server may have left dead in the pool would be
/// of no use: the fresh one that follows is alive or there is none.
constexpr int max_tries = 3;

base::Error unavailable() {
  return {base::Code::unavailable,
          {"数据暂时读不出来，请过几秒再试一次。",
           "Nothing can be read just now. Try again in a few seconds."}};
}

/// Gives a connection back, or away, whatever the query does.
class Borrowed {
 public:
  using GiveBack = std::function<void(std::unique_ptr<Connection>)>;
  Borrowed(std::unique_ptr<Connection> connection, GiveBack give_back)
      : connection_(std::move(connection)), give_back_(std::move(give_back)) {}
  ~Borrowed() {
    connection_->rollback();
    give_back_(std::move(connection_));
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

  Connection& operator*() { return *connection_; }

 private:
  std::unique_ptr<Connection> connection_;
  GiveBack give_back_;
};

}  // namespace

Readers::Readers(Driver& driver, const base::Clock& clock, std::size_t keep)
    : driver_(driver), clock_(clock), keep_(keep) {}

void Readers::run(const std::function<void(Transaction&)>& query) {
  for (int i = 1;; ++i) {
    try {
      try_once(query);
      return;
    } catch (const Transient& e) {
      spdlog::warn("read, try {}: {}", i, e.what());
    } catch (const StorageFailed& e) {
      spdlog::error("read: {}", e.what());
      throw unavailable();
    } catch (const Unreachable& e) {
      spdlog::error("read: {}", e.what());
      throw unavailable();
    }
    if (i < max_tries) continue;
    throw unavailable();
  }
}

void Readers::try_once(const std::function<void(Transaction&)>& query) {
  Borrowed connection(borrow(), [this](auto back) { give_back(std::move(back)); });
  (*connection).begin();
  Transaction tx(*connection, clock_.now());
  query(tx);
  if (!tx.take_entries().empty()) throw std::logic_error("a read appended to the journal");
}

std::unique_ptr<Connection> Readers::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) throw unavailable();
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return driver_.connect(Role::reader, 0);
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
  if (connection->lost()) return;
  const std::lock_guard lock(mutex_);
  if (!stopped_ && idle_.size() < keep_) idle_.push_back(std::move(connection));
}

void Readers::stop() {
  std::vector<std::unique_ptr<Connection>> closing;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  closing.swap(idle_);
}

}  // namespace kaibo::db
