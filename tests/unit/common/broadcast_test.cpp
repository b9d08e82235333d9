#include "common/media/broadcast.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "kaibo/realtime/v1/video.pb.h"

namespace kaibo::media {
namespace {

class BroadcastTest : public ::testing::Test {
 protected:
  static Cluster cluster(std::int64_t at, bool key, std::size_t bytes = 10) {
    return {.bytes = std::string(bytes, 'x'), .time_ms = at, .last_ms = at, .key = key};
  }
  /// Everything there is for a watcher now: times of clusters, -1 for a head, -2 for a pause.
  std::vector<std::int64_t> take(Broadcast::Cursor& cursor) {
    std::vector<std::int64_t> taken;
    while (const Frame frame = broadcast_->next(cursor)) {
      realtime::v1::VideoDownlink downlink;
      downlink.ParseFromString(*frame);
      taken.push_back(downlink.has_begin()   ? -1
                      : downlink.has_pause() ? -2
                                             : downlink.cluster().time_ms());
    }
    return taken;
  }
  void add(std::int64_t from, std::int64_t to) {
    for (std::int64_t at = from; at < to; at += 200) {
      broadcast_->add(cluster(at, at % 1000 == 0));
    }
  }

  using Times = std::vector<std::int64_t>;
  async::Runtime runtime_{1};
  std::shared_ptr<Broadcast> broadcast_ = std::make_shared<Broadcast>(
      runtime_, Broadcast::Limits{.max_lag_ms = 60'000, .max_bytes = 1000});
  const StreamHead head_{.segment = "head", .mime = "video/webm"};
};

TEST_F(BroadcastTest, ANewcomerStartsAtTheNewestKeyFrame) {
  broadcast_->begin(head_);
  add(0, 2600);
  Broadcast::Cursor cursor;
  EXPECT_EQ(take(cursor), (Times{-1, 2000, 2200, 2400}));
  add(2600, 3400);
  EXPECT_EQ(take(cursor), (Times{2600, 2800, 3000, 3200}));
}

TEST_F(BroadcastTest, AShortDelayLosesNothing) {
  broadcast_->begin(head_);
  add(0, 400);
  Broadcast::Cursor cursor;
  take(cursor);
  add(400, 1600);
  EXPECT_EQ(take(cursor), (Times{400, 600, 800, 1000, 1200, 1400}));
  EXPECT_EQ(cursor.skipped, 0U);
}

TEST_F(BroadcastTest, WhoeverIsLateGoesOnAtTheNewestKeyFrame) {
  broadcast_->begin(head_);
  add(0, 400);
  Broadcast::Cursor cursor;
  take(cursor);
  add(400, 5400);
  EXPECT_EQ(take(cursor), (Times{5000, 5200}));
  EXPECT_EQ(cursor.skipped, 23U);
}

TEST_F(BroadcastTest, KeepsNoMoreThanItsBound) {
  broadcast_->begin(head_);
  broadcast_->add(cluster(0, true));
  for (int i = 1; i < 1000; ++i) broadcast_->add(cluster(i, false));
  Broadcast::Cursor cursor;
  EXPECT_TRUE(take(cursor).empty()) << "there is no key frame to start at";
  broadcast_->add(cluster(2000, true));
  EXPECT_EQ(take(cursor), (Times{-1, 2000}));
}

TEST_F(BroadcastTest, AnotherStreamBeginsWithItsHeadAndAKeyFrame) {
  broadcast_->begin(head_);
  add(0, 400);
  Broadcast::Cursor cursor;
  take(cursor);
  broadcast_->pause();
  EXPECT_EQ(take(cursor), (Times{-2}));
  EXPECT_TRUE(take(cursor).empty()) << "once is enough";
  broadcast_->begin(head_);
  EXPECT_TRUE(take(cursor).empty());
  add(200, 1200);
  EXPECT_EQ(take(cursor), (Times{-1, 1000}));
}

TEST_F(BroadcastTest, AllWhoWatchShareOneBuffer) {
  broadcast_->begin(head_);
  add(0, 400);
  Broadcast::Cursor one;
  Broadcast::Cursor other;
  EXPECT_EQ(broadcast_->next(one), broadcast_->next(other));
  EXPECT_EQ(broadcast_->next(one), broadcast_->next(other));
}

}  // namespace
}  // namespace kaibo::media
