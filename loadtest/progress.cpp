#include "loadtest/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace kaibo::load {
namespace {

constexpr int seconds_between_lines = 3;
constexpr int long_run_s = 600;

}  // namespace

Progress::Progress(double span_s)
    : span_s_(span_s),
      on_terminal_(::isatty(STDERR_FILENO) != 0),
      between_lines_(span_s > long_run_s ? 60 : seconds_between_lines) {}

Progress::~Progress() {
  if (on_terminal_) std::fputs("\n", stderr);
}

void Progress::show(int second, const Figures& figures, const Sample& server) {
  if (!on_terminal_ && second % between_lines_ != 0) return;
  const std::string line = fmt::format(
      "{:4d} s of {:.0f}  {} calls  {} events  p99 {:.1f} ms  {} errors  server {:.2f} cores, "
      "{:.0f} MB",
      second, span_s_, figures.calls(), figures.events(),
      static_cast<double>(figures.recent().percentile(0.99)) / 1000, figures.fault_count(),
      server.server_cpu, server.server_rss_mb);
  std::fprintf(stderr, on_terminal_ ? "\r%s\033[K" : "%s\n", line.c_str());
}

}  // namespace kaibo::load
