#pragma once

#include <sodium/crypto_hash_sha256.h>

#include <string>
#include <string_view>

namespace kaibo::security {

/// SHA-256 of bytes that come piece by piece, for what others check without Kaibo.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// Of all that was added, as 64 hexadecimal characters; once, at the end.
  std::string hex();

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace kaibo::security
