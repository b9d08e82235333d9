#include <gtest/gtest.h>

#include <string>

#include "common/journal/journal.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo {
namespace {

using journal::StreamClock;

TEST(StreamClock, RunsAtItsSpeedFromWhereItWasSet) {
  const StreamClock real{.real_at = 1'000, .class_at = 1'000};
  EXPECT_EQ(real.at(1'000), 1'000);
  EXPECT_EQ(real.at(4'500), 4'500);
  const StreamClock fast{.real_at = 1'000, .class_at = 50'000, .speed_percent = 100'000};
  EXPECT_EQ(fast.at(1'000), 50'000);
  EXPECT_EQ(fast.at(1'007), 57'000);
  const StreamClock slow{.real_at = 1'000, .class_at = 50'000, .speed_percent = 50};
  EXPECT_EQ(slow.at(1'003), 50'001);
}

TEST(StreamClock, StandsStillWhilePausedAndWhenTheServersClockStepsBack) {
  const StreamClock paused{.real_at = 1'000, .class_at = 7'000, .paused = true};
  EXPECT_EQ(paused.at(999'000), 7'000);
  const StreamClock running{.real_at = 1'000, .class_at = 7'000, .speed_percent = 300};
  EXPECT_EQ(running.at(400), 7'000);
}

TEST(StreamClock, TenYearsAtAThousandfoldSpeedDoNotOverflow) {
  constexpr base::Millis ten_years = 10LL * 366 * 24 * 3'600 * 1'000;
  const StreamClock fast{.real_at = 0, .class_at = 0, .speed_percent = 100'000};
  EXPECT_EQ(fast.at(ten_years), 1'000 * ten_years);
}

db::Entry comment_entry() {
  event::v1::Event event;
  event.mutable_comment_posted()->set_text("这个苹果多少钱一斤？");
  event.mutable_comment_posted()->set_user_id(7);
  db::Entry entry;
  entry.stream = 42;
  entry.topic = "room:9";
  entry.also = "user:7";
  entry.actor = 7;
  entry.kind = event::v1::Event::kCommentPostedFieldNumber;
  entry.body = event.SerializeAsString();
  entry.seq = 1'234;
  entry.at = 1'700'000'000'000;
  entry.class_at = 1'800'000'000'000;
  return entry;
}

void expect_comment(const event::v1::Event& event) {
  EXPECT_EQ(event.class_id(), 42);
  EXPECT_EQ(event.seq(), 1'234);
  EXPECT_EQ(event.at(), 1'700'000'000'000);
  EXPECT_EQ(event.class_at(), 1'800'000'000'000);
  EXPECT_EQ(event.topic(), "room:9");
  EXPECT_EQ(event.also(), "user:7");
  EXPECT_EQ(event.actor(), 7);
  EXPECT_EQ(event.comment_posted().text(), "这个苹果多少钱一斤？");
  EXPECT_EQ(event.comment_posted().user_id(), 7);
}

TEST(EncodeEvent, HeaderAndBodyTogetherAreAnEventOfTheCatalogue) {
  event::v1::Event event;
  ASSERT_TRUE(event.ParseFromString(journal::encode_event(comment_entry())));
  expect_comment(event);
}

TEST(EncodeEvent, PartsOfADownlinkOneAfterTheOtherAreADownlink) {
  db::Entry second = comment_entry();
  event::v1::Event large;
  // Its length takes three bytes.
  large.mutable_comment_posted()->set_text(std::string(100'000, 'x'));
  second.body = large.SerializeAsString();

  std::string bytes;
  journal::append_downlink(bytes, comment_entry());
  journal::append_downlink(bytes, second);
  realtime::v1::Downlink downlink;
  ASSERT_TRUE(downlink.ParseFromString(bytes));
  ASSERT_EQ(downlink.events_size(), 2);
  event::v1::Event event;
  ASSERT_TRUE(event.ParseFromString(downlink.events(0)));
  expect_comment(event);
  ASSERT_TRUE(event.ParseFromString(downlink.events(1)));
  EXPECT_EQ(event.comment_posted().text().size(), 100'000U);
  EXPECT_EQ(journal::encode_event(second), downlink.events(1));
}

TEST(EncodeEvent, TheHeaderAgreesWithTheCatalogueFieldByField) {
  const auto* header = realtime::v1::EventHeader::descriptor();
  const auto* event = event::v1::Event::descriptor();
  for (int i = 0; i < header->field_count(); ++i) {
    const auto* field = header->field(i);
    const auto* same = event->FindFieldByNumber(field->number());
    ASSERT_NE(same, nullptr) << field->name();
    EXPECT_EQ(same->name(), field->name());
    EXPECT_EQ(same->type(), field->type()) << field->name();
    EXPECT_EQ(same->label(), field->label()) << field->name();
  }
  // And nothing outside the oneof is missing in the header.
  for (int i = 0; i < event->field_count(); ++i) {
    const auto* field = event->field(i);
    if (field->containing_oneof() == nullptr) {
      EXPECT_NE(header->FindFieldByNumber(field->number()), nullptr) << field->name();
    }
  }
}

}  // namespace
}  // namespace kaibo
