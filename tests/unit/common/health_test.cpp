#include "common/observe/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace kaibo::observe {
namespace {

using ::testing::HasSubstr;

Health with(std::initializer_list<std::string_view> names) {
  Health health;
  for (const std::string_view name : names) health.add(name);
  return health;
}

TEST(Health, ANodeWithoutFaultsIsReady) {
  EXPECT_EQ(with({}).standing(), Standing::ready);
  EXPECT_EQ(with({}).text(), "ready");
}

TEST(Health, TheWorstFaultDecidesAndAllAreNamed) {
  EXPECT_EQ(with({"redis"}).text(), "degraded: Redis is away");
  const Health both = with({"redis", "draining"});
  EXPECT_EQ(both.standing(), Standing::unready);
  EXPECT_EQ(both.text(), "not ready: Redis is away; this node is stopping");
  EXPECT_EQ(with({"database", "disk"}).standing(), Standing::unready);
  EXPECT_EQ(with({"disk", "lane", "schema"}).standing(), Standing::degraded);
}

TEST(Health, AFaultOutsideTheTableIsAMistakeOfTheProgram) {
  EXPECT_THROW(with({"weather"}), std::logic_error);
}

TEST(Health, TheReadmeTellsTheTable) {
  std::ifstream file("common/observe/README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)), {});
  ASSERT_FALSE(readme.empty()) << "tests run from the root of the repository";
  for (const Fault& fault : faults) {
    const std::string answer = fault.standing == Standing::unready ? "503" : "200 `degraded`";
    EXPECT_THAT(readme, HasSubstr("| `" + std::string(fault.name) + "` | " + answer + " |"));
  }
}

}  // namespace
}  // namespace kaibo::observe
