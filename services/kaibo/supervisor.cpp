#include "services/kaibo/supervisor.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/base/log.h"

namespace kaibo {

namespace {

/// So a single look that comes at a bad moment does no harm.
constexpr int looks = 4;

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool has_work(const db::LaneFigures& lane) { return lane.queued + lane.running > 0; }

/// Grows whenever a lane has got on: also within a batch whose units run one by one.
std::int64_t progress(const db::LaneFigures& lane) { return lane.batches + lane.reruns; }

}  // namespace

Supervision read_supervision(const char* const* variables) {
  Supervision supervision;
  bool others = false;
  for (; *variables != nullptr; ++variables) {
    const std::string_view line = *variables;
    const std::string_view name = line.substr(0, line.find('='));
    const std::string_view value = line.substr(std::min(line.size(), name.size() + 1));
    if (name == "NOTIFY_SOCKET") supervision.socket = value;
    if (name == "WATCHDOG_USEC") supervision.patience = std::chrono::microseconds(number(value));
    if (name == "WATCHDOG_PID") others = number(value) != getpid();
  }
  if (others) supervision.patience = {};
  return supervision;
}

Supervisor::Supervisor(Supervision supervision, async::Runtime& runtime, Lanes lanes)
    : supervision_(std::move(supervision)), runtime_(runtime), lanes_(std::move(lanes)) {
  for (std::size_t i = 0; i < runtime_.cores(); ++i) {
    answered_.push_back(std::make_shared<std::atomic<bool>>(true));
  }
}

Supervisor::~Supervisor() { stop(); }

void Supervisor::ready(std::string status) {
  tell("READY=1\nSTATUS=" + status);
  status_ = std::move(status);
  if (supervision_.socket.empty() || supervision_.patience.count() <= 0) return;
  thread_ = std::thread([this] { watch(); });
}

void Supervisor::stopping() {
  const std::lock_guard lock(mutex_);
  status_ = "finishing what was accepted";
  tell("STOPPING=1\nSTATUS=" + status_);
}

void Supervisor::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Supervisor::watch() {
  pthread_setname_np(pthread_self(), "supervisor");
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, supervision_.patience / looks, [this] { return stopped_; })) {
    look();
  }
}

void Supervisor::look() {
  const std::string core = silent_core();
  const std::string lane = silent_lane();
  const std::string silent = core.empty() ? lane : core;
  if (silent != silent_ && !silent.empty()) {
    base::log(base::LogLevel::error, "a part of the server does not answer", {{"part", silent}});
  }
  silent_ = silent;
  tell(silent.empty() ? "WATCHDOG=1\nSTATUS=" + status_ : "STATUS=" + silent + " does not answer");
}

/// Asks every core that has answered to answer again before the next look.
std::string Supervisor::silent_core() {
  std::string silent;
  for (std::size_t i = 0; i < answered_.size(); ++i) {
    if (!answered_[i]->exchange(false)) {
      silent = "core " + std::to_string(i);
      continue;
    }
    runtime_.post(i, [answered = answered_[i]] { *answered = true; });
  }
  return silent;
}

std::string Supervisor::silent_lane() {
  std::string silent;
  std::vector<db::LaneFigures> lanes = lanes_();
  for (std::size_t i = 0; i < std::min(lanes.size(), seen_.size()); ++i) {
    const bool busy = has_work(seen_[i]) && has_work(lanes[i]);
    if (busy && progress(lanes[i]) == progress(seen_[i])) silent = "lane " + std::to_string(i);
  }
  seen_ = std::move(lanes);
  return silent;
}

void Supervisor::tell(const std::string& message) const {
  const std::string& name = supervision_.socket;
  if (name.empty()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof(address.sun_path)) {
    base::log(base::LogLevel::warning, "the service manager's socket has too long a name");
    return;
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto sent = ::sendto(socket, message.data(), message.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), size);
  const int error = errno;
  if (socket >= 0) ::close(socket);
  if (sent >= 0) return;
  base::log(base::LogLevel::warning, "the service manager could not be told",
            {{"why", std::generic_category().message(error)}});
}

}  // namespace kaibo
