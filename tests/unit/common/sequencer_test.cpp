#include "common/cluster/sequencer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace kaibo::cluster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t stream = 42;

db::Entry line(std::int64_t seq, std::int64_t of = stream) {
  db::Entry entry;
  entry.stream = of;
  entry.seq = seq;
  return entry;
}

class SequencerTest : public testing::Test {
 protected:
  void follow(std::int64_t from) {
    sequencer_.follow(stream);
    sequencer_.start(stream, from);
  }
  void offer(const std::vector<std::int64_t>& seqs) {
    std::vector<db::Entry> entries;
    for (const std::int64_t seq : seqs) entries.push_back(line(seq));
    sequencer_.offer(std::move(entries));
  }

  base::ManualClock clock_{1'000};
  std::vector<std::int64_t> out_;
  Sequencer sequencer_{clock_,
                       [this](const std::vector<db::Entry>& entries) {
                         for (const db::Entry& entry : entries) out_.push_back(entry.seq);
                       },
                       5};
};

TEST_F(SequencerTest, LetsLinesOutInOrderAndOnceHoweverTheyCome) {
  follow(0);
  offer({2});
  offer({3, 1});
  offer({1, 2, 3});
  offer({4});
  EXPECT_THAT(out_, ElementsAre(1, 2, 3, 4));
}

TEST_F(SequencerTest, KeepsWhatComesUntilItKnowsFromWhere) {
  sequencer_.follow(stream);
  offer({7, 5, 6});
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_THAT(sequencer_.positions(), IsEmpty());
  sequencer_.start(stream, 5);
  EXPECT_THAT(out_, ElementsAre(6, 7));
  sequencer_.start(stream, 3);
  EXPECT_THAT(out_, ElementsAre(6, 7));
}

TEST_F(SequencerTest, DropsWhatNobodyFollows) {
  offer({1});
  follow(0);
  sequencer_.offer({line(1, stream + 1)});
  sequencer_.forget(stream);
  offer({1});
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(SequencerTest, TellsSinceWhenALineIsMissing) {
  follow(0);
  offer({1, 3});
  clock_.advance(50);
  offer({4});
  ASSERT_THAT(sequencer_.positions(), SizeIs(1));
  EXPECT_EQ(sequencer_.positions()[0].seq, 1);
  EXPECT_EQ(sequencer_.positions()[0].hole_since, 1'000);
  offer({2});
  EXPECT_EQ(sequencer_.positions()[0].seq, 4);
  EXPECT_EQ(sequencer_.positions()[0].hole_since, 0);
}

TEST_F(SequencerTest, KeepsOnlySoManyBehindAHoleTheFirstOnes) {
  follow(0);
  offer({9, 8, 7, 6, 5, 4, 3, 2});
  offer({1});
  EXPECT_THAT(out_, ElementsAre(1, 2, 3, 4, 5));
  offer({6, 7, 8, 9});
  EXPECT_THAT(out_, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST_F(SequencerTest, LosesAndRepeatsNothingWhateverTheWireDoes) {
  std::mt19937 random(7);
  follow(0);
  std::vector<std::int64_t> expected;
  for (std::int64_t first = 1; first < 400; first += 4) {
    std::vector<std::int64_t> seqs = {first, first + 1, first + 2, first + 3};
    expected.insert(expected.end(), seqs.begin(), seqs.end());
    std::vector<std::int64_t> wire = seqs;
    wire.push_back(seqs[random() % 4]);
    wire.erase(wire.begin() + random() % wire.size());
    std::ranges::shuffle(wire, random);
    offer(wire);
    // What the database is asked for then.
    const std::int64_t at = sequencer_.positions()[0].seq;
    std::erase_if(seqs, [at](std::int64_t seq) { return seq <= at; });
    offer(seqs);
  }
  EXPECT_EQ(out_, expected);
}

}  // namespace
}  // namespace kaibo::cluster
