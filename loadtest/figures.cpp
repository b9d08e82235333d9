#include "loadtest/figures.h"

#include <cstddef>
#include <utility>

namespace kaibo::load {
namespace {

constexpr std::size_t kept_faults = 50;

double rate(std::int64_t count, double seconds) {
  return seconds <= 0 ? 0 : static_cast<double>(count) / seconds;
}

}  // namespace

void Figures::start_over() {
  Figures anew;
  anew.faults_ = std::move(faults_);
  anew.fault_count_ = fault_count_;
  *this = std::move(anew);
}

Operation& Figures::count(std::string_view what) {
  auto place = operations_.find(what);
  if (place == operations_.end()) place = operations_.try_emplace(std::string(what)).first;
  ++place->second.count;
  return place->second;
}

Operation& Figures::count_call(std::string_view rpc, Ended how) {
  Operation& operation = count(rpc);
  ++calls_;
  if (how == Ended::refused) {
    ++operation.refused;
    ++refused_;
  }
  if (how == Ended::error) ++operation.errors;
  return operation;
}

void Figures::call(std::string_view rpc, Micros latency, Micros service, Ended how) {
  if (is_stopped_) return;
  Operation& operation = count_call(rpc, how);
  operation.latency.add(latency);
  operation.service.add(service);
  all_calls_.add(latency);
  recent_.add(latency);
}

void Figures::interrupted_call(std::string_view rpc, Ended how) {
  if (!is_stopped_) count_call(rpc, how);
}

void Figures::took(std::string_view what, Micros latency) { count(what).latency.add(latency); }

void Figures::event(Micros delay) {
  if (is_stopped_) return;
  ++events_;
  if (delay >= 0) delivery_.add(delay);
}

void Figures::fault(const std::string& what) {
  ++fault_count_;
  if (faults_.size() < kept_faults) faults_.push_back(what);
}

void Figures::sample(Sample now) {
  const double seconds = now.at_s - (samples_.empty() ? 0 : samples_.back().at_s);
  now.calls_per_s = rate(calls_ - calls_before_, seconds);
  now.events_per_s = rate(events_ - events_before_, seconds);
  now.p50_ms = static_cast<double>(recent_.percentile(0.5)) / 1000;
  now.p99_ms = static_cast<double>(recent_.percentile(0.99)) / 1000;
  samples_.push_back(now);
  calls_before_ = calls_;
  events_before_ = events_;
  recent_.clear();
}

}  // namespace kaibo::load
