#include "common/security/sha256.h"

#include <array>

#include "common/base/text.h"
#include "common/security/sodium.h"

namespace kaibo::security {

Sha256::Sha256() : state_() {
  prepare_sodium();
  crypto_hash_sha256_init(&state_);
}

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256_final(&state_, hash.data());
  return base::to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace kaibo::security
