#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/db/database.h"
#include "common/journal/hub.h"
#include "common/journal/journal.h"
#include "generated/embedded/journal_schema.h"
#include "tests/support/databases.h"

namespace kaibo::contract {

inline db::Entry entry(std::int64_t stream, std::string topic, std::string also = {},
                       std::string body = {}) {
  db::Entry entry;
  entry.stream = stream;
  entry.topic = std::move(topic);
  entry.also = std::move(also);
  entry.actor = 7;
  entry.kind = 408;
  entry.body = std::move(body);
  return entry;
}

/// A database with a journal, whose clock the test moves, and a hub that hears of it.
class JournalTest : public DatabaseTest {
 protected:
  ~JournalTest() override {
    runtime_.stop();
    db_.reset();
  }

  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    reopen();
    runtime_.start();
  }

  void reopen() {
    db_.reset();
    db_ = db::Database::open(options_, time_, &writer_);
    db_->migrate("journal", embedded::journal_schema);
  }

  void open_stream(std::int64_t stream) {
    db_->write_now(stream, [&](db::Transaction& tx) { journal::open_stream(tx, stream); });
  }
  void append(const db::Entry& entry) {
    db_->write_now(entry.stream, [&](db::Transaction& tx) { tx.append(entry); });
  }
  std::vector<db::Entry> read_since(const journal::Range& range) {
    return db_->read_now([&](db::Transaction& tx) { return journal::read_since(tx, range); });
  }
  std::int64_t find_gap(std::int64_t stream) {
    return db_->read_now([&](db::Transaction& tx) { return journal::find_gap(tx, stream); });
  }
  /// What the journal handed on after commits, in that order.
  std::vector<db::Entry> handed_on() {
    const std::lock_guard lock(mutex_);
    return handed_on_;
  }

  base::ManualClock time_{1'700'000'000'000};
  async::Runtime runtime_{2};
  journal::Hub hub_{runtime_};
  journal::Writer writer_{[this](std::vector<db::Entry> entries) {
    {
      const std::lock_guard lock(mutex_);
      handed_on_.insert(handed_on_.end(), entries.begin(), entries.end());
    }
    hub_.publish(std::move(entries));
  }};
  std::unique_ptr<db::Database> db_;

 private:
  std::mutex mutex_;
  std::vector<db::Entry> handed_on_;
};

}  // namespace kaibo::contract
