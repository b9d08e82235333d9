#pragma once

// What the benchmarks share on the side of the load: processors, clocks of processor time, peers,
// results.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kaibo::bench {

/// The server has one processor to itself, the load the other.
inline constexpr int server_cpu = 0;
inline constexpr int load_cpu = 1;

/// The calling thread, and those it starts, from now on.
inline void stay_on(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  if (sched_setaffinity(0, sizeof(set), &set) != 0) {
    throw std::runtime_error("two processors are needed: one for the server, one for the load");
  }
}

/// Seconds of processor time.
inline double seconds_on(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) throw std::runtime_error("a server has ended");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Of the calling thread.
inline double thread_seconds() { return seconds_on(CLOCK_THREAD_CPUTIME_ID); }

/// Binds the thread that runs posted work to the server's processor; the clock of its time.
template <typename Post>
clockid_t settle_server(Post post) {
  std::promise<clockid_t> promise;
  auto clock = promise.get_future();
  post([&promise] {
    stay_on(server_cpu);
    clockid_t mine{};
    pthread_getcpuclockid(pthread_self(), &mine);
    promise.set_value(mine);
  });
  return clock.get();
}

/// A server started by the caller of the benchmark, to be measured in the same way.
struct Peer {
  std::string name;
  std::string protocol;
  std::uint16_t port = 0;
  clockid_t clock{};
};

/// Of "name:protocol:port:process id".
inline Peer read_peer(const std::string& text) {
  const std::vector<std::string> parts = CLI::detail::split(text, ':');
  if (parts.size() != 4) {
    throw std::runtime_error("a peer is name:protocol:port:process, not " + text);
  }
  Peer peer{parts[0], parts[1], static_cast<std::uint16_t>(std::stoi(parts[2])), {}};
  if (clock_getcpuclockid(std::stoi(parts[3]), &peer.clock) != 0) {
    throw std::runtime_error("there is no process " + parts[3]);
  }
  return peer;
}

/// To 127.0.0.1; `from` is the last part of the own address, as one has only some 28,000 ports.
inline int connect_to(std::uint16_t port, std::uint32_t from = 1) {
  constexpr std::uint32_t net = INADDR_LOOPBACK & ~0xFFU;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(net | from);
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(socket, general, sizeof(address)) == 0;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!bound || connect(socket, general, sizeof(address)) != 0) {
    throw std::runtime_error(fmt::format("no server takes connections on port {}", port));
  }
  return socket;
}

inline void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("a server has closed a connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// One measurement, as loadtest/compare reads it.
inline void report(std::string_view what, std::string_view subject, double value) {
  fmt::print("{} {} {:.6g}\n", what, subject, value);
  std::fflush(stdout);
}

}  // namespace kaibo::bench
