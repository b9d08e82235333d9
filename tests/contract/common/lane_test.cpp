#include "common/db/lane.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "tests/support/databases.h"
#include "tests/support/submitter.h"

namespace kaibo::db {
namespace {

constexpr std::int64_t stream = 7;
constexpr int bad_kind = 666;

constexpr std::array<base::Embedded, 1> lane_schema = {{{"001_lines.sql",
                                                         "CREATE TABLE line (\n"
                                                         "  id BIGINT NOT NULL PRIMARY KEY,\n"
                                                         "  at BIGINT NOT NULL\n"
                                                         ");\n"
                                                         "CREATE TABLE told (\n"
                                                         "  seq BIGINT NOT NULL PRIMARY KEY,\n"
                                                         "  topic VARCHAR(32) NOT NULL\n"
                                                         ");\n"}}};

const Table line_table("line", {"id", "at"});
const Amount line_amount("line", "at", {"id"});

/// A small journal: numbers the entries, stores them, refuses those of `bad_kind`.
class Recorder : public CommitObserver {
 public:
  void before_batch(Transaction&, std::span<const std::int64_t>) override {}

  void before_commit(Transaction& tx, std::span<Entry> entries) override {
    std::int64_t last = tx.query("SELECT COALESCE(MAX(seq), 0) FROM told").front().integer(0);
    for (Entry& entry : entries) {
      if (entry.kind == bad_kind) throw base::Error(base::Code::internal, {"坏", "bad entry"});
      entry.seq = ++last;
      tx.execute("INSERT INTO told (seq, topic) VALUES (?, ?)", entry.seq, entry.topic);
    }
  }

  void after_commit(std::vector<Entry> entries) override {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries) topics_.push_back(entry.topic);
  }

  std::vector<std::string> topics() {
    const std::lock_guard lock(mutex_);
    return topics_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> topics_;
};

Entry entry(const std::string& topic, int kind = 1, std::int64_t of_stream = stream) {
  Entry made;
  made.stream = of_stream;
  made.topic = topic;
  made.kind = kind;
  return made;
}

class LaneContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    start();
  }

  void start() {
    callers_.reset();
    db_.reset();
    db_ = open(&recorder_);
    db_->migrate("test", lane_schema);
    callers_ = std::make_unique<contract::Submitter>(*db_);
  }

  std::vector<std::int64_t> ids() {
    return db_->read_now([](Transaction& tx) {
      std::vector<std::int64_t> all;
      for (const Row row : tx.query("SELECT id FROM line ORDER BY at, id")) {
        all.push_back(row.integer(0));
      }
      return all;
    });
  }

  std::vector<std::string> told() {
    return db_->read_now([](Transaction& tx) {
      std::vector<std::string> all;
      for (const Row row : tx.query("SELECT topic FROM told ORDER BY seq")) {
        all.push_back(row.text(0));
      }
      return all;
    });
  }

  LaneFigures figures() {
    LaneFigures sum;
    for (const LaneFigures& lane : db_->figures()) {
      sum.batches += lane.batches;
      sum.units += lane.units;
      sum.reruns += lane.reruns;
    }
    return sum;
  }

  /// Units 0, 1 … behind a gate, which opens when all are queued; returns when they are done.
  void run_queued(std::int64_t count, void (*unit)(Transaction& tx, std::int64_t id)) {
    callers_->close_gate(stream);
    std::vector<std::future<void>> answers;
    for (std::int64_t id = 0; id < count; ++id) {
      answers.push_back(callers_->submit(stream, [id, unit](Transaction& tx) { unit(tx, id); }));
    }
    ASSERT_TRUE(callers_->queued(static_cast<std::size_t>(count)));
    callers_->open_gate();
    for (auto& answer : answers) answer.get();
  }

  static void insert(Transaction& tx, std::int64_t id) {
    tx.execute("INSERT INTO line (id, at) SELECT ?, COUNT(*) FROM line", id);
  }

  Recorder recorder_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<contract::Submitter> callers_;
};
KAIBO_ON_EVERY_DATABASE(LaneContract);

TEST_P(LaneContract, WhatIsQueuedGoesIntoOneCommitInItsOrder) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  std::vector<std::int64_t> expected;
  std::vector<std::string> topics;
  for (std::int64_t id = 100; id > 0; --id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) {
      insert(tx, id);
      tx.append(entry(std::to_string(id)));
    }));
    expected.push_back(id);
    topics.push_back(std::to_string(id));
  }
  ASSERT_TRUE(callers_->queued(100));
  callers_->open_gate();
  for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
  EXPECT_EQ(ids(), expected);
  EXPECT_EQ(told(), topics);
  EXPECT_EQ(recorder_.topics(), topics);
  EXPECT_EQ(figures().batches, 2);
  EXPECT_EQ(figures().units, 101);
  EXPECT_EQ(figures().reruns, 0);
}

TEST_P(LaneContract, ARefusedUnitLeavesItsNeighboursAloneAndItsEntriesVanish) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t id = 0; id < 12; ++id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) {
      if (id % 4 == 1) throw base::Error(base::Code::failed_precondition, {"早", "early"});
      insert(tx, id);
      tx.append(entry(std::to_string(id)));
      if (id % 4 == 2) throw base::Error(base::Code::failed_precondition, {"晚", "late"});
      if (id % 4 == 3) insert(tx, id);
    }));
  }
  ASSERT_TRUE(callers_->queued(12));
  callers_->open_gate();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i % 4 == 0) {
      EXPECT_NO_THROW(answers[i].get()) << i;
    } else if (i % 4 == 3) {
      EXPECT_THROW(answers[i].get(), DuplicateKey) << i;
    } else {
      EXPECT_THROW(answers[i].get(), base::Error) << i;
    }
  }
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 4, 8}));
  EXPECT_EQ(told(), (std::vector<std::string>{"0", "4", "8"}));
  EXPECT_EQ(recorder_.topics(), told());
  EXPECT_EQ(figures().reruns, 12) << "once more, with savepoints";
}

TEST_P(LaneContract, AUnitRefusedBeforeItWroteCostsItsNeighboursNothing) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t id = 0; id < 8; ++id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) {
      tx.insert(line_table, id, id);
      const bool is_sold_out = tx.execute("UPDATE told SET seq = seq - 1 WHERE seq = 0") == 0;
      if (is_sold_out && id % 2 == 1) throw std::runtime_error("sold out");
    }));
  }
  ASSERT_TRUE(callers_->queued(8));
  callers_->open_gate();
  for (std::size_t i = 0; i < answers.size(); i += 2) {
    EXPECT_NO_THROW(answers[i].get()) << i;
    EXPECT_THROW(answers[i + 1].get(), std::runtime_error) << i;
  }
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 2, 4, 6}));
  EXPECT_EQ(figures().reruns, 0);
}

TEST_P(LaneContract, EveryUnitSeesTheRowsThatThoseBeforeItInserted) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  std::vector<std::int64_t> expected;
  for (std::int64_t id = 100; id > 0; --id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) {
      // Only some look; what the others insert piles up meanwhile.
      std::int64_t at = 100 - id;
      if (id % 7 == 0) at = tx.query("SELECT COUNT(*) FROM line").front().integer(0);
      tx.insert(line_table, id, at);
    }));
    expected.push_back(id);
  }
  ASSERT_TRUE(callers_->queued(100));
  callers_->open_gate();
  for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
  EXPECT_EQ(ids(), expected);
  EXPECT_EQ(figures().reruns, 0);
}

TEST_P(LaneContract, WhatABatchTakesAndAddsIsExact) {
  static constexpr std::int64_t stock = 1;
  static constexpr std::int64_t till = 2;
  const auto left = [](Transaction& tx, std::int64_t id) {
    return tx.query("SELECT at FROM line WHERE id = ?", id).front().integer(0);
  };
  db_->write_now(stream, [](Transaction& tx) { tx.insert(line_table, stock, 10); });
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t i = 0; i < 25; ++i) {
    answers.push_back(callers_->submit(stream, [i, left](Transaction& tx) {
      tx.add(line_amount, 2, till);
      if (!tx.take(line_amount, 1, stock)) throw std::runtime_error("sold out");
      if (i % 5 == 3) throw std::runtime_error("refused");
      if (i == 5) EXPECT_EQ(left(tx, stock), 5);
    }));
  }
  ASSERT_TRUE(callers_->queued(25));
  callers_->open_gate();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i % 5 == 3 || i > 11) {
      EXPECT_THROW(answers[i].get(), std::runtime_error) << i;
    } else {
      EXPECT_NO_THROW(answers[i].get()) << i;
    }
  }
  EXPECT_EQ(figures().reruns, 0);
  db_->write_now(stream, [left](Transaction& tx) {
    EXPECT_EQ(left(tx, stock), 0);
    EXPECT_EQ(left(tx, till), 20);
    EXPECT_FALSE(tx.take(line_amount, 1, stock));
    EXPECT_TRUE(tx.take(line_amount, 20, till));
    tx.add(line_amount, -3, till);
    EXPECT_EQ(left(tx, till), -3);
    EXPECT_FALSE(tx.take(line_amount, 1, 99)) << "where there is none";
  });
}

TEST_P(LaneContract, AnInsertedKeyThatIsTakenFailsItsOwnUnitOnly) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t i = 0; i < 6; ++i) {
    answers.push_back(callers_->submit(
        stream, [i](Transaction& tx) { tx.insert(line_table, i == 5 ? 0 : i, i); }));
  }
  ASSERT_TRUE(callers_->queued(6));
  callers_->open_gate();
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NO_THROW(answers[i].get()) << i;
  EXPECT_THROW(answers[5].get(), DuplicateKey);
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
}

TEST_P(LaneContract, AUnitAloneThatIsRefusedLeavesNothing) {
  EXPECT_THROW(db_->write_now(stream,
                              [](Transaction& tx) {
                                insert(tx, 1);
                                tx.append(entry("1"));
                                throw std::runtime_error("no");
                              }),
               std::runtime_error);
  EXPECT_TRUE(ids().empty());
  EXPECT_TRUE(recorder_.topics().empty());
}

TEST_P(LaneContract, AnEntryTheJournalRefusesHarmsOnlyItsOwnUnit) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t id = 0; id < 5; ++id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) {
      insert(tx, id);
      tx.append(entry(std::to_string(id), id == 2 ? bad_kind : 1));
    }));
  }
  ASSERT_TRUE(callers_->queued(5));
  callers_->open_gate();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 2) {
      EXPECT_THROW(answers[i].get(), base::Error);
    } else {
      EXPECT_NO_THROW(answers[i].get()) << i;
    }
  }
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 1, 3, 4}));
  EXPECT_EQ(recorder_.topics(), (std::vector<std::string>{"0", "1", "3", "4"}));
}

TEST_P(LaneContract, AUnitMayAppendOnlyToItsOwnStream) {
  EXPECT_THROW(db_->write_now(stream,
                              [](Transaction& tx) {
                                insert(tx, 1);
                                tx.append(entry("elsewhere", 1, stream + 1));
                              }),
               std::logic_error);
  EXPECT_TRUE(ids().empty());
}

TEST_P(LaneContract, AFullQueueRefusesAtOnce) {
  options_.max_queue = 3;
  start();
  callers_->close_gate(stream);
  std::vector<std::future<void>> accepted;
  for (std::int64_t id = 0; id < 3; ++id) {
    accepted.push_back(callers_->submit(stream, [id](Transaction& tx) { insert(tx, id); }));
  }
  ASSERT_TRUE(callers_->queued(3));
  try {
    callers_->submit(stream, [](Transaction& tx) { insert(tx, 99); }).get();
    ADD_FAILURE() << "accepted";
  } catch (const base::Error& e) {
    EXPECT_EQ(e.code(), base::Code::resource_exhausted);
  }
  EXPECT_THROW(db_->write_now(stream, [](Transaction&) {}), base::Error);
  callers_->open_gate();
  for (auto& answer : accepted) EXPECT_NO_THROW(answer.get());
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 1, 2}));
}

TEST_P(LaneContract, ABatchIsNoLargerThanItsBound) {
  options_.max_batch = 10;
  start();
  run_queued(25, insert);
  EXPECT_EQ(figures().batches, 4);
  EXPECT_EQ(ids().size(), 25U);
}

TEST_P(LaneContract, ABatchThatTakesLongLeavesTheRestToTheNext) {
  options_.lock_wait = 100;
  start();
  run_queued(6, [](Transaction& tx, std::int64_t id) {
    if (id < 3) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    insert(tx, id);
  });
  // The gate, each of the slow ones, those after them.
  EXPECT_GE(figures().batches, 5);
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST_P(LaneContract, StopAnswersEverythingThatWasAccepted) {
  callers_->close_gate(stream);
  std::vector<std::future<void>> answers;
  for (std::int64_t id = 0; id < 50; ++id) {
    answers.push_back(callers_->submit(stream, [id](Transaction& tx) { insert(tx, id); }));
  }
  ASSERT_TRUE(callers_->queued(50));
  std::thread stopping([this] { db_->stop(); });
  // From then on nothing more is taken, while the lane is still held.
  EXPECT_TRUE(contract::eventually([this] {
    std::future<void> late = callers_->submit(stream, [](Transaction&) {});
    return late.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready;
  }));
  callers_->open_gate();
  stopping.join();
  for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
  callers_.reset();
  db_ = open();
  EXPECT_EQ(ids().size(), 50U);
}

TEST_P(LaneContract, AnAnswerComesAfterTheEntriesWereToldAndIsDurable) {
  for (std::int64_t id = 0; id < 5; ++id) {
    db_->write_now(stream, [id](Transaction& tx) {
      insert(tx, id);
      tx.append(entry(std::to_string(id)));
    });
    EXPECT_EQ(recorder_.topics().size(), static_cast<std::size_t>(id) + 1);
    const std::int64_t seen = open()->read_now(
        [](Transaction& tx) { return tx.query("SELECT COUNT(*) FROM line").front().integer(0); });
    EXPECT_EQ(seen, id + 1);
  }
}

TEST_P(LaneContract, ABatchThatTakesTooLongIsSeenUntilItIsOver) {
  options_.stuck = 100;
  start();
  EXPECT_EQ(db_->trouble(), "");
  callers_->close_gate(stream);
  std::future<void> behind = callers_->submit(stream, [](Transaction& tx) { insert(tx, 1); });
  ASSERT_TRUE(callers_->queued(1));
  const auto lane = [this] {
    for (const LaneFigures& figures : db_->figures()) {
      if (figures.running > 0) return figures;
    }
    return LaneFigures();
  };
  EXPECT_TRUE(contract::eventually([&] { return lane().stuck && lane().stuck_reports > 0; }));
  EXPECT_EQ(lane().running, 1U);
  EXPECT_EQ(lane().queued, 1U);
  EXPECT_GE(lane().running_ms, options_.stuck);
  EXPECT_NE(db_->trouble().find("has been busy"), std::string::npos) << db_->trouble();
  callers_->open_gate();
  EXPECT_NO_THROW(behind.get());
  EXPECT_TRUE(contract::eventually([this] { return db_->trouble().empty(); }));
  EXPECT_EQ(ids(), (std::vector<std::int64_t>{1}));
}

TEST_P(LaneContract, AStreamIsAlwaysOnTheSameLane) {
  const auto units = [this] {
    std::vector<std::int64_t> all;
    for (const LaneFigures& lane : db_->figures()) all.push_back(lane.units);
    return all;
  };
  for (const std::int64_t one : {1, 2, 7, 1'000'003}) {
    const std::vector<std::int64_t> before = units();
    for (int i = 0; i < 5; ++i) db_->write_now(one, [](Transaction&) {});
    const std::vector<std::int64_t> after = units();
    int lanes = 0;
    for (std::size_t i = 0; i < after.size(); ++i) lanes += after[i] > before[i] ? 1 : 0;
    EXPECT_EQ(lanes, 1) << one;
  }
}

TEST_P(LaneContract, ManyCallersOfManyStreamsLoseNothing) {
  constexpr int callers = 8;
  constexpr int each = 40;
  std::vector<std::thread> threads;
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back([this, caller] {
      for (int i = 0; i < each; ++i) {
        db_->write_now(caller, [=](Transaction& tx) {
          tx.execute("INSERT INTO line (id, at) VALUES (?, ?)", caller * each + i, i);
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids().size(), static_cast<std::size_t>(callers) * each);
  EXPECT_EQ(figures().units, callers * each);
}

}  // namespace
}  // namespace kaibo::db
