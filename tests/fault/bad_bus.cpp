#include "tests/fault/bad_bus.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include "tests/support/loopback.h"

namespace kaibo::test {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view message_head = "*3\r\n$7\r\nmessage\r\n";

/// Bytes of the whole answer of Redis that begins here; 0 when its end has not come yet.
std::size_t answer_size(std::string_view bytes) {
  const std::size_t line = bytes.find(line_end);
  if (line == std::string_view::npos) return 0;
  const std::size_t head = line + line_end.size();
  int count = 0;
  std::from_chars(bytes.data() + 1, bytes.data() + line, count);
  if (bytes.front() == '$') {
    const std::size_t size = count < 0 ? head : head + static_cast<std::size_t>(count) + 2;
    return size <= bytes.size() ? size : 0;
  }
  std::size_t size = head;
  if (bytes.front() != '*') return size;
  for (int i = 0; i < count; ++i) {
    const std::size_t part = size < bytes.size() ? answer_size(bytes.substr(size)) : 0;
    if (part == 0) return 0;
    size += part;
  }
  return size;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

BadBus::BadBus(int redis_port, std::uint32_t seed)
    : redis_port_(redis_port), seed_(seed), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    throw std::runtime_error("the bad bus has no port");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
}

BadBus::~BadBus() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  lines_.clear();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

void BadBus::accept_all() {
  for (std::uint32_t number = 0;; ++number) {
    const int node = accept(listener_, nullptr, nullptr);
    if (node < 0) return;
    const int redis = socket(AF_INET, SOCK_STREAM, 0);
    sockets_.insert(sockets_.end(), {node, redis});
    const sockaddr_in address = loopback(redis_port_);
    if (connect(redis, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      shutdown(node, SHUT_RDWR);
      continue;
    }
    lines_.emplace_back([this, node, redis] { carry(node, redis); });
    lines_.emplace_back(
        [this, node, redis, seed = seed_ + number] { carry_badly(redis, node, seed); });
  }
}

void BadBus::carry(int from, int to) {
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
    if (size <= 0 || !send_all(to, {buffer.data(), static_cast<std::size_t>(size)})) break;
  }
  shutdown(to, SHUT_RDWR);
}

void BadBus::carry_badly(int redis, int node, std::uint32_t seed) {
  std::mt19937 chance(seed);
  std::array<char, 65536> buffer{};
  std::string come;
  std::string held;
  for (;;) {
    const ssize_t size = recv(redis, buffer.data(), buffer.size(), 0);
    if (size <= 0) break;
    come.append(buffer.data(), static_cast<std::size_t>(size));
    std::string out;
    while (!come.empty()) {
      const std::size_t whole = answer_size(come);
      if (whole == 0) break;
      mangle(std::string_view(come).substr(0, whole), held, out, chance);
      come.erase(0, whole);
    }
    if (!send_all(node, out)) break;
  }
  shutdown(node, SHUT_RDWR);
}

void BadBus::mangle(std::string_view message, std::string& held, std::string& out,
                    std::mt19937& chance) {
  if (!message.starts_with(message_head)) {
    out += message;
    return;
  }
  // A fifth of them each; what is held back follows the next one.
  switch (chance() % 5) {
    case 0:
      ++lost;
      break;
    case 1:
      ++doubled;
      out.append(message).append(message);
      break;
    case 2:
      if (held.empty()) {
        ++swapped;
        held = message;
        return;
      }
      [[fallthrough]];
    default:
      out += message;
  }
  out += std::exchange(held, {});
}

}  // namespace kaibo::test
