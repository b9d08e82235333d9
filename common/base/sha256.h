#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace kaibo::base {

/// SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// Of all that was added, as 64 lower-case hexadecimal characters; once, at the end.
  std::string hex();

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state_;
};

/// The same of bytes that are all there.
std::string sha256(std::string_view bytes);

}  // namespace kaibo::base
