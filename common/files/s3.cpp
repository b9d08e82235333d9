#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/base/sha256.h"
#include "common/files/blobs.h"

namespace kaibo::files {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{1'000};
constexpr std::string_view probe = "kaibo-was-here";

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;
using Headers = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

struct Request {
  const char* verb;
  std::string name;
  std::string_view body;
  /// "0-99" of the object; empty: all of it.
  std::string range = {};
};

struct Reply {
  /// 0 when none came; then `body` says why.
  long status = 0;
  std::string body;
  /// Of the object.
  std::uint64_t length = 0;

  bool ok() const { return status == 200 || status == 206; }
  bool missing() const { return status == 404; }
  bool beyond() const { return status == 416; }
  /// Worth another try: nobody answered, or the store is overloaded or broken for the moment.
  bool passes() const { return status == 0 || status == 429 || status >= 500; }
  /// The store's own word, as "SignatureDoesNotMatch"; a HEAD brings none.
  std::string word() const {
    if (status == 0) return body;
    constexpr std::string_view open = "<Code>";
    const std::size_t begin = body.find(open);
    if (begin == std::string::npos) return std::to_string(status);
    const std::size_t end = body.find('<', begin + open.size());
    return body.substr(begin + open.size(), end - begin - open.size());
  }
};

std::size_t receive(const char* bytes, std::size_t /*one*/, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(bytes, size);
  return size;
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error(curl_easy_strerror(started));
}

/// They are signed with the request, and so the content by its hash.
Headers headers_of(const Request& request) {
  const std::string hash = "x-amz-content-sha256: " + base::sha256(request.body);
  Headers headers(curl_slist_append(nullptr, hash.c_str()), curl_slist_free_all);
  curl_slist_append(headers.get(), "Content-Type: application/octet-stream");
  return headers;
}

/// Waits that grow, each by chance, so that many callers do not come back together.
milliseconds pause_before(int attempt) {
  thread_local std::minstd_rand chance{std::random_device{}()};
  const milliseconds longest = std::min(longest_pause, first_pause * (1 << std::min(attempt, 10)));
  return milliseconds{
      std::uniform_int_distribution<std::int64_t>(longest.count() / 2, longest.count())(chance)};
}

void require_address(const std::string& url) {
  if (url.starts_with("https://") || url.starts_with("http://")) return;
  throw base::Error(
      base::Code::invalid_argument,
      {fmt::format("files.s3_url 应写成 https://主机:端口/桶，而不是 {}。", url),
       fmt::format("files.s3_url is https://host:port/bucket, which {} is not.", url)});
}

class S3Blobs final : public Blobs {
 public:
  explicit S3Blobs(S3Options options) : options_(std::move(options)) {
    start_curl();
    require_address(options_.url);
    if (!options_.url.ends_with('/')) options_.url += '/';
    const Reply reply = exchange({.verb = "PUT", .name = std::string(probe), .body = probe});
    if (reply.passes()) {
      base::log(base::LogLevel::error, "the S3 store is away",
                {{"url", options_.url}, {"why", reply.word()}});
    } else if (!reply.ok()) {
      throw base::Error(
          base::Code::failed_precondition,
          {fmt::format("S3 存储 {} 不接受写入（{}）：请检查 files.s3_ 开头的各项设置。",
                       options_.url, reply.word()),
           fmt::format("The S3 store {} refuses to be written ({}): check the settings that begin "
                       "with files.s3_.",
                       options_.url, reply.word())});
    }
  }

  void put(const std::string& name, std::string_view bytes) override {
    const Reply reply = exchange({.verb = "PUT", .name = name, .body = bytes});
    if (!reply.ok()) fail(name, reply);
  }

  std::optional<std::string> get(const std::string& name) override {
    Reply reply = exchange({.verb = "GET", .name = name, .body = {}});
    if (reply.missing()) return std::nullopt;
    if (!reply.ok()) fail(name, reply);
    return std::move(reply.body);
  }

  std::string part(const std::string& name, std::uint64_t first, std::uint64_t bytes) override {
    if (bytes == 0) return {};
    Reply reply = exchange({.verb = "GET",
                            .name = name,
                            .body = {},
                            .range = fmt::format("{}-{}", first, first + bytes - 1)});
    if (reply.missing() || reply.beyond()) return {};
    if (!reply.ok()) fail(name, reply);
    return std::move(reply.body);
  }

  std::optional<std::uint64_t> size(const std::string& name) override {
    const Reply reply = exchange({.verb = "HEAD", .name = name, .body = {}});
    if (reply.missing()) return std::nullopt;
    if (!reply.ok()) fail(name, reply);
    return reply.length;
  }

 private:
  [[noreturn]] static void fail(const std::string& name, const Reply& reply) {
    base::log(base::LogLevel::error, "the S3 store failed",
              {{"name", name}, {"status", std::int64_t{reply.status}}, {"why", reply.word()}});
    throw base::Error(base::Code::unavailable,
                      {"文件存储暂时用不了，请稍后再试。",
                       "The store of the files cannot be used at the moment: try again later."});
  }

  /// With more attempts while there is time and hope.
  Reply exchange(const Request& request) {
    const auto deadline = steady_clock::now() + milliseconds(options_.timeout);
    for (int attempt = 0;; ++attempt) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
      Reply reply = try_once(request, left);
      const milliseconds pause = pause_before(attempt);
      if (!reply.passes() || steady_clock::now() + pause >= deadline) return reply;
      std::this_thread::sleep_for(pause);
    }
  }

  Reply try_once(const Request& request, milliseconds bound) {
    Reply reply;
    Handle handle = take_handle();
    const Headers headers = headers_of(request);
    prepare(handle.get(), request, bound);
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &reply.body);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code == CURLE_OK) {
      curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply.status);
      curl_off_t length = 0;
      curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
      reply.length = static_cast<std::uint64_t>(std::max<curl_off_t>(length, 0));
      give_back(std::move(handle));
    } else {
      reply.body = curl_easy_strerror(code);
    }
    return reply;
  }

  void prepare(CURL* handle, const Request& request, milliseconds bound) const {
    curl_easy_setopt(handle, CURLOPT_URL, (options_.url + request.name).c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, ("aws:amz:" + options_.region + ":s3").c_str());
    curl_easy_setopt(handle, CURLOPT_USERNAME, options_.access_key.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, options_.secret_key.c_str());
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, std::max<long>(1, bound.count()));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (!request.range.empty()) curl_easy_setopt(handle, CURLOPT_RANGE, request.range.c_str());
    if (std::string_view(request.verb) == "HEAD") {
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (std::string_view(request.verb) == "PUT") {
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.verb);
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
      // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): its size is told before
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    }
  }

  /// A handle keeps its connection to the store; one that failed is thrown away with it.
  Handle take_handle() {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) return {curl_easy_init(), curl_easy_cleanup};
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  void give_back(Handle handle) {
    curl_easy_reset(handle.get());
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  S3Options options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

}  // namespace

std::unique_ptr<Blobs> in_s3(S3Options options) {
  return std::make_unique<S3Blobs>(std::move(options));
}

}  // namespace kaibo::files
