#pragma once

#include <string>
#include <string_view>

#include "common/async/pool.h"
#include "common/base/distribution.h"

namespace kaibo::security {

/// Cost of argon2id.
struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory_kib = 19 * 1024;
};

/// Hashes and checks passwords with argon2id on a pool of two threads of its own (so that a whole
/// class signing in at once neither fills the memory nor stalls other requests).
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  /// Throws resource_exhausted when too many wait already.
  Task<std::string> hash(std::string password);
  /// Takes the same time for an empty `hash` (an unknown account), and is then false.
  Task<bool> verify(std::string hash, std::string password);
  /// Blocking: for commands and demo data.
  std::string hash_now(std::string_view password) const;

  struct Figures {
    std::size_t running = 0;
    std::size_t waiting = 0;
    base::Distribution::Figures seconds;
  };
  Figures figures() const;

 private:
  bool matches(const std::string& hash, const std::string& password);

  PasswordCost cost_;
  std::string decoy_;
  base::Distribution seconds_;
  async::Pool pool_;
};

/// Ten characters without look-alikes, for initial passwords.
std::string make_initial_password();

}  // namespace kaibo::security
