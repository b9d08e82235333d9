#include "services/identity/simulated.h"

#include <gtest/gtest.h>

#include <set>

namespace kaibo::identity {
namespace {

TEST(Simulated, PersonsAreToldFromPeopleByTheirIds) {
  EXPECT_TRUE(is_simulated(simulated_person(1)));
  EXPECT_FALSE(is_simulated(1));
  EXPECT_FALSE(is_simulated(0)) << "the platform itself";
}

TEST(Simulated, NoTwoPersonsOfARoomHaveTheSameName) {
  std::set<std::string> names;
  for (std::int64_t nth = 1; nth <= most_simulated; ++nth) {
    names.insert(simulated_name(simulated_person(nth)));
  }
  EXPECT_EQ(static_cast<std::int64_t>(names.size()), most_simulated);
  EXPECT_EQ(simulated_name(simulated_person(1)), "小雨");
}

}  // namespace
}  // namespace kaibo::identity
