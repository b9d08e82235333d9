#include "services/classroom/rules.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/text.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/classroom/classroom.h"

namespace kaibo::classroom {

namespace role = access::v1;

std::string normal_code(std::string_view typed) {
  std::string code = identity::halfwidth(base::tidy(typed));
  std::transform(code.begin(), code.end(), code.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return code;
}

void check_code(const std::string& code) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const bool length = code.size() >= 4 && code.size() <= 16;
  base::require(length && code.find_first_not_of(allowed) == std::string::npos, "code",
                {"班级代码要用 4 到 16 个英文字母或数字，例如 ZB2026。",
                 "A class code has 4 to 16 letters or digits, for example ZB2026."});
}

std::string account_for(std::string_view code, std::int64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 2) {
    digits.insert(0, "0");
  }
  return identity::normal_account(code) + "-" + digits;
}

journal::StreamClock change_speed(const journal::StreamClock& before, base::Millis now,
                                  std::int32_t speed_percent, bool paused) {
  // A clock that was set "later" than now (the server's clock stepped back) must not go back.
  const base::Millis from = std::max(now, before.real_at);
  return {.real_at = from,
          .class_at = before.at(from),
          .speed_percent = speed_percent,
          .paused = paused};
}

bool in_office(const rpc::Caller& caller) {
  return caller.holds(0, role::ROLE_ADMINISTRATOR) || caller.holds(0, role::ROLE_INSTITUTION) ||
         caller.holds(0, role::ROLE_AUTHORITY);
}

bool is_staff(const rpc::Caller& caller, std::int64_t class_id) {
  return caller.holds(class_id, role::ROLE_INSTRUCTOR) ||
         caller.holds(class_id, role::ROLE_ASSISTANT);
}

bool may_add(const rpc::Caller& caller, int added) {
  return added == role::ROLE_TRAINEE || caller.holds(0, role::ROLE_ADMINISTRATOR) ||
         caller.holds(0, role::ROLE_INSTITUTION);
}

bool may_reset_password(const rpc::Caller& caller, std::span<const identity::Role> roles) {
  if (caller.holds(0, role::ROLE_ADMINISTRATOR)) {
    return true;
  }
  if (caller.holds(0, role::ROLE_INSTITUTION)) {
    return std::none_of(roles.begin(), roles.end(),
                        [](const identity::Role& held) { return held.class_id == 0; });
  }
  return std::all_of(roles.begin(), roles.end(),
                     [](const identity::Role& held) { return held.role == role::ROLE_TRAINEE; });
}

bool may_listen(const rpc::Caller& caller, std::int64_t class_id, std::string_view topic) {
  const bool office = in_office(caller);
  const bool staff = is_staff(caller, class_id);
  const bool member = staff || caller.holds(class_id, role::ROLE_TRAINEE);
  if (topic.starts_with("user:")) {
    return (member || office) && topic.substr(5) == std::to_string(caller.user_id);
  }
  if (topic == "staff" || topic == "*") {
    return staff || office;
  }
  if (topic.starts_with("room:")) {
    const std::string_view id = topic.substr(5);
    const bool is_id = !id.empty() && id.size() <= 19 &&
                       id.find_first_not_of("0123456789") == std::string_view::npos;
    return is_id && (member || office);
  }
  return topic == "class" && (member || office);
}

}  // namespace kaibo::classroom
