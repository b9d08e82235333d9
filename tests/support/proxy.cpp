#include "tests/support/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/loopback.h"

namespace kaibo::contract {

namespace {

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

Proxy::Proxy(int server_port)
    : server_port_(server_port), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = test::loopback(0);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    throw std::runtime_error("the proxy has no port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

std::unique_ptr<Proxy> Proxy::before(std::string& url) {
  const auto colon = url.rfind(':');
  const std::string port = url.substr(colon + 1, url.rfind('/') - colon - 1);
  auto proxy = std::make_unique<Proxy>(std::stoi(port));
  url.replace(colon + 1, port.size(), std::to_string(proxy->port()));
  return proxy;
}

Proxy::~Proxy() {
  stopping_ = true;
  thread_.join();
  for (const Line& line : lines_) {
    close(line.client);
    close(line.server);
  }
  close(listener_);
}

void Proxy::cut_at(std::string_view words, Cut cut, bool stay_away) {
  words_ = words;
  stay_away_ = stay_away;
  cut_ = cut;
}

void Proxy::come_back() {
  away_ = false;
  holding_ = false;
  released_ = true;
}

void Proxy::run() {
  constexpr int look_up_ms = 20;
  while (!stopping_) {
    if (released_.exchange(false)) release();
    // Nothing is asked of a negative number.
    const bool holding = holding_;
    std::vector<pollfd> fds{{holding ? -1 : listener_, POLLIN, 0}};
    for (const Line& line : lines_) {
      const bool held = holding || line.held;
      fds.push_back({held ? -1 : line.client, POLLIN, 0});
      fds.push_back({held ? -1 : line.server, POLLIN, 0});
    }
    if (poll(fds.data(), fds.size(), look_up_ms) <= 0) continue;
    std::vector<Line> open;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      Line& line = lines_[i];
      const bool alive = !away_ && (fds[2 * i + 1].revents == 0 || carry(line, true)) &&
                         (fds[2 * i + 2].revents == 0 || carry(line, false));
      if (alive) {
        open.push_back(line);
      } else {
        close(line.client);
        close(line.server);
      }
    }
    lines_ = std::move(open);
    if (fds[0].revents != 0) take_connection();
  }
}

void Proxy::release() {
  for (Line& line : lines_) {
    line.held = false;
    send_all(line.server, line.kept);
    line.kept.clear();
  }
}

void Proxy::take_connection() {
  Line line;
  line.client = accept(listener_, nullptr, nullptr);
  line.server = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = test::loopback(server_port_);
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (away_ || connect(line.server, any, sizeof address) != 0) {
    close(line.client);
    close(line.server);
    return;
  }
  lines_.push_back(line);
}

bool Proxy::carry(Line& line, bool from_client) {
  std::array<char, 65536> buffer;
  const ssize_t size =
      recv(from_client ? line.client : line.server, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
  if (!from_client && line.drop_reply) return false;
  if (from_client && cut_ != Cut::none && bytes.find(words_) != std::string_view::npos) {
    const Cut cut = cut_.exchange(Cut::none);
    ++cuts_;
    if (cut == Cut::hold) {
      holding_ = stay_away_.load();
      line.held = true;
      line.kept = bytes;
      return true;
    }
    if (stay_away_) away_ = true;
    if (cut == Cut::request) return false;
    line.drop_reply = true;
  }
  send_all(from_client ? line.server : line.client, bytes);
  return true;
}

}  // namespace kaibo::contract
