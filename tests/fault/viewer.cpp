#include "tests/fault/viewer.h"

#include <algorithm>
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
constexpr std::chrono::milliseconds pause{100};

}  // namespace

Viewer::Viewer(std::uint16_t port, const Person& person, std::int64_t class_id,
               const std::string& topic)
    : port_(port), token_(person.token), class_id_(class_id), topic_(topic), thread_([this] {
        listen();
      }) {}

Viewer::~Viewer() { over_ = true; }

void Viewer::listen() {
  while (!over_) {
    try {
      stay_connected();
    } catch (const std::runtime_error&) {
      std::this_thread::sleep_for(pause);
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
  const std::int64_t connected_at = now_ms();
  while (const auto downlink = client.read()) {
    take(*downlink, connected_at);
    for (const auto& ping : downlink->pings()) {
      realtime::v1::Uplink answer;
      answer.mutable_pong()->set_nonce(ping.nonce());
      client.send(answer);
    }
    if (over_) return;
  }
}

void Viewer::take(const realtime::v1::Downlink& downlink, std::int64_t connected_at) {
  const std::int64_t now = now_ms();
  const std::lock_guard lock(mutex_);
  for (const std::string& bytes : downlink.events()) {
    event::v1::Event event;
    event.ParseFromString(bytes);
    if (event.at() > connected_at) {
      slowest_ = std::max(slowest_, std::chrono::milliseconds(now - event.at()));
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

std::chrono::milliseconds Viewer::slowest() {
  const std::lock_guard lock(mutex_);
  return std::exchange(slowest_, std::chrono::milliseconds(0));
}

}  // namespace kaibo::test
