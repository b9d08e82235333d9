#include "loadtest/script.h"

#include <gtest/gtest.h>

namespace kaibo::load {
namespace {

TEST(Script, WantsABrowserForEachTraineeUnlessItSaysOtherwise) {
  EXPECT_EQ(browsers_in(Practice{}, 35), 35);
  EXPECT_EQ(browsers_in(Login{.trainees = 20}, 35), 20);
}

TEST(Script, WantsOneMoreForTheSellerOrTheHost) {
  EXPECT_EQ(browsers_in(Rush{.stock = 1, .buyers = 350, .clicks = 1}, 35), 351);
  EXPECT_EQ(browsers_in(Live{.viewers = 34}, 35), 35);
}

TEST(Script, GivesPeopleTimeToComeInOnlyWhereTheyComeBeforeItBegins) {
  EXPECT_EQ(lead_of(Practice{}, 35).count(), 0);
  EXPECT_GT(lead_of(Live{.viewers = 34}, 1400), lead_of(Live{.viewers = 34}, 35));
}

}  // namespace
}  // namespace kaibo::load
