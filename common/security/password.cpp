#include "common/security/password.h"

#include <sodium.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/security/secrets.h"
#include "common/security/sodium.h"

namespace kaibo::security {

namespace {

/// More at once would only fill the memory: the machine's cores are the bound.
constexpr std::size_t hashes_at_once = 2;
/// Three classes that sign in within the same second still all get in.
constexpr std::size_t max_waiting = 128;

const std::vector<double> second_bounds = {0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28};

/// Adds its own life in seconds.
class Timed {
 public:
  explicit Timed(base::Distribution& seconds) : seconds_(seconds) {}
  ~Timed() {
    seconds_.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  base::Distribution& seconds_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Passwords::Passwords(PasswordCost cost)
    : cost_(cost), seconds_(second_bounds), pool_("passwords", hashes_at_once, max_waiting) {
  prepare_sodium();
  decoy_ = hash_now(random_token());
}

Task<std::string> Passwords::hash(std::string password) {
  std::string result = co_await pool_.run([this, &password] {
    const Timed timed(seconds_);
    return hash_now(password);
  });
  co_return result;
}

Task<bool> Passwords::verify(std::string hash, std::string password) {
  const bool is_known = !hash.empty();
  const bool is_right = co_await pool_.run(
      [this, is_known, &hash, &password] { return matches(is_known ? hash : decoy_, password); });
  co_return is_known&& is_right;
}

std::string Passwords::hash_now(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int failed =
      crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost_.passes,
                            cost_.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::runtime_error("not enough memory to hash a password");
  return hash.data();
}

bool Passwords::matches(const std::string& hash, const std::string& password) {
  const Timed timed(seconds_);
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Passwords::Figures Passwords::figures() const {
  return {.running = pool_.running(), .waiting = pool_.queued(), .seconds = seconds_.figures()};
}

std::string make_initial_password() {
  prepare_sodium();
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
  constexpr std::size_t length = 10;
  std::string password;
  for (std::size_t i = 0; i < length; ++i) password += letters[randombytes_uniform(letters.size())];
  return password;
}

}  // namespace kaibo::security
