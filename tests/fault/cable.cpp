#include "tests/fault/cable.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace kaibo::test {
namespace {

constexpr const char* near_address = "10.77.0.1";
constexpr const char* far_address = "10.77.0.2";

void run(const std::string& command) {
  // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the shell is the point
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

/// A process that does nothing, in a network of its own.
pid_t start_keeper() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char moved = unshare(CLONE_NEWNET) == 0 ? 1 : 0;
    if (write(ends[1], &moved, 1) != 1) _exit(1);
    for (;;) pause();
  }
  char moved = 0;
  const bool told = read(ends[0], &moved, 1) == 1;
  close(ends[0]);
  close(ends[1]);
  if (!told || moved == 0) throw std::runtime_error("no network of its own may be made here");
  return pid;
}

}  // namespace

Cable::Cable() : keeper_(start_keeper()) {
  run(fmt::format("ip link add near type veth peer name far netns {}", keeper_));
  run(fmt::format("ip address add {}/24 dev near && ip link set near up", near_address));
  at_far_end(fmt::format("ip address add {}/24 dev far", far_address));
  at_far_end("ip link set far up");
  at_far_end("ip link set lo up");
}

Cable::~Cable() {
  // Both ends at once; that the namespace is gone with its keeper takes its time.
  at_far_end("ip link delete far");
  kill(keeper_, SIGKILL);
  waitpid(keeper_, nullptr, 0);
}

std::string Cable::far() const { return far_address; }

std::vector<std::string> Cable::enter() const {
  return {"nsenter", fmt::format("--net=/proc/{}/ns/net", keeper_), "--"};
}

void Cable::at_far_end(const std::string& command) const {
  run(fmt::format("nsenter --net=/proc/{}/ns/net -- {}", keeper_, command));
}

void Cable::drop() const {
  at_far_end(
      "nft 'add table inet cut; "
      "add chain inet cut in { type filter hook input priority 0; policy drop; }; "
      "add chain inet cut out { type filter hook output priority 0; policy drop; }'");
}

void Cable::mend() const { at_far_end("nft delete table inet cut"); }

void Cable::pull() const { run("ip link set near down"); }

void Cable::plug() const { run("ip link set near up"); }

}  // namespace kaibo::test
