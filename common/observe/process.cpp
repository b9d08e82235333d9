#include "common/observe/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace kaibo::observe {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::int64_t resident_bytes() {
  // In pages: size, resident, …
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  return statm >> size >> resident ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

std::int64_t open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return error ? 0 : std::distance(begin(files), end(files));
}

std::int64_t max_files() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<std::int64_t>(limit.rlim_cur) : 0;
}

/// When the machine was started, seconds since 1970.
double boot_time() {
  std::ifstream stat("/proc/stat");
  double seconds = 0;
  for (std::string line; std::getline(stat, line);) {
    if (line.starts_with("btime ")) std::istringstream(line.substr(6)) >> seconds;
  }
  return seconds;
}

/// The 20th and the 22nd field of /proc/self/stat, counted behind the name in brackets, which may
/// hold anything.
void read_stat(ProcessFigures& figures) {
  std::ifstream stat("/proc/self/stat");
  const std::string line((std::istreambuf_iterator<char>(stat)), {});
  const std::size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) return;
  std::istringstream fields(line.substr(bracket + 1));
  std::string skipped;
  for (int i = 3; i < 20; ++i) fields >> skipped;
  double ticks = 0;
  fields >> figures.threads >> skipped >> ticks;
  static const double boot = boot_time();
  figures.started_at = boot + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures;
  figures.resident_bytes = resident_bytes();
  figures.open_files = open_files();
  figures.max_files = max_files();
  read_stat(figures);
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    figures.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }
  return figures;
}

}  // namespace kaibo::observe
