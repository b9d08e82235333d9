#pragma once

#include <cstdint>

#include "services/classroom/profile.h"

namespace kaibo::classroom::upload_rules {

/// Throw invalid_argument for a video that is larger, or longer, than the course allows.
void check_video_bytes(const ProductVideoRules& rules, std::int64_t bytes);
void check_video_length(const ProductVideoRules& rules, std::int64_t duration_ms);

}  // namespace kaibo::classroom::upload_rules
