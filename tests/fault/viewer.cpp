#include "tests/fault/viewer.h"

#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "kaibo/realtime/v1/realtime.pb.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {
namespace {

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// Before a lost connection is tried again.
constexpr std::chrono::milliseconds viewer_pause{100};
/// A client that has heard nothing for so long stops waiting, which is not the end.
constexpr std::chrono::seconds silence{15};

/// Empty after a silence; nothing when the connection ended.
std::optional<realtime::v1::Downlink> read(SocketClient& client) {
  const auto start = std::chrono::steady_clock::now();
  auto downlink = client.read();
  if (!downlink && std::chrono::steady_clock::now() - start >= silence) downlink.emplace();
  return downlink;
}

}  // namespace

Viewer::Viewer(std::uint16_t port, const Person& person, std::int64_t class_id,
               const std::string& topic, bool restless)
    : port_(port),
      token_(person.token),
      class_id_(class_id),
      topic_(topic),
      restless_(restless),
      thread_([this] { listen(); }) {}

Viewer::~Viewer() { over_ = true; }

void Viewer::listen() {
  while (!over_) {
    try {
      stay_connected();
    } catch (const std::runtime_error&) {
      std::this_thread::sleep_for(viewer_pause);
    }
  }
}

void Viewer::stay_connected() {
  SocketClient client(port_, "Authorization: Bearer " + token_ + "\r\n");
  realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_id_);
  uplink.mutable_subscribe()->set_topic(topic_);
  uplink.mutable_subscribe()->set_after_seq(last_seq());
  client.send(uplink);
  ++connections_;
  const std::int64_t connected_at = now_ms();
  std::uniform_int_distribution<int> some(1, 3);
  const int patience = restless_ ? some(chance_) : std::numeric_limits<int>::max();
  for (int heard = 0; heard < patience && !over_; ++heard) {
    const auto downlink = read(client);
    if (!downlink) return;
    take(*downlink, connected_at);
    for (const auto& ping : downlink->pings()) {
      realtime::v1::Uplink answer;
      answer.mutable_pong()->set_nonce(ping.nonce());
      client.send(answer);
    }
  }
}

void Viewer::take(const realtime::v1::Downlink& downlink, std::int64_t connected_at) {
  const std::int64_t now = now_ms();
  const std::lock_guard lock(mutex_);
  for (const std::string& bytes : downlink.events()) {
    event::v1::Event event;
    event.ParseFromString(bytes);
    if (event.at() > connected_at) {
      delays_.emplace_back(now - event.at());
    }
    events_.push_back(std::move(event));
  }
}

std::vector<event::v1::Event> Viewer::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

std::vector<std::int64_t> Viewer::seqs() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::int64_t> all;
  for (const auto& event : events_) all.push_back(event.seq());
  return all;
}

std::int64_t Viewer::last_seq() const {
  const std::lock_guard lock(mutex_);
  return events_.empty() ? 0 : events_.back().seq();
}

std::vector<std::chrono::milliseconds> Viewer::take_delays() {
  const std::lock_guard lock(mutex_);
  return std::exchange(delays_, {});
}

}  // namespace kaibo::test
