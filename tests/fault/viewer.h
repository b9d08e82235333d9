#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "kaibo/event/v1/event.pb.h"
#include "tests/support/program.h"

namespace kaibo::test {

/// Somebody who listens to a topic over a WebSocket from its first event on, answers pings, and
/// comes back with the last seq when the connection ends. Its server goes before it does.
class Viewer {
 public:
  /// A restless one ends its connection by itself, again and again.
  Viewer(std::uint16_t port, const Person& person, std::int64_t class_id, const std::string& topic,
         bool restless = false);
  ~Viewer();
  Viewer(const Viewer&) = delete;
  Viewer& operator=(const Viewer&) = delete;

  /// What was heard so far, in the order in which it came.
  std::vector<event::v1::Event> events() const;
  std::vector<std::int64_t> seqs() const;
  std::int64_t last_seq() const;
  /// How often the connection was begun.
  int connections() const { return connections_; }
  /// How long each event that was heard since this was asked last took from its moment to here.
  /// What was history when the connection began does not count.
  std::vector<std::chrono::milliseconds> take_delays();

 private:
  void listen();
  void stay_connected();
  void take(const realtime::v1::Downlink& downlink, std::int64_t connected_at);

  const std::uint16_t port_;
  const std::string token_;
  const std::int64_t class_id_;
  const std::string topic_;
  const bool restless_;
  mutable std::mutex mutex_;
  std::vector<event::v1::Event> events_;
  std::vector<std::chrono::milliseconds> delays_;
  std::minstd_rand chance_{std::random_device{}()};
  std::atomic<int> connections_{0};
  std::atomic<bool> over_{false};
  std::jthread thread_;
};

}  // namespace kaibo::test
