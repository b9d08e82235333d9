#include "loadtest/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace kaibo::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds start_patience{30};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Free at this moment; another program could still take it before the server does.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      ::bind(socket, general, size) == 0 && ::getsockname(socket, general, &size) == 0;
  ::close(socket);
  if (!bound) fail("bind");
  return ntohs(address.sin_port);
}

/// As exec wants them: they live as long as the words do.
std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// `settings`, NAME=value, hold unless the own environment says otherwise.
pid_t start(const std::vector<std::string>& command, const std::filesystem::path& log,
            const std::vector<std::string>& settings = {}) {
  std::vector<std::string> environment;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    environment.emplace_back(*variable);
  }
  for (const std::string& setting : settings) {
    const std::string name = setting.substr(0, setting.find('=') + 1);
    const bool is_set = std::ranges::any_of(
        environment, [&name](const std::string& known) { return known.starts_with(name); });
    if (!is_set) environment.push_back(setting);
  }
  const std::vector<char*> arguments = pointers_to(command);
  const std::vector<char*> variables = pointers_to(environment);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0) fail("cannot write " + log.string());
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    // Between fork and exec only what is safe in a signal handler.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(126);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  ::close(output);
  if (pid < 0) fail("fork");
  return pid;
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Number in a line of /proc/<pid>/status; memory is in KB.
double value_of(const std::string& status, const std::string& key) {
  const std::size_t place = status.find(key + ":");
  if (place == std::string::npos) return 0;
  return std::stod(status.substr(place + key.size() + 1));
}

std::string read_all(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// User and system time out of /proc/<pid>/stat.
double cpu_seconds(const std::string& stat) {
  // The name in brackets may hold blanks; the 12th and 13th field after it are the times.
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t count_entries(const std::string& folder) {
  std::error_code gone;
  const std::filesystem::directory_iterator entries(folder, gone);
  return gone ? 0 : std::distance(begin(entries), end(entries));
}

}  // namespace

void allow_open_files(std::uint64_t count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("getrlimit");
  if (limit.rlim_cur >= count) return;
  const rlimit wanted{.rlim_cur = count, .rlim_max = std::max<rlim_t>(limit.rlim_max, count)};
  if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0) return;
  throw std::runtime_error("this run needs " + std::to_string(count) +
                           " open files in one process, and the machine allows " +
                           std::to_string(limit.rlim_max) +
                           ": raise the limit (ulimit -Hn, LimitNOFILE= of a service), or ask for "
                           "fewer people or idle sockets");
}

void Usage::add(const Usage& other) {
  cpu_s += other.cpu_s;
  rss_mb += other.rss_mb;
  peak_rss_mb += other.peak_rss_mb;
  files += other.files;
  threads += other.threads;
}

Usage usage_of(pid_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const std::string stat = read_all(folder + "/stat");
  if (stat.find(')') == std::string::npos) return {};
  const std::string status = read_all(folder + "/status");
  return {.cpu_s = cpu_seconds(stat),
          .rss_mb = value_of(status, "VmRSS") / 1024,
          .peak_rss_mb = value_of(status, "VmHWM") / 1024,
          .files = count_entries(folder + "/fd"),
          .threads = static_cast<std::int64_t>(value_of(status, "Threads"))};
}

int run_program(const std::vector<std::string>& command, const std::filesystem::path& log) {
  const pid_t pid = start(command, log);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  return exit_code_of(status);
}

ServerProcess::ServerProcess(const std::filesystem::path& kaibo, const std::filesystem::path& data,
                             const std::filesystem::path& log, std::uint64_t max_connections)
    : port_(free_port()),
      pid_(start({kaibo.string(), "serve", "--data", data.string(), "--listen", "127.0.0.1",
                  "--port", std::to_string(port_)},
                 log, {"KAIBO_SERVER_MAX_CONNECTIONS=" + std::to_string(max_connections)})) {}

ServerProcess::~ServerProcess() { stop(); }

std::string ServerProcess::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

bool ServerProcess::reap(bool wait) {
  if (ended_) return true;
  int status = 0;
  const pid_t found = ::waitpid(pid_, &status, wait ? 0 : WNOHANG);
  if (found != pid_) return false;
  ended_ = true;
  exit_code_ = exit_code_of(status);
  return true;
}

bool ServerProcess::has_ended() { return reap(false); }

int ServerProcess::stop() {
  if (!reap(false)) ::kill(pid_, SIGTERM);
  const auto give_up = std::chrono::steady_clock::now() + start_patience;
  while (!reap(false) && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    reap(true);
  }
  return exit_code_;
}

double own_cpu_s() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace kaibo::load
