#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/support/folder.h"

namespace kaibo::test {

/// The end of the notify socket where systemd would sit.
class ServiceManager {
 public:
  ServiceManager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address().copy(name.sun_path, sizeof(name.sun_path) - 1);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) != 0) {
      throw std::runtime_error("no notify socket");
    }
  }
  ~ServiceManager() { ::close(socket_); }
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  /// For NOTIFY_SOCKET.
  std::string address() const { return (folder_.path() / "notify").string(); }

  /// The next message, its lines as they came; empty when none comes in time.
  std::string hear() const {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    std::array<char, 4096> bytes{};
    if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return {};
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

  /// The next message that holds `line`; empty when none comes in time.
  std::string hear_until(std::string_view line) const {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + patience;
    while (steady_clock::now() < end) {
      const std::string message = hear();
      if (message.find(line) != std::string::npos) return message;
    }
    return {};
  }

 private:
  static constexpr std::chrono::milliseconds patience{20'000};

  TempFolder folder_;
  int socket_;
};

}  // namespace kaibo::test
