#pragma once

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kaibo::test {

/// Stands on the loopback between a node and Redis, and loses, doubles and changes the order of the
/// messages that Redis sends to its subscribers. Everything else passes.
class BadBus {
 public:
  explicit BadBus(int redis_port, std::uint32_t seed);
  ~BadBus();
  BadBus(const BadBus&) = delete;
  BadBus& operator=(const BadBus&) = delete;

  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

  std::atomic<int> lost{0};
  std::atomic<int> doubled{0};
  std::atomic<int> swapped{0};

 private:
  void accept_all();
  void carry(int from, int to);
  void carry_badly(int redis, int node, std::uint32_t seed);
  void mangle(std::string_view message, std::string& held, std::string& out, std::mt19937& chance);

  const int redis_port_;
  const std::uint32_t seed_;
  int listener_ = -1;
  int port_ = 0;
  std::vector<int> sockets_;
  std::vector<std::jthread> lines_;
  std::jthread acceptor_;
};

}  // namespace kaibo::test
