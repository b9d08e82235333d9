#include "common/net/range.h"

#include <gtest/gtest.h>

#include <utility>

namespace kaibo::net {
namespace {

using Kind = Range::Kind;

TEST(Range, NamesAPartOfAContent) {
  const auto part = [](std::string_view field) {
    const Range range = read_range(field, 1000);
    EXPECT_EQ(range.kind, Kind::part) << field;
    return std::pair(range.first, range.size);
  };
  EXPECT_EQ(part("bytes=0-0"), std::pair(0UL, 1UL));
  EXPECT_EQ(part("bytes=200-299"), std::pair(200UL, 100UL));
  EXPECT_EQ(part("bytes=0-"), std::pair(0UL, 1000UL));
  EXPECT_EQ(part("bytes=900-5000"), std::pair(900UL, 100UL));
  EXPECT_EQ(part("bytes=-100"), std::pair(900UL, 100UL));
  EXPECT_EQ(part("bytes=-5000"), std::pair(0UL, 1000UL));
}

TEST(Range, IsTheWholeWhereItIsNotUnderstood) {
  for (const char* field : {"", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b",
                            "bytes=0-1,5-6", "items=0-5", "bytes=99999999999999999999999-"}) {
    EXPECT_EQ(read_range(field, 1000).kind, Kind::whole) << field;
    EXPECT_EQ(read_range(field, 1000).size, 1000U) << field;
  }
}

TEST(Range, LiesBeyondTheEnd) {
  EXPECT_EQ(read_range("bytes=1000-", 1000).kind, Kind::beyond);
  EXPECT_EQ(read_range("bytes=-0", 1000).kind, Kind::beyond);
  EXPECT_EQ(read_range("bytes=0-", 0).kind, Kind::beyond);
}

}  // namespace
}  // namespace kaibo::net
