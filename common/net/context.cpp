#include "common/net/context.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/net/response.h"

namespace kaibo::net {
namespace {

constexpr std::size_t file_threads = 2;
constexpr std::size_t file_queue = 1024;

}  // namespace

bool Addresses::enter(const std::string& address, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t& count = counts_[address];
  if (count >= limit) return false;
  ++count;
  return true;
}

void Addresses::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto at = counts_.find(address);
  if (at != counts_.end() && --at->second == 0) counts_.erase(at);
}

Context::Context(Options given, Parts with)
    : options(std::move(given)),
      parts(std::move(with)),
      tls(!options.tls_certificate.empty()),
      web(options.web),
      page_policy(net::page_policy(options.stream_origins)),
      file_pool("files", file_threads, file_queue) {
  for (std::size_t i = 0; i < parts.runtime.cores(); ++i) {
    cores.push_back(std::make_unique<Core>(parts.runtime, i));
  }
}

bool Context::is_trusted_proxy(std::string_view address) const {
  const auto& proxies = options.trusted_proxies;
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

bool Context::enter(const std::string& address) {
  const auto limit =
      is_trusted_proxy(address) ? options.max_connections : options.max_connections_per_address;
  const auto bound = static_cast<std::int64_t>(options.max_connections);
  if (figures->connections >= bound || !addresses.enter(address, limit)) {
    ++figures->refused;
    return false;
  }
  ++figures->connections;
  return true;
}

void Context::leave(const std::string& address) {
  addresses.leave(address);
  const std::lock_guard lock(mutex_);
  --figures->connections;
  left_.notify_all();
}

bool Context::wait_until_empty(base::Millis patience) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, std::chrono::milliseconds(patience),
                        [this] { return figures->connections == 0; });
}

}  // namespace kaibo::net
