#include <gtest/gtest.h>

#include <string>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/security/limits.h"
#include "tests/support/refusal.h"

namespace kaibo::security {
namespace {

constexpr RateLimiter::Rate three_a_minute = {.burst = 3, .refill_ms = 20'000};

class RateLimiterTest : public ::testing::Test {
 protected:
  bool takes(std::string_view key, int count = 1) {
    try {
      limiter_.take(key, three_a_minute, count);
      return true;
    } catch (const base::Error&) {
      return false;
    }
  }

  base::ManualClock clock_{1'780'000'000'000};
  RateLimiter limiter_{clock_, 3};
};

TEST_F(RateLimiterTest, ABurstIsAllowedThenOneAtATime) {
  EXPECT_TRUE(takes("a"));
  EXPECT_TRUE(takes("a"));
  EXPECT_TRUE(takes("a"));
  EXPECT_FALSE(takes("a"));
  clock_.advance(19'999);
  EXPECT_FALSE(takes("a"));
  clock_.advance(1);
  EXPECT_TRUE(takes("a"));
  EXPECT_FALSE(takes("a"));
}

TEST_F(RateLimiterTest, ARefusalNamesTheSecondsToWait) {
  EXPECT_TRUE(takes("a", 3));
  clock_.advance(500);
  const base::Error error = test::refusal_of([this] { limiter_.take("a", three_a_minute); });
  EXPECT_EQ(error.code(), base::Code::resource_exhausted);
  EXPECT_NE(error.text().en.find("20 s"), std::string::npos) << error.text().en;
  EXPECT_NE(error.text().zh.find("20 秒"), std::string::npos) << error.text().zh;
}

TEST_F(RateLimiterTest, WhatIsRefusedCostsNothing) {
  EXPECT_TRUE(takes("a", 2));
  EXPECT_FALSE(takes("a", 2));
  EXPECT_TRUE(takes("a", 1));
}

TEST_F(RateLimiterTest, KeysDoNotShareABucket) {
  EXPECT_TRUE(takes("a", 3));
  EXPECT_TRUE(takes("b", 3));
}

TEST_F(RateLimiterTest, AsLongAsSomethingIsLeftNothingIsRefusedAndNothingTaken) {
  EXPECT_TRUE(takes("a", 2));
  EXPECT_NO_THROW(limiter_.require_left("a", three_a_minute));
  EXPECT_NO_THROW(limiter_.require_left("a", three_a_minute));
  EXPECT_TRUE(takes("a"));
  EXPECT_EQ(test::refusal_of([this] { limiter_.require_left("a", three_a_minute); }).code(),
            base::Code::resource_exhausted);
}

TEST_F(RateLimiterTest, AForgottenBucketIsFull) {
  EXPECT_TRUE(takes("a", 3));
  limiter_.forget("a");
  limiter_.forget("never seen");
  EXPECT_TRUE(takes("a", 3));
}

TEST_F(RateLimiterTest, OfTooManyKeysTheOneUnusedForLongestIsForgotten) {
  EXPECT_TRUE(takes("a", 3));
  EXPECT_TRUE(takes("b", 3));
  EXPECT_TRUE(takes("c", 2));
  EXPECT_FALSE(takes("a"));  // a refusal is no use
  EXPECT_TRUE(takes("c"));
  EXPECT_TRUE(takes("d"));
  EXPECT_EQ(limiter_.keys(), 3U);
  EXPECT_FALSE(takes("b"));
  EXPECT_FALSE(takes("c"));
  EXPECT_TRUE(takes("a", 3));
}

TEST_F(RateLimiterTest, WhatIsTakenAtOneNodeIsMissingAtTheOther) {
  RateLimiter other(clock_);
  other.share([this](std::string_view key, base::Millis taken) { limiter_.hear(key, taken); });
  other.take("a", three_a_minute, 2);
  EXPECT_TRUE(takes("a", 1));
  EXPECT_FALSE(takes("a", 1));
  other.forget("a");
  EXPECT_TRUE(takes("a", 3));
}

}  // namespace
}  // namespace kaibo::security
