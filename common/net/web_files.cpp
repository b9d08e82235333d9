#include "common/net/web_files.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/net/url.h"

namespace kaibo::net {
namespace {

constexpr std::uintmax_t max_folder_bytes = 256ULL * 1024 * 1024;
/// Smaller files do not gain from compression.
constexpr std::size_t min_compressed = 1024;

struct Type {
  std::string_view extension;
  std::string_view name;
  bool text;
};
constexpr std::array types = {
    Type{".html", "text/html; charset=utf-8", true},
    Type{".js", "text/javascript; charset=utf-8", true},
    Type{".mjs", "text/javascript; charset=utf-8", true},
    Type{".css", "text/css; charset=utf-8", true},
    Type{".json", "application/json", true},
    Type{".map", "application/json", true},
    Type{".webmanifest", "application/manifest+json", true},
    Type{".svg", "image/svg+xml", true},
    Type{".txt", "text/plain; charset=utf-8", true},
    Type{".xml", "text/xml; charset=utf-8", true},
    Type{".png", "image/png", false},
    Type{".jpg", "image/jpeg", false},
    Type{".jpeg", "image/jpeg", false},
    Type{".webp", "image/webp", false},
    Type{".gif", "image/gif", false},
    Type{".ico", "image/x-icon", false},
    Type{".woff2", "font/woff2", false},
    Type{".woff", "font/woff", false},
    Type{".ttf", "font/ttf", false},
    Type{".mp3", "audio/mpeg", false},
    Type{".mp4", "video/mp4", false},
    Type{".webm", "video/webm", false},
    Type{".wasm", "application/wasm", true},
};
constexpr Type unknown_type{"", "application/octet-stream", false};

Type type_of(std::string_view extension) {
  for (const Type& type : types) {
    if (type.extension == extension) return type;
  }
  return unknown_type;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("读不了网页文件 {}，请检查它的权限。", path.string()),
         fmt::format("Cannot read {} of the web client: check its permissions.", path.string())});
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string read_if_there(const std::filesystem::path& path) {
  return std::filesystem::is_regular_file(path) ? read_file(path) : std::string();
}

std::string gzip(const std::string& content) {
  z_stream stream{};
  constexpr int gzip_format = 15 + 16;
  if (deflateInit2(&stream, 9, Z_DEFLATED, gzip_format, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, content.size()), '\0');
  // zlib takes its input without const and does not write to it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return done && out.size() < content.size() ? out : std::string();
}

std::string etag_of(const std::string& content) {
  return '"' + base::sha256(content).substr(0, 32) + '"';
}

bool matches(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

/// "gzip;q=0" is a way to say no, and no browser says it.
bool accepts(const Request& request, std::string_view coding) {
  return request[Field::accept_encoding].find(coding) != std::string::npos;
}

}  // namespace

WebFiles::WebFiles(const std::filesystem::path& folder)
    : files_(std::make_shared<Table>(folder.empty() ? Table() : load(folder))) {
  if (!folder.empty() && !files_->contains("/index.html")) {
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("{} 里没有网页（缺 index.html），请先构建网页端。", folder.string()),
         fmt::format("There is no web client in {} (index.html is missing): "
                     "build it first.",
                     folder.string())});
  }
}

WebFiles::Table WebFiles::load(const std::filesystem::path& folder) {
  Table table;
  std::uintmax_t total = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || extension == ".gz" || extension == ".br") continue;
    total += entry.file_size();
    if (total > max_folder_bytes) {
      throw base::Error(base::Code::failed_precondition,
                        {fmt::format("{} 太大，不像是网页端的文件夹。", folder.string()),
                         fmt::format("{} is too large to be the web client.", folder.string())});
    }
    const Type type = type_of(extension.string());
    File file;
    file.content = read_file(entry.path());
    file.gzip = read_if_there(entry.path().string() + ".gz");
    file.brotli = read_if_there(entry.path().string() + ".br");
    if (file.gzip.empty() && type.text && file.content.size() >= min_compressed) {
      file.gzip = gzip(file.content);
    }
    file.type = type.name;
    file.etag = etag_of(file.content);
    const std::string path = '/' + entry.path().lexically_relative(folder).generic_string();
    file.immutable = path.starts_with("/assets/");
    table.emplace(path, std::move(file));
  }
  return table;
}

const WebFiles::File* WebFiles::find(std::string_view path) const {
  const auto decoded = percent_decode(path, false);
  if (!decoded) return nullptr;
  const auto exact = files_->find(*decoded);
  if (exact != files_->end()) return &exact->second;
  const auto last = decoded->substr(decoded->rfind('/') + 1);
  if (decoded->starts_with("/assets/") || last.find('.') != std::string::npos) return nullptr;
  const auto index = files_->find("/index.html");
  return index == files_->end() ? nullptr : &index->second;
}

void WebFiles::answer(const Request& request, Response& response) const {
  const File* file = find(request.path());
  if (file == nullptr) {
    answer_text(response, 404, "这里没有这个页面。\nThere is no such page here.\n");
    return;
  }
  response.header("Cache-Control",
                  file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.header("ETag", file->etag);
  response.header("Vary", "Accept-Encoding");
  if (matches(request[Field::if_none_match], file->etag)) {
    response.status = 304;
    return;
  }
  response.content_type = file->type;
  response.owner = files_;
  response.shared = file->content;
  if (!file->brotli.empty() && accepts(request, "br")) {
    response.shared = file->brotli;
    response.header("Content-Encoding", "br");
  } else if (!file->gzip.empty() && accepts(request, "gzip")) {
    response.shared = file->gzip;
    response.header("Content-Encoding", "gzip");
  }
}

}  // namespace kaibo::net
