#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/journal/journal.h"
#include "common/rpc/call.h"
#include "services/identity/identity.h"

namespace kaibo::classroom {

/// A class code as it is stored and compared: tidy, half-width, capital letters.
std::string normal_code(std::string_view typed);

/// Throws invalid_argument unless a normalised code has 4 … 16 capital letters and digits.
void check_code(const std::string& code);

/// "zb2026-07"
std::string account_for(std::string_view code, std::int64_t number);

/// The clock that goes on from the present class time with another speed.
journal::StreamClock change_speed(const journal::StreamClock& before, base::Millis now,
                                  std::int32_t speed_percent, bool paused);

/// Whether the caller holds an office role (institution, authority, administrator).
bool in_office(const rpc::Caller& caller);
/// Whether the caller teaches or assists in the class.
bool is_staff(const rpc::Caller& caller, std::int64_t class_id);

/// Whether the caller may add people with this role to the class: its assistants trainees only, so
/// that nobody gives themselves the right to score.
bool may_add(const rpc::Caller& caller, int added);

/// Whether the caller may give a person with these roles a new password: class staff to people who
/// are trainees and nothing else, the institution to all without an office role, administrators to
/// everybody. Else a reset would be a way into a higher account.
bool may_reset_password(const rpc::Caller& caller, std::span<const identity::Role> roles);

}  // namespace kaibo::classroom
