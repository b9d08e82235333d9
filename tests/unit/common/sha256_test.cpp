#include "common/base/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace kaibo::base {
namespace {

/// The examples of FIPS 180-2, and of nothing at all.
TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  Sha256 hash;
  for (const char* piece : {"", "a", "bc"}) hash.add(piece);
  EXPECT_EQ(hash.hex(), sha256("abc"));
}

}  // namespace
}  // namespace kaibo::base
