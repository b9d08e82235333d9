#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/histogram.h"

namespace kaibo::load {

/// Times are in microseconds.
using Micros = std::int64_t;

enum class Ended { ok, refused, error };

/// What is known of one kind of call.
struct Operation {
  /// From the moment at which the call was due: what a person on that schedule waits.
  Histogram latency;
  /// From the moment at which it was sent: what the server alone takes, and what hides the waiting
  /// of those whose earlier call was slow.
  Histogram service;
  std::int64_t count = 0;
  /// Refusals that a person can run into, such as "sold out".
  std::int64_t refused = 0;
  std::int64_t errors = 0;
};

/// One moment of the run, for the charts.
struct Sample {
  /// Since the start.
  double at_s = 0;
  /// During the time since the sample before.
  double calls_per_s = 0;
  double events_per_s = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  /// Cores in use since the sample before.
  double server_cpu = 0;
  double server_rss_mb = 0;
  double server_files = 0;
  double server_threads = 0;
};

/// What is measured while people act.
class Figures {
 public:
  /// What was measured so far does not count; what went wrong does.
  void start_over();
  /// What happens from now on is not measured; what goes wrong still counts.
  void stop() { is_stopped_ = true; }
  void call(std::string_view rpc, Micros latency, Micros service, Ended how);
  /// A call that our own dropping of the socket interrupted: its time says nothing.
  void interrupted_call(std::string_view rpc, Ended how);
  /// Something that people wait for and that is more than one call.
  void took(std::string_view what, Micros latency);
  /// An event, and how long after it happened; below 0 for history, which has no such time.
  void event(Micros delay);
  /// A person who was free acted that much after the time planned.
  void lag(Micros late) { lag_.add(late); }
  /// Something that must not happen. The first ones are kept in words.
  void fault(const std::string& what);

  void socket_dropped() { ++sockets_dropped_; }
  /// Ends the interval since the last sample. What is known of time and server is filled in.
  void sample(Sample now);

  const std::map<std::string, Operation, std::less<>>& operations() const { return operations_; }
  const Histogram& delivery() const { return delivery_; }
  const Histogram& lag() const { return lag_; }
  /// Of all calls since the last sample.
  const Histogram& recent() const { return recent_; }
  /// Of all calls.
  const Histogram& all_calls() const { return all_calls_; }
  const std::vector<Sample>& samples() const { return samples_; }
  const std::vector<std::string>& faults() const { return faults_; }
  std::int64_t fault_count() const { return fault_count_; }
  std::int64_t calls() const { return calls_; }
  std::int64_t events() const { return events_; }
  std::int64_t refused() const { return refused_; }
  std::int64_t sockets_dropped() const { return sockets_dropped_; }

 private:
  Operation& count(std::string_view what);
  Operation& count_call(std::string_view rpc, Ended how);

  bool is_stopped_ = false;
  std::map<std::string, Operation, std::less<>> operations_;
  Histogram all_calls_;
  Histogram delivery_;
  Histogram lag_;
  std::vector<Sample> samples_;
  std::vector<std::string> faults_;
  std::int64_t fault_count_ = 0;
  std::int64_t calls_ = 0;
  std::int64_t events_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t sockets_dropped_ = 0;
  /// Since the last sample.
  Histogram recent_;
  std::int64_t calls_before_ = 0;
  std::int64_t events_before_ = 0;
};

}  // namespace kaibo::load
