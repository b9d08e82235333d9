#include "loadtest/journal.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <vector>

namespace kaibo::load {
namespace {

Journal journal_of(std::initializer_list<const char*> topics) {
  Journal journal;
  for (const char* topic : topics) {
    Journal::Line line;
    line.event.set_seq(journal.last_seq() + 1);
    line.event.set_topic(topic);
    line.print = fingerprint(line.event.SerializeAsString());
    journal.lines.push_back(line);
  }
  return journal;
}

/// Room 7 has the events 2, 3, 5 and 6.
const Journal journal =
    journal_of({"class", "room:7", "room:7", "user:1", "room:7", "room:7", "class"});

Heard heard_in_room(std::initializer_list<std::int64_t> seqs) {
  Heard heard;
  heard.topic = "room:7";
  heard.after_seq = 0;
  for (const std::int64_t seq : seqs) {
    heard.receipts.push_back({seq, journal.lines[static_cast<std::size_t>(seq - 1)].print});
  }
  return heard;
}

TEST(Heard, EverythingOnceAndInOrderIsWell) {
  const EventCounts counts = compare(heard_in_room({2, 3, 5, 6}), journal);
  EXPECT_TRUE(counts.all_well());
  EXPECT_EQ(counts.expected, 4);
  EXPECT_EQ(counts.received, 4);
}

TEST(Heard, AMissingEventIsCounted) {
  EXPECT_EQ(compare(heard_in_room({2, 5, 6}), journal).missing, 1);
  EXPECT_EQ(compare(heard_in_room({2, 3, 5}), journal).missing, 1);
}

TEST(Heard, AnEventThatComesTwiceIsCounted) {
  const EventCounts counts = compare(heard_in_room({2, 3, 3, 5, 6}), journal);
  EXPECT_EQ(counts.duplicated, 1);
  EXPECT_EQ(counts.missing, 0);
}

TEST(Heard, AnEventOfTwoTopicsMayComeAgainOutOfTheHistoryOfTheOther) {
  const Heard room = heard_in_room({2, 3});
  Heard own;
  own.topic = "user:1";
  EXPECT_FALSE(room.is_repeated_by(own, 3)) << "the other has no history";
  own.history_to = 3;
  EXPECT_TRUE(room.is_repeated_by(own, 3));
  EXPECT_FALSE(room.is_repeated_by(own, 1)) << "it came for the first time";
  own.history_to = 2;
  EXPECT_FALSE(room.is_repeated_by(own, 3));
}

TEST(Heard, AnEventOfTwoTopicsMayComeBeforeThoseBetween) {
  Heard room = heard_in_room({2, 6, 3, 5});
  room.receipts[1].of_two_topics = true;
  EXPECT_TRUE(compare(room, journal).all_well());
  EXPECT_EQ(room.resume_after(), 5);
  room.receipts.resize(2);
  EXPECT_EQ(room.resume_after(), 2) << "those between are still to come";
}

TEST(Heard, AnEventBehindALaterOneIsOutOfOrder) {
  const EventCounts counts = compare(heard_in_room({2, 5, 3, 6}), journal);
  EXPECT_EQ(counts.out_of_order, 1);
  EXPECT_EQ(counts.duplicated, 0);
  EXPECT_EQ(counts.missing, 0);
}

TEST(Heard, AnEventOfAnotherTopicIsUnasked) {
  EXPECT_EQ(compare(heard_in_room({2, 3, 4, 5, 6}), journal).unasked, 1);
}

TEST(Heard, AnEventWithOtherBytesIsAltered) {
  Heard heard = heard_in_room({2, 3, 5, 6});
  heard.receipts[1].print ^= 1;
  EXPECT_EQ(compare(heard, journal).altered, 1);
}

TEST(Heard, NothingIsDueBeforeTheSubscriptionAndAfterLeaving) {
  Heard heard = heard_in_room({3, 5});
  heard.after_seq = 2;
  heard.until_seq = 5;
  EXPECT_TRUE(compare(heard, journal).all_well());
  EXPECT_EQ(compare(heard, journal).expected, 2);
}

TEST(Heard, TheSecondTopicOfAnEventIsDueToo) {
  Journal other = journal_of({"user:1", "user:1"});
  other.lines[1].event.set_also("user:2");
  Heard heard;
  heard.topic = "user:2";
  heard.after_seq = 0;
  EXPECT_EQ(compare(heard, other).missing, 1);
}

TEST(Journal, AGapIsFound) {
  Journal broken = journal;
  EXPECT_EQ(broken.first_wrong(), 0);
  broken.lines.erase(broken.lines.begin() + 3);
  EXPECT_EQ(broken.first_wrong(), 4);
}

TEST(Heard, WhatIsToldOnTwoTopicsOfOnePersonIsDueOnTheFirst) {
  Journal both = journal_of({"room:7"});
  both.lines[0].event.set_also("user:1");
  std::vector<std::unique_ptr<Heard>> of_person;
  for (const char* topic : {"room:7", "user:1"}) {
    of_person.push_back(std::make_unique<Heard>());
    of_person.back()->topic = topic;
    of_person.back()->after_seq = 0;
  }
  EXPECT_EQ(compare(*of_person[0], both, of_person).missing, 1);
  EXPECT_EQ(compare(*of_person[1], both, of_person).expected, 0);
  of_person[0]->until_seq = 0;
  EXPECT_EQ(compare(*of_person[1], both, of_person).missing, 1) << "after leaving the room";
}

}  // namespace
}  // namespace kaibo::load
