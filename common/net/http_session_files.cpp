// What a session answers where stored pictures, videos and recordings are asked for.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "common/net/http_session.h"
#include "common/net/range.h"
#include "common/net/url.h"

namespace kaibo::net {

namespace {

std::string read_bytes(const std::filesystem::path& path, std::uint64_t first,
                       std::uint64_t bytes) {
  std::ifstream in(path, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(first));
  std::string piece(bytes, '\0');
  in.read(piece.data(), static_cast<std::streamsize>(bytes));
  piece.resize(static_cast<std::size_t>(in.gcount()));
  return piece;
}

/// Content never changes under its id; private, since it is for signed-in people only.
constexpr std::string_view kept_for_good = "private, max-age=31536000, immutable";

}  // namespace

/// Whoever has signed in; else the answer is complete.
Task<std::shared_ptr<const rpc::Caller>> HttpSession::find_caller() {
  const std::string token(credential_of(request_, client_.secure).token);
  std::shared_ptr<const rpc::Caller> caller;
  if (!token.empty()) caller = co_await context_.parts.authenticator.find(token);
  response_.sandbox = true;
  if (!caller) answer_text(response_, 401, "请先登录。\nPlease sign in first.\n");
  co_return caller;
}

/// What the request wants of a stored content: all of it, or the range it names.
void HttpSession::answer_part(StoredPart whole, std::string_view type) {
  const std::uint64_t total = whole.size;
  const Range range = read_range(request_[Field::range], total);
  response_.header("Accept-Ranges", "bytes");
  if (range.kind == Range::Kind::beyond) {
    answer_text(response_, 416, "The range lies behind the end.\n");
    response_.header("Content-Range", fmt::format("bytes */{}", total));
    return;
  }
  response_.content_type = type;
  whole.first = range.first;
  whole.size = range.size;
  response_.part = std::move(whole);
  if (range.kind == Range::Kind::whole) return;
  response_.status = 206;
  response_.header("Content-Range",
                   fmt::format("bytes {}-{}/{}", range.first, range.first + range.size - 1, total));
}

Task<void> HttpSession::answer_recording(std::string_view path) {
  const auto caller = co_await find_caller();
  if (!caller) co_return;
  const std::int64_t id = number_in(path.substr(path.rfind('/') + 1));
  const auto stored = co_await context_.parts.video->recording(caller, id);
  std::error_code missing;
  const std::uint64_t size = stored ? std::filesystem::file_size(stored->path, missing) : 0;
  if (!stored || missing) {
    answer_text(response_, 404, "没有这段录像。\nThere is no such recording.\n");
    co_return;
  }
  response_.header("Cache-Control", "private, no-cache");
  auto read = [file = stored->path](std::uint64_t first, std::uint64_t bytes) {
    return read_bytes(file, first, bytes);
  };
  answer_part({.read = std::move(read), .first = 0, .size = size}, stored->type);
}

/// `name`: an id, perhaps with "/small" behind it.
Task<void> HttpSession::answer_file(std::string_view name) {
  const auto caller = co_await find_caller();
  if (!caller) co_return;
  std::string etag = '"' + std::string(name) + '"';
  std::ranges::replace(etag, '/', '-');
  // Whoever names its content has had it.
  if (request_[Field::if_none_match] == etag) {
    response_.status = 304;
  } else if (files::is_video(name)) {
    co_await answer_video(name);
  } else {
    co_await answer_picture(name);
  }
  if (response_.status >= 400) co_return;
  response_.header("Cache-Control", kept_for_good);
  response_.header("ETag", etag);
}

Task<void> HttpSession::answer_picture(std::string_view id) {
  constexpr std::string_view of_small = "/small";
  const bool small = id.ends_with(of_small);
  if (small) id.remove_suffix(of_small.size());
  auto read = [this, id, small] { return context_.parts.files.read(id, small); };
  std::optional<std::string> picture = co_await context_.file_pool.run(std::move(read));
  if (!picture) {
    answer_text(response_, 404, "没有这张图片。\nThere is no such picture.\n");
    co_return;
  }
  response_.body = std::move(*picture);
  response_.content_type = "image/webp";
}

Task<void> HttpSession::answer_video(std::string_view id) {
  const files::Store& store = context_.parts.files;
  auto look = [&store, id] { return store.video_size(id); };
  const std::optional<std::uint64_t> size = co_await context_.file_pool.run(look);
  if (!size) {
    answer_text(response_, 404, "没有这段视频。\nThere is no such video.\n");
    co_return;
  }
  auto read = [&store, video = std::string(id)](std::uint64_t first, std::uint64_t bytes) {
    return store.video_part(video, first, bytes);
  };
  answer_part({.read = std::move(read), .first = 0, .size = *size},
              id.ends_with(".mp4") ? "video/mp4" : "video/webm");
}

}  // namespace kaibo::net
