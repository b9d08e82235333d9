#include "common/security/sodium.h"

#include <sodium.h>

#include <stdexcept>

namespace kaibo::security {

void prepare_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  if (!is_ready) throw std::runtime_error("libsodium cannot be used on this machine");
}

}  // namespace kaibo::security
