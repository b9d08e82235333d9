#pragma once

#include <sys/types.h>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kaibo::load {

/// Runs a program to its end, its output going to `log`; returns its exit code (128 + signal when
/// one ended it). Throws std::system_error when it cannot be started.
int run_program(const std::vector<std::string>& command, const std::filesystem::path& log);

/// So many files and sockets may be open in this process and in those that it starts. Throws
/// std::runtime_error that says what to do when the machine does not allow it.
void allow_open_files(std::uint64_t count);

/// What a process of this machine uses.
struct Usage {
  /// User and system, since its start.
  double cpu_s = 0;
  /// Now, and at its highest.
  double rss_mb = 0;
  double peak_rss_mb = 0;
  /// Open, sockets too.
  std::int64_t files = 0;
  std::int64_t threads = 0;

  void add(const Usage& other);
};
/// Zeros when it is gone.
Usage usage_of(pid_t pid);

/// A `kaibo serve` of our own, on a free port of this machine. It ends with us, whatever happens.
class ServerProcess {
 public:
  /// `max_connections`: what it must be able to hold. Throws std::system_error. It is not ready
  /// yet.
  ServerProcess(const std::filesystem::path& kaibo, const std::filesystem::path& data,
                const std::filesystem::path& log, std::uint64_t max_connections);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  pid_t pid() const { return pid_; }
  std::string url() const;
  bool has_ended();
  /// Asks it to end (SIGTERM) and waits up to 30 s, then kills it. Returns its exit code as
  /// run_program does.
  int stop();

 private:
  bool reap(bool wait);

  std::uint16_t port_;
  pid_t pid_ = 0;
  bool ended_ = false;
  int exit_code_ = 0;
};

/// CPU seconds of this process.
double own_cpu_s();

}  // namespace kaibo::load
