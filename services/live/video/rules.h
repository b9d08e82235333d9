#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/security/limits.h"
#include "services/classroom/profile.h"

namespace kaibo::live::video_rules {

using classroom::VideoRules;

/// Of a sender, in KiB: the course's most, and ten seconds of it at once.
security::RateLimiter::Rate rate_of(const VideoRules& rules);

/// Throws invalid_argument (field "stream_url") unless it is of one of these origins; empty is
/// right.
void check_stream_url(std::string_view url, std::span<const std::string> origins);

}  // namespace kaibo::live::video_rules
