#include "common/security/password.h"

#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <set>
#include <string>

#include "common/async/runtime.h"
#include "common/security/secrets.h"

namespace kaibo::security {
namespace {

/// As cheap as argon2id goes: these tests are about answers, not about cost.
constexpr PasswordCost cheap = {.passes = 1, .memory_kib = 8};

class PasswordsTest : public ::testing::Test {
 protected:
  bool verify(std::string hash, std::string password) {
    bool is_right = false;
    async::run_blocking([this, &is_right, &hash, &password]() -> Task<void> {
      is_right = co_await passwords_.verify(hash, password);
    });
    return is_right;
  }

  Passwords passwords_{cheap};
};

TEST_F(PasswordsTest, TheRightPasswordAndNoOtherFitsItsHash) {
  const std::string hash = passwords_.hash_now("开播 2026!");
  EXPECT_TRUE(verify(hash, "开播 2026!"));
  EXPECT_FALSE(verify(hash, "开播 2026"));
  EXPECT_FALSE(verify(hash, ""));
}

TEST_F(PasswordsTest, TheSamePasswordNeverHasTheSameHash) {
  EXPECT_NE(passwords_.hash_now("secret"), passwords_.hash_now("secret"));
}

TEST_F(PasswordsTest, AHashMadeOnThePoolFits) {
  std::string hash;
  async::run_blocking(
      [this, &hash]() -> Task<void> { hash = co_await passwords_.hash("a long password"); });
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(verify(hash, "a long password"));
}

TEST_F(PasswordsTest, ALongPasswordIsNotCutOff) {
  const std::string longest(128, 'x');
  const std::string hash = passwords_.hash_now(longest);
  EXPECT_FALSE(verify(hash, longest.substr(0, 127)));
  EXPECT_TRUE(verify(hash, longest));
}

TEST_F(PasswordsTest, AnUnknownAccountHasNoRightPassword) {
  EXPECT_FALSE(verify("", ""));
  EXPECT_FALSE(verify("", "anything"));
  EXPECT_FALSE(verify("not a hash", "anything"));
}

TEST(Passwords, AnUnknownAccountCostsAsMuchAsAKnownOne) {
  Passwords passwords({.passes = 2, .memory_kib = 8 * 1024});
  const std::string hash = passwords.hash_now("right");
  const auto least = [&passwords](const std::string& stored) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      async::run_blocking(
          [&passwords, &stored]() -> Task<void> { co_await passwords.verify(stored, "wrong"); });
      best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    return best;
  };
  EXPECT_GT(least("") * 2, least(hash));
}

TEST(Passwords, InitialPasswordsDifferAndHaveNoLookAlikes) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string password = make_initial_password();
    EXPECT_EQ(password.size(), 10U);
    EXPECT_EQ(password.find_first_of("0O1lIio"), std::string::npos) << password;
    seen.insert(password);
  }
  EXPECT_EQ(seen.size(), 200U);
}

TEST(Tokens, AreLongRandomAndStoredAsAHash) {
  const std::string token = random_token();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(
      token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  EXPECT_NE(token, random_token());
  EXPECT_EQ(token_hash(token), token_hash(token));
  EXPECT_EQ(token_hash(token).size(), 64U);
  EXPECT_NE(token_hash(token), token_hash(token + "x"));
}

TEST(Tokens, TheDigestIsBlake2b) {
  EXPECT_EQ(digest("abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

}  // namespace
}  // namespace kaibo::security
