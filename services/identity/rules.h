#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "services/identity/settings.h"

namespace kaibo::identity {

/// Full-width letters, digits and signs (ＺＢ２０２６) as half-width ones; the rest as it is.
std::string halfwidth(std::string_view text);

/// An account as it is stored and compared: tidy, half-width, lower case.
std::string normal_account(std::string_view typed);

/// Throws invalid_argument unless a normalised account has 3 … 32 characters of a-z 0-9 . _ - @.
void check_account(const std::string& account, std::string_view field);

/// A person's name, tidy; throws invalid_argument unless it has 1 … 32 characters.
std::string check_name(std::string_view typed, std::string_view field);

/// An ID-card number as it is stored: half-width, with a capital X. Throws invalid_argument unless
/// it has 18 characters, a date of birth that exists, and the check digit of GB 11643.
std::string check_id_card(std::string_view typed, std::string_view field);

/// Whether a text is a well-formed number in the sense of check_id_card.
bool is_id_card(std::string_view number);

/// What a password must be. Length and a list rather than composition (ASVS 2.1.7, 2.1.9).
class PasswordPolicy {
 public:
  /// `common`: one password a line, in lower case; must live as long as the policy.
  PasswordPolicy(std::int64_t min, std::int64_t max, std::string_view common);
  /// With the list inside the program.
  explicit PasswordPolicy(const Settings& settings);

  /// Throws invalid_argument for `field`, saying what to do instead.
  void check(std::string_view password, std::string_view account, std::string_view field) const;

 private:
  std::int64_t min_;
  std::int64_t max_;
  std::unordered_set<std::string_view> common_;
};

/// A header from outside as it may be stored and shown: at most `max` bytes, printable ASCII.
std::string printable(std::string_view header, std::size_t max);

/// The session cookie as a Set-Cookie header; an empty token takes it back. With TLS it carries the
/// prefix __Host-, so that no other host and no plain connection can set it.
std::string session_cookie(std::string_view token, bool secure);

}  // namespace kaibo::identity
