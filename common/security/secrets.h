#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kaibo::security {

/// 256 random bits as 43 characters of base64url.
std::string random_token();

/// BLAKE2b-256 of a token as 64 hexadecimal characters: what is stored of it.
std::string token_hash(std::string_view token);

/// BLAKE2b-256 of any bytes as 64 hexadecimal characters, to tell whether two contents are equal.
std::string digest(std::string_view bytes);

/// The same of a file's content, whatever its size. Throws base::Error when it cannot be read.
std::string digest_of_file(const std::filesystem::path& file);

/// Keeps personal data sealed at rest (XChaCha20-Poly1305) and findable by a keyed hash. The key
/// stands in a file of its own, outside the database, readable by the owner only. Immutable, so
/// thread-safe.
class Sealer {
 public:
  /// Reads the key file, or makes it when it does not exist. Throws base::Error when others may
  /// read it or it is damaged.
  static Sealer open(const std::filesystem::path& key_file);
  ~Sealer();
  Sealer(const Sealer&) = default;
  Sealer& operator=(const Sealer&) = default;

  /// `context` binds the value to its place ("identity_person.id_card:17"): a sealed value moved
  /// to another row does not open. The result is ASCII, about 4/3 of the plain bytes + 56.
  std::string seal(std::string_view plain, std::string_view context) const;
  /// Nothing when it was tampered with or belongs elsewhere.
  std::optional<std::string> open_sealed(std::string_view sealed, std::string_view context) const;
  /// 64 hexadecimal characters: equal for equal values; useless without the key.
  std::string lookup_hash(std::string_view plain) const;

 private:
  using Key = std::array<unsigned char, 64>;
  explicit Sealer(const Key& key) : key_(key) {}
  /// First half: sealing; second half: look-up.
  Key key_;
};

}  // namespace kaibo::security
