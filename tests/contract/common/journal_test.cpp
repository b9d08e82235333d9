#include "common/journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "tests/contract/common/journal_fixture.h"

namespace kaibo::journal {
namespace {

using contract::entry;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t journal_stream = 42;

class JournalContract : public contract::JournalTest {};
KAIBO_ON_EVERY_DATABASE(JournalContract);

std::vector<std::int64_t> seqs(const std::vector<db::Entry>& entries) {
  std::vector<std::int64_t> all;
  for (const auto& one : entries) all.push_back(one.seq);
  return all;
}

TEST_P(JournalContract, KeepsEveryFieldOfAnEntry) {
  open_stream(journal_stream);
  const std::string bytes("\x00\xff\x01'\"\\;", 7);
  append(entry(journal_stream, "room:9", "user:7", bytes));
  const auto entries = read_since({.stream = journal_stream});
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].stream, journal_stream);
  EXPECT_EQ(entries[0].seq, 1);
  EXPECT_EQ(entries[0].at, time_.now());
  EXPECT_EQ(entries[0].class_at, time_.now());
  EXPECT_EQ(entries[0].topic, "room:9");
  EXPECT_EQ(entries[0].also, "user:7");
  EXPECT_EQ(entries[0].actor, 7);
  EXPECT_EQ(entries[0].kind, 408);
  EXPECT_EQ(entries[0].body, bytes);
  ASSERT_THAT(handed_on(), SizeIs(1));
  EXPECT_EQ(handed_on()[0].seq, 1);
  EXPECT_EQ(handed_on()[0].body, bytes);
}

TEST_P(JournalContract, NumbersWithoutGapUnderConcurrentWritersSomeOfWhoseUnitsFail) {
  constexpr int streams = 3;
  for (int i = 0; i < streams; ++i) open_stream(i);
  std::array<std::atomic<std::int64_t>, streams> appended{};
  std::vector<std::thread> writers;
  for (unsigned seed = 0; seed < 6; ++seed) {
    writers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 60; ++i) {
        const auto to = static_cast<std::int64_t>(random() % streams);
        const int lines = static_cast<int>(random() % 4);
        const bool fail = random() % 4 == 0;
        try {
          db_->write_now(to, [&](db::Transaction& tx) {
            for (int line = 0; line < lines; ++line) tx.append(entry(to, "class"));
            if (fail) throw std::runtime_error("on purpose");
          });
          appended[to] += lines;
        } catch (const std::runtime_error&) {
          EXPECT_TRUE(fail);
        }
      }
    });
  }
  for (auto& writer : writers) writer.join();

  std::map<std::int64_t, std::vector<std::int64_t>> heard;
  for (const auto& one : handed_on()) heard[one.stream].push_back(one.seq);
  for (int i = 0; i < streams; ++i) {
    EXPECT_EQ(find_gap(i), 0);
    const auto stored = seqs(read_since({.stream = i}));
    ASSERT_EQ(std::ssize(stored), appended[i]);
    EXPECT_EQ(stored.back(), appended[i]);
    EXPECT_EQ(heard[i], stored);
  }
}

TEST_P(JournalContract, StoresManyLinesOfOneUnitInTheirOrder) {
  open_stream(journal_stream);
  constexpr int lines = 64 + 16 + 16 + 4 + 3;
  db_->write_now(journal_stream, [&](db::Transaction& tx) {
    for (int i = 1; i <= lines; ++i)
      tx.append(entry(journal_stream, "class", "", std::to_string(i)));
  });
  const auto entries = read_since({.stream = journal_stream});
  ASSERT_THAT(entries, SizeIs(lines));
  for (const auto& one : entries) EXPECT_EQ(one.body, std::to_string(one.seq));
}

TEST_P(JournalContract, NumbersOnAfterAReopen) {
  open_stream(journal_stream);
  append(entry(journal_stream, "class"));
  reopen();
  append(entry(journal_stream, "class"));
  EXPECT_THAT(seqs(read_since({.stream = journal_stream})), ElementsAre(1, 2));
  EXPECT_THROW(open_stream(journal_stream), db::DuplicateKey);
}

TEST_P(JournalContract, RefusesLinesForAStreamThatWasNeverOpened) {
  open_stream(journal_stream);
  EXPECT_ANY_THROW(append(entry(journal_stream + 1, "class")));
  append(entry(journal_stream, "class"));
  EXPECT_THAT(handed_on(), SizeIs(1));
  EXPECT_THAT(read_since({.stream = journal_stream + 1}), IsEmpty());
}

TEST_P(JournalContract, ReadsWhatIsHeardOnATopicPageByPage) {
  open_stream(journal_stream);
  append(entry(journal_stream, "room:9"));             // 1
  append(entry(journal_stream, "user:1", "room:9"));   // 2
  append(entry(journal_stream, "class"));              // 3
  append(entry(journal_stream, "room:9", "user:1"));   // 4
  append(entry(journal_stream, "room:10", "room:9"));  // 5
  append(entry(journal_stream, "room:9", "room:9"));   // 6
  const auto read = [&](std::int64_t after, const std::string& topic, std::size_t limit) {
    return seqs(
        read_since({.stream = journal_stream, .after_seq = after, .topic = topic, .limit = limit}));
  };
  EXPECT_THAT(read(0, "room:9", 100), ElementsAre(1, 2, 4, 5, 6));
  EXPECT_THAT(read(0, "room:9", 2), ElementsAre(1, 2));
  EXPECT_THAT(read(2, "room:9", 2), ElementsAre(4, 5));
  EXPECT_THAT(read(5, "room:9", 2), ElementsAre(6));
  EXPECT_THAT(read(6, "room:9", 2), IsEmpty());
  EXPECT_THAT(read(1, "user:1", 100), ElementsAre(2, 4));
  EXPECT_THAT(read(0, "", 4), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(read(4, "", 4), ElementsAre(5, 6));
  EXPECT_THAT(read(0, "room", 4), IsEmpty());
}

TEST_P(JournalContract, ReadsTheNewestOfAKindAndSingleOnes) {
  open_stream(journal_stream);
  for (int i = 1; i <= 120; ++i) {
    db::Entry one =
        i % 2 == 0 ? entry(journal_stream, "room:9") : entry(journal_stream, "user:1", "room:9");
    one.kind = i % 3 == 0 ? 409 : 408;
    append(one);
  }
  db_->read_now([&](db::Transaction& tx) {
    EXPECT_THAT(seqs(read_newest(tx, journal_stream, "room:9", 408, 4)),
                ElementsAre(115, 116, 118, 119));
    EXPECT_THAT(read_newest(tx, journal_stream, "room:9", 408, 1'000), SizeIs(80));
    EXPECT_THAT(read_newest(tx, journal_stream, "room:8", 408, 4), IsEmpty());

    const std::vector<std::int64_t> few = {7, 3, 3, 999};
    EXPECT_THAT(seqs(read_these(tx, journal_stream, few)), ElementsAre(3, 7));
    std::vector<std::int64_t> many;
    for (std::int64_t i = 120; i >= 1; --i) many.push_back(i);
    const auto found = seqs(read_these(tx, journal_stream, many));
    EXPECT_THAT(found, SizeIs(120));
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
    EXPECT_THAT(read_these(tx, journal_stream, {}), IsEmpty());
  });
}

TEST_P(JournalContract, KeepsBothTimesAndNeitherGoesBack) {
  open_stream(journal_stream);
  const base::Millis start = time_.now();
  time_.advance(1'000);
  db_->write_now(journal_stream, [&](db::Transaction& tx) {
    set_stream_clock(tx, journal_stream, {tx.now(), start + 1'000, 2'000, false});
    tx.append(entry(journal_stream, "class"));
  });
  time_.advance(500);
  append(entry(journal_stream, "class"));
  time_.advance(-60'000);
  append(entry(journal_stream, "class"));
  time_.advance(60'100);
  append(entry(journal_stream, "class"));
  db_->write_now(journal_stream, [&](db::Transaction& tx) {
    StreamClock clock = stream_clock(tx, journal_stream);
    clock.class_at = clock.at(tx.now());
    clock.real_at = tx.now();
    clock.paused = true;
    set_stream_clock(tx, journal_stream, clock);
  });
  time_.advance(5'000);
  append(entry(journal_stream, "class"));

  std::vector<std::pair<base::Millis, base::Millis>> times;
  for (const auto& one : read_since({.stream = journal_stream})) {
    times.emplace_back(one.at - start, one.class_at - start);
  }
  EXPECT_THAT(times, ElementsAre(std::pair(1'000, 1'000), std::pair(1'500, 11'000),
                                 std::pair(1'500, 11'000), std::pair(1'600, 13'000),
                                 std::pair(6'600, 13'000)));
}

TEST_P(JournalContract, KnowsNoClockOfAStreamThatWasNeverOpened) {
  EXPECT_THROW(
      db_->read_now([](db::Transaction& tx) { return stream_clock(tx, journal_stream).real_at; }),
      base::Error);
  EXPECT_THROW(
      db_->write_now(journal_stream,
                     [](db::Transaction& tx) { set_stream_clock(tx, journal_stream, {}); }),
      base::Error);
  EXPECT_EQ(db_->read_now([](db::Transaction& tx) { return last_seq(tx, journal_stream); }), 0);
}

TEST_P(JournalContract, FindsTheFirstEntryThatIsMissingOrTooMany) {
  open_stream(journal_stream);
  EXPECT_EQ(find_gap(journal_stream), 0);
  for (int i = 0; i < 10; ++i) append(entry(journal_stream, "class"));
  EXPECT_EQ(find_gap(journal_stream), 0);
  const auto change = [&](const std::string& sql) {
    db_->write_now(journal_stream, [&](db::Transaction& tx) { EXPECT_EQ(tx.execute(sql), 1); });
  };
  change("UPDATE journal_stream SET seq = 9");
  EXPECT_EQ(find_gap(journal_stream), 10);
  change("UPDATE journal_stream SET seq = 11");
  EXPECT_EQ(find_gap(journal_stream), 11);
  change("DELETE FROM journal_entry WHERE seq = 4");
  EXPECT_EQ(find_gap(journal_stream), 4);
  change("DELETE FROM journal_entry WHERE seq = 1");
  EXPECT_EQ(find_gap(journal_stream), 1);
}

}  // namespace
}  // namespace kaibo::journal
