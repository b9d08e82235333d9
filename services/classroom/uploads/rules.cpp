#include "services/classroom/uploads/rules.h"

#include <fmt/format.h>

#include "common/base/error.h"

namespace kaibo::classroom::upload_rules {

namespace {

constexpr std::int64_t second = 1000;
/// A camera does not stop at the full second.
constexpr std::int64_t grace_ms = 500;

}  // namespace

void check_video_bytes(const ProductVideoRules& rules, std::int64_t bytes) {
  base::require(
      bytes <= rules.max_bytes(), "content",
      {fmt::format("视频太大了，最多 {} MB，请剪短或降低清晰度后再上传。", rules.max_mb),
       fmt::format("The video is too large: shorten it, or lower its resolution, to {} MB at most.",
                   rules.max_mb)});
}

void check_video_length(const ProductVideoRules& rules, std::int64_t duration_ms) {
  const std::int64_t seconds = (duration_ms + second - 1) / second;
  base::require(
      duration_ms <= rules.max_seconds * second + grace_ms, "content",
      {fmt::format("视频最长 {} 秒，这段有 {} 秒，请剪短后再上传。", rules.max_seconds, seconds),
       fmt::format("The video has {} seconds: cut it to {} at most.", seconds, rules.max_seconds)});
}

}  // namespace kaibo::classroom::upload_rules
