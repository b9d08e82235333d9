#include "common/files/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/files/picture.h"
#include "common/files/records.h"

namespace kaibo::files {
namespace {

constexpr std::size_t id_size = 64;

bool is_id(std::string_view id) {
  return id.size() == id_size && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string place_of(std::string_view id, std::string_view ending) {
  return fmt::format("{}/{}/{}{}", id.substr(0, 2), id.substr(2, 2), id, ending);
}

std::string name_of(std::string_view id, bool small) {
  return place_of(id, small ? "-small.webp" : ".webp");
}

FileName picture_name(std::string_view id) { return {.hash = id, .type = "webp"}; }

FileName video_name(std::string_view id) {
  const std::size_t dot = id.find('.');
  return {.hash = id.substr(0, dot), .type = id.substr(dot + 1)};
}

void claim_file(db::Transaction& tx, const Limits& limits, std::int64_t user_id,
                const FileName& file, std::int64_t bytes) {
  if (is_held(tx, user_id, file)) return;
  const Holding held = holding_of(tx, user_id);
  if (held.files >= limits.quota_files || held.bytes + bytes > limits.quota_bytes) {
    constexpr std::int64_t mib = 1024 * 1024;
    throw base::Error(
        base::Code::resource_exhausted,
        {fmt::format("您上传的图片和视频已满（最多 {} 个，共 {} MB），不能再上传，请联系讲师。",
                     limits.quota_files, limits.quota_bytes / mib),
         fmt::format("Your space for pictures and videos is full (at most {}, {} MB together): ask "
                     "your instructor.",
                     limits.quota_files, limits.quota_bytes / mib)});
  }
  hold(tx, user_id, file, bytes);
}

}  // namespace

Store::Store(std::unique_ptr<Blobs> blobs, Limits limits)
    : blobs_(std::move(blobs)), limits_(limits) {}

Picture Store::put(std::string_view content) {
  const Encoded encoded = encode_picture(content, limits_);
  Picture picture{base::sha256(encoded.large), encoded.width, encoded.height,
                  static_cast<std::int64_t>(encoded.large.size() + encoded.small.size())};
  if (blobs_->size(name_of(picture.id, false))) return picture;
  // The large one last: where it is, both are.
  blobs_->put(name_of(picture.id, true), encoded.small);
  blobs_->put(name_of(picture.id, false), encoded.large);
  return picture;
}

std::optional<std::string> Store::read(std::string_view id, bool small) const {
  if (is_video(id) && !small) return blobs_->get(place_of(id, {}));
  if (!is_id(id)) return std::nullopt;
  return blobs_->get(name_of(id, small));
}

Video Store::put_video(std::string_view content, std::string_view type) {
  Video video{fmt::format("{}.{}", base::sha256(content), type),
              static_cast<std::int64_t>(content.size())};
  const std::string place = place_of(video.id, {});
  if (!blobs_->size(place)) blobs_->put(place, content);
  return video;
}

std::optional<std::uint64_t> Store::video_size(std::string_view id) const {
  if (!is_video(id)) return std::nullopt;
  return blobs_->size(place_of(id, {}));
}

std::string Store::video_part(std::string_view id, std::uint64_t first, std::uint64_t bytes) const {
  return blobs_->part(place_of(id, {}), first, bytes);
}

bool is_video(std::string_view id) {
  const std::string_view type = id.substr(std::min(id_size, id.size()));
  return (type == ".mp4" || type == ".webm") && is_id(id.substr(0, id_size));
}

void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id,
           const Picture& picture) {
  claim_file(tx, limits, user_id, picture_name(picture.id), picture.bytes);
}

void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id, const Video& video) {
  claim_file(tx, limits, user_id, video_name(video.id), video.bytes);
}

void share(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  const FileName picture = picture_name(picture_id);
  if (!is_held(tx, user_id, picture)) hold(tx, user_id, picture, 0);
}

bool holds(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  return is_held(tx, user_id, picture_name(picture_id));
}

bool holds_video(db::Transaction& tx, std::int64_t user_id, std::string_view video_id) {
  return is_video(video_id) && is_held(tx, user_id, video_name(video_id));
}

}  // namespace kaibo::files
