#include "services/live/video/rules.h"

#include <algorithm>

#include "common/base/error.h"

namespace kaibo::live::video_rules {

security::RateLimiter::Rate rate_of(const VideoRules& rules) {
  constexpr int burst_seconds = 10;
  constexpr int ms_of_kbit = 8'000;
  return {.burst = std::max(1, rules.max_kbit / 8) * burst_seconds,
          .refill_ms = std::max(1, ms_of_kbit / rules.max_kbit)};
}

void check_stream_url(std::string_view url, std::span<const std::string> origins) {
  constexpr std::size_t longest = 500;
  if (url.empty()) return;
  const bool plain =
      std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7F' && c != '"'; });
  base::require(plain && url.size() <= longest && url.starts_with("https://"), "stream_url",
                {"直播流地址应以 https:// 开头（HLS，通常以 .m3u8 结尾）",
                 "The address of a stream starts with https:// (HLS, mostly ending in .m3u8)"});
  const bool allowed = std::ranges::any_of(
      origins, [url](const std::string& origin) { return url.starts_with(origin + '/'); });
  base::require(allowed, "stream_url",
                {"管理员还没有允许这个网站的直播流，请联系管理员（设置 video.stream_origins）",
                 "Streams of this site are not allowed: ask the administrator (setting "
                 "video.stream_origins)"});
}

}  // namespace kaibo::live::video_rules
