#include "services/identity/rules.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/rpc/call.h"
#include "generated/embedded/identity_data.h"

namespace kaibo::identity {
namespace {

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) {
    value = value * 10 + (digit - '0');
  }
  return value;
}

/// The 18th character for the first 17 digits (ISO 7064, MOD 11-2).
char check_digit(std::string_view digits) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view digit_of_rest = "10X98765432";
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += (digits[i] - '0') * weights[i];
  }
  return digit_of_rest[static_cast<std::size_t>(sum % 11)];
}

}  // namespace

std::string halfwidth(std::string_view text) {
  // U+FF01 … U+FF5E are EF BC 81 … EF BD 9E in UTF-8, in the order of ASCII's 0x21 … 0x7E.
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 2 < text.size() && text[i] == '\xEF' &&
        (text[i + 1] == '\xBC' || text[i + 1] == '\xBD')) {
      const int high = text[i + 1] == '\xBC' ? 0 : 64;
      const int position = high + (static_cast<unsigned char>(text[i + 2]) & 0x3F);
      if (position >= 1 && position <= 0x5E) {
        result += static_cast<char>(0x20 + position);
        i += 2;
        continue;
      }
    }
    result += text[i];
  }
  return result;
}

std::string normal_account(std::string_view typed) {
  return to_lower(halfwidth(base::tidy(typed)));
}

void check_account(const std::string& account, std::string_view field) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-@";
  const bool length = account.size() >= 3 && account.size() <= 32;
  base::require(length && account.find_first_not_of(allowed) == std::string::npos, field,
                {"账号要用 3 到 32 个英文字母、数字或 . _ - @，例如 zb2026-07。",
                 "An account has 3 to 32 letters, digits or . _ - @, for example zb2026-07."});
}

std::string check_name(std::string_view typed, std::string_view field) {
  base::require(base::is_utf8(typed), field,
                {"姓名里有无法识别的字符，请重新输入。",
                 "The name has characters that cannot be read; please type it again."});
  std::string name = base::tidy(typed);
  const std::int64_t length = base::utf8_length(name);
  base::require(length >= 1 && length <= 32 && name.find('\n') == std::string::npos, field,
                {"请填写姓名，最多 32 个字。", "Please give a name of at most 32 characters."});
  return name;
}

bool is_id_card(std::string_view number_text) {
  if (number_text.size() != 18 || !all_digits(number_text.substr(0, 17))) {
    return false;
  }
  const std::chrono::year_month_day born{
      std::chrono::year(number(number_text.substr(6, 4))),
      std::chrono::month(static_cast<unsigned>(number(number_text.substr(10, 2)))),
      std::chrono::day(static_cast<unsigned>(number(number_text.substr(12, 2))))};
  return born.ok() && born.year() >= std::chrono::year(1900) &&
         number_text[17] == check_digit(number_text);
}

std::string check_id_card(std::string_view typed, std::string_view field) {
  std::string card = halfwidth(base::tidy(typed));
  std::replace(card.begin(), card.end(), 'x', 'X');
  base::require(card.size() == 18, field,
                {"身份证号应为 18 位，请对照证件重新输入。",
                 "An ID-card number has 18 characters; please compare it with the card."});
  base::require(is_id_card(card), field,
                {"身份证号有误（出生日期或校验码不对），请对照证件重新输入。",
                 "This ID-card number is wrong (date of birth or check digit); please compare it "
                 "with the card."});
  return card;
}

PasswordPolicy::PasswordPolicy(std::int64_t min, std::int64_t max, std::string_view common)
    : min_(min), max_(max) {
  while (!common.empty()) {
    const std::size_t end = std::min(common.find('\n'), common.size());
    if (end > 0) {
      common_.insert(common.substr(0, end));
    }
    common.remove_prefix(std::min(end + 1, common.size()));
  }
}

PasswordPolicy::PasswordPolicy(const Settings& settings)
    : PasswordPolicy(settings.password_min, settings.password_max,
                     base::content_of(embedded::identity_data, "common_passwords.txt")) {}

void PasswordPolicy::check(std::string_view password, std::string_view account,
                           std::string_view field) const {
  base::require(base::is_utf8(password), field,
                {"密码里有无法识别的字符，请重新输入。",
                 "The password has characters that cannot be read; please type it again."});
  const std::int64_t length = base::utf8_length(password);
  base::require(length >= min_, field,
                {"密码至少要 " + std::to_string(min_) + " 位，请再长一些。",
                 "A password needs at least " + std::to_string(min_) + " characters."});
  base::require(length <= max_, field,
                {"密码最多 " + std::to_string(max_) + " 位，请短一些。",
                 "A password has at most " + std::to_string(max_) + " characters."});
  const std::string lower = to_lower(password);
  base::require(lower != account, field,
                {"密码不能和账号一样，请换一个。", "The password must differ from the account."});
  const bool one_character = lower.find_first_not_of(lower.front()) == std::string::npos;
  base::require(!one_character && !common_.contains(lower), field,
                {"这个密码太常见，容易被猜到，请换一个。",
                 "This password is among the most common ones; please choose another."});
}

std::string printable(std::string_view header, std::size_t max) {
  std::string text(header.substr(0, max));
  std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string session_cookie(std::string_view token, bool secure) {
  std::string cookie(rpc::session_cookie(secure));
  cookie += '=';
  cookie += token;
  cookie += "; Path=/; HttpOnly; SameSite=Strict";
  if (secure) {
    cookie += "; Secure";
  }
  if (token.empty()) {
    cookie += "; Max-Age=0";
  }
  return cookie;
}

}  // namespace kaibo::identity
