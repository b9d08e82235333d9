#include "loadtest/figures.h"

#include <cstddef>

namespace kaibo::load {
namespace {

constexpr std::size_t kept_faults = 50;

double rate(std::int64_t count, double seconds) {
  return seconds <= 0 ? 0 : static_cast<double>(count) / seconds;
}

}  // namespace

Operation& Figures::count(std::string_view rpc, Ended how) {
  auto place = operations_.find(rpc);
  if (place == operations_.end()) place = operations_.try_emplace(std::string(rpc)).first;
  Operation& operation = place->second;
  ++operation.count;
  ++calls_;
  if (how == Ended::refused) {
    ++operation.refused;
    ++refused_;
  }
  if (how == Ended::error) ++operation.errors;
  return operation;
}

void Figures::call(std::string_view rpc, Micros latency, Micros service, Ended how) {
  Operation& operation = count(rpc, how);
  operation.latency.add(latency);
  operation.service.add(service);
  recent_.add(latency);
}

void Figures::interrupted_call(std::string_view rpc, Ended how) { count(rpc, how); }

void Figures::event(Micros delay) {
  ++events_;
  if (delay >= 0) delivery_.add(delay);
}

void Figures::fault(const std::string& what) {
  ++fault_count_;
  if (faults_.size() < kept_faults) faults_.push_back(what);
}

void Figures::sample(double at_s, double server_cpu, double server_rss_mb) {
  const double seconds = at_s - (samples_.empty() ? 0 : samples_.back().at_s);
  samples_.push_back({.at_s = at_s,
                      .calls_per_s = rate(calls_ - calls_before_, seconds),
                      .events_per_s = rate(events_ - events_before_, seconds),
                      .p50_ms = static_cast<double>(recent_.percentile(0.5)) / 1000,
                      .p99_ms = static_cast<double>(recent_.percentile(0.99)) / 1000,
                      .server_cpu = server_cpu,
                      .server_rss_mb = server_rss_mb});
  calls_before_ = calls_;
  events_before_ = events_;
  recent_.clear();
}

}  // namespace kaibo::load
