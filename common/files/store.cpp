#include "common/files/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/files/picture.h"
#include "common/files/records.h"
#include "common/files/sha256.h"

namespace kaibo::files {
namespace {

constexpr std::size_t id_size = 64;

bool is_id(std::string_view id) {
  return id.size() == id_size && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string name_of(std::string_view id, bool small) {
  return fmt::format("{}/{}/{}{}.webp", id.substr(0, 2), id.substr(2, 2), id,
                     small ? "-small" : "");
}

}  // namespace

Store::Store(std::unique_ptr<Blobs> blobs, Limits limits)
    : blobs_(std::move(blobs)), limits_(limits) {}

Picture Store::put(std::string_view content) {
  const Encoded encoded = encode_picture(content, limits_);
  Picture picture{sha256(encoded.large), encoded.width, encoded.height,
                  static_cast<std::int64_t>(encoded.large.size() + encoded.small.size())};
  if (blobs_->has(name_of(picture.id, false))) return picture;
  // The large one last: where it is, both are.
  blobs_->put(name_of(picture.id, true), encoded.small);
  blobs_->put(name_of(picture.id, false), encoded.large);
  return picture;
}

std::optional<std::string> Store::read(std::string_view id, bool small) const {
  if (!is_id(id)) return std::nullopt;
  return blobs_->get(name_of(id, small));
}

void claim(db::Transaction& tx, const Limits& limits, std::int64_t user_id,
           const Picture& picture) {
  if (is_held(tx, user_id, picture.id)) return;
  const Holding held = holding_of(tx, user_id);
  if (held.files >= limits.quota_files || held.bytes + picture.bytes > limits.quota_bytes) {
    throw base::Error(base::Code::resource_exhausted,
                      {fmt::format("您上传的图片已满（最多 {} 张），不能再上传，请联系讲师。",
                                   limits.quota_files),
                       fmt::format("Your space for pictures is full (at most {}): ask your "
                                   "instructor.",
                                   limits.quota_files)});
  }
  hold(tx, user_id, picture.id, picture.bytes);
}

void share(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  if (!is_held(tx, user_id, picture_id)) hold(tx, user_id, picture_id, 0);
}

bool holds(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  return is_held(tx, user_id, picture_id);
}

}  // namespace kaibo::files
