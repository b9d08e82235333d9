#include "common/net/outbox.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace kaibo::net {
namespace {

journal::Frame frame(std::size_t bytes, char fill = 'x') {
  return std::make_shared<const std::string>(bytes, fill);
}

std::string next_message(Outbox& outbox) {
  Joiner joiner;
  outbox.start_message(joiner);
  std::string message(outbox.message());
  outbox.finish_message();
  return message;
}

TEST(Outbox, SendsWhatIsQueuedAsOneMessage) {
  Outbox outbox(100);
  EXPECT_TRUE(outbox.push(frame(2, 'a'), false));
  EXPECT_TRUE(outbox.push(frame(3, 'b'), false));
  EXPECT_EQ(next_message(outbox), "aabbb");
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, CountsTheMessageThatIsOnItsWay) {
  Outbox outbox(100);
  outbox.push(frame(60), false);
  Joiner joiner;
  outbox.start_message(joiner);
  EXPECT_TRUE(outbox.half_full());
  EXPECT_TRUE(outbox.push(frame(40), false));
  EXPECT_FALSE(outbox.push(frame(1), false));
  outbox.finish_message();
  EXPECT_FALSE(outbox.half_full());
  EXPECT_TRUE(outbox.push(frame(60), false));
}

TEST(Outbox, LetsPassingFramesMakeRoom) {
  Outbox outbox(100);
  outbox.push(frame(20, 'p'), true);
  outbox.push(frame(40, 'a'), false);
  EXPECT_FALSE(outbox.push(frame(1, 'p'), true));
  EXPECT_TRUE(outbox.push(frame(50, 'b'), false));
  EXPECT_EQ(next_message(outbox), std::string(40, 'a') + std::string(50, 'b'));
}

TEST(Outbox, TakesOneLargeFrameOnlyWhenItIsEmpty) {
  Outbox outbox(100);
  EXPECT_TRUE(outbox.push(frame(1000), false));
  EXPECT_FALSE(outbox.push(frame(1), false));
}

TEST(Outbox, KeepsTheMessageOnItsWayWhenItIsCleared) {
  Outbox outbox(100);
  outbox.push(frame(50, 'a'), false);
  Joiner joiner;
  outbox.start_message(joiner);
  outbox.push(frame(50, 'b'), false);
  outbox.clear();
  EXPECT_EQ(outbox.message(), std::string(50, 'a'));
  outbox.finish_message();
  EXPECT_TRUE(outbox.empty());
  EXPECT_FALSE(outbox.half_full());
}

TEST(Joiner, JoinsOnceWhatSeveralClientsGet) {
  const std::vector<QueuedFrame> frames = {{frame(2, 'a')}, {frame(3, 'b')}};
  const std::vector<QueuedFrame> others = {{frame(2, 'a')}, {frame(3, 'c')}};
  Joiner joiner;
  const journal::Frame joined = joiner.join(frames);
  EXPECT_EQ(*joined, "aabbb");
  EXPECT_EQ(joiner.join(frames), joined);
  EXPECT_EQ(*joiner.join(others), "aaccc");
  EXPECT_EQ(*joiner.join(frames), "aabbb");
}

TEST(Joiner, HoldsNothingOnceItIsCleared) {
  const std::vector<QueuedFrame> frames = {{frame(2, 'a')}, {frame(3, 'b')}};
  Joiner joiner;
  joiner.join(frames);
  joiner.clear();
  EXPECT_EQ(frames[0].frame.use_count(), 1);
  EXPECT_EQ(*joiner.join(frames), "aabbb");
}

RC_GTEST_PROP(Outbox, LosesAndReordersNothingThatItTook, ()) {
  const auto sizes =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 60'000));
  Outbox outbox(500'000);
  std::string taken;
  std::string sent;
  char fill = 'a';
  for (const std::size_t size : sizes) {
    fill = fill == 'z' ? 'a' : static_cast<char>(fill + 1);
    if (outbox.push(frame(size, fill), false)) taken += std::string(size, fill);
    if (*rc::gen::inRange(0, 4) == 0 && !outbox.empty()) sent += next_message(outbox);
  }
  while (!outbox.empty()) sent += next_message(outbox);
  RC_ASSERT(sent == taken);
}

}  // namespace
}  // namespace kaibo::net
