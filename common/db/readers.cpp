#include "common/db/readers.h"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <utility>

#include "common/base/error.h"

namespace kaibo::db {

namespace {

/// How long a read may go on in an earlier one's transaction.
constexpr std::chrono::milliseconds longest_use{10};

base::Error unreadable() {
  return {base::Code::unavailable,
          {"数据暂时读不出来，请过几秒再试一次。",
           "Nothing can be read just now. Try again in a few seconds."}};
}

}  // namespace

/// Gives a connection back, or away, whatever the query does.
class Readers::Borrowed {
 public:
  explicit Borrowed(Readers& readers) : readers_(readers), reader_(readers.borrow()) {}
  ~Borrowed() { readers_.give_back(std::move(reader_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

  Connection& open() {
    if (!reader_.is_open) reader_.connection->begin();
    // Until the read is through, it must not be kept.
    reader_.is_open = false;
    return *reader_.connection;
  }
  void keep_open() { reader_.is_open = true; }

 private:
  Readers& readers_;
  Reader reader_;
};

Readers::Readers(Driver& driver, Connector& connector, const base::Clock& clock, std::size_t keep,
                 int tries)
    : driver_(driver), connector_(connector), clock_(clock), keep_(keep), tries_(tries) {}

void Readers::run(const std::function<void(Transaction&)>& query) {
  if (connector_.away()) throw unreadable();
  for (int i = 1;; ++i) {
    try {
      try_once(query);
      return;
    } catch (const Transient& e) {
      spdlog::warn("read, try {}: {}", i, e.what());
    } catch (const StorageFailed& e) {
      spdlog::error("read: {}", e.what());
      throw unreadable();
    } catch (const Unreachable& e) {
      spdlog::error("read: {}", e.what());
      throw unreadable();
    }
    if (i < tries_) continue;
    throw unreadable();
  }
}

void Readers::try_once(const std::function<void(Transaction&)>& query) {
  Borrowed borrowed(*this);
  Transaction tx(borrowed.open(), clock_.now());
  query(tx);
  if (!tx.take_entries().empty()) throw std::logic_error("a read appended to the journal");
  if (driver_.writes_alone()) borrowed.keep_open();
}

Readers::Reader Readers::borrow() {
  const auto now = std::chrono::steady_clock::now();
  Reader reader{.connection = nullptr, .is_open = false, .commits = 0, .since = now};
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) throw unreadable();
    reader.commits = commits_;
    if (!idle_.empty()) {
      Reader kept = std::move(idle_.back());
      idle_.pop_back();
      if (kept.is_open && now - kept.since < longest_use) return kept;
      if (kept.is_open) kept.connection->rollback();
      reader.connection = std::move(kept.connection);
    }
  }
  if (!reader.connection) reader.connection = connector_.connect(Role::reader, 0);
  return reader;
}

void Readers::give_back(Reader reader) {
  if (!reader.is_open) reader.connection->rollback();
  std::vector<Reader> closing;
  const std::lock_guard lock(mutex_);
  if (reader.connection->lost()) {
    // The others are probably lost as well, and each would take its time to find out.
    closing.swap(idle_);
    return;
  }
  if (reader.is_open && (reader.commits != commits_ || !may_stay_open_)) {
    reader.connection->rollback();
    reader.is_open = false;
  }
  if (!stopped_ && idle_.size() < keep_) idle_.push_back(std::move(reader));
}

void Readers::end_idle() {
  const std::lock_guard lock(mutex_);
  end_left_open();
}

void Readers::committed() {
  const std::lock_guard lock(mutex_);
  ++commits_;
  end_left_open();
}

void Readers::leave_open(bool may_stay) {
  const std::lock_guard lock(mutex_);
  may_stay_open_ = may_stay;
  if (!may_stay) end_left_open();
}

/// Under the lock.
void Readers::end_left_open() {
  for (Reader& reader : idle_) {
    if (std::exchange(reader.is_open, false)) reader.connection->rollback();
  }
}

void Readers::stop() {
  std::vector<Reader> closing;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  closing.swap(idle_);
}

}  // namespace kaibo::db
