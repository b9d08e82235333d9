#include "common/observe/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/observe/process.h"

namespace kaibo::observe {

namespace {

constexpr std::size_t max_methods = 1000;
constexpr std::string_view other = "other";

/// Seconds: from what memory answers at once to where people give up.
const prometheus::Histogram::BucketBoundaries call_buckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};

bool is_metric_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  const auto is_allowed = [&is_letter](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, is_allowed);
}

/// Lets a map be asked with a view.
struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

struct Observed {
  std::string name;
  std::string help;
  prometheus::MetricType type;
  std::function<double()> value;

  prometheus::MetricFamily collect() const {
    prometheus::ClientMetric metric;
    metric.gauge.value = value();
    metric.counter.value = metric.gauge.value;
    prometheus::MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    family.metric.push_back(std::move(metric));
    return family;
  }
};

}  // namespace

struct Metrics::Impl {
  /// One method's figures, so that a call costs no look-up by labels.
  struct Method {
    prometheus::Histogram* seconds = nullptr;
    std::map<std::string, prometheus::Counter*, std::less<>> calls;  // by code: a few
  };

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("kaibo_calls_total")
                                                       .Help("Finished calls, by method and code")
                                                       .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("kaibo_call_seconds")
          .Help("From the decoding of a call to its answer, in seconds")
          .Register(registry);
  mutable std::shared_mutex mutex;
  std::unordered_map<std::string, Method, Hash, std::equal_to<>> methods;
  std::vector<Observed> observed;

  bool count(std::string_view method, std::string_view code, double duration) {
    const std::shared_lock lock(mutex);
    const auto found = methods.find(method);
    if (found == methods.end()) return false;
    const auto counter = found->second.calls.find(code);
    if (counter == found->second.calls.end()) return false;
    counter->second->Increment();
    found->second.seconds->Observe(duration);
    return true;
  }

  /// The name under which the method is counted from now on.
  std::string_view learn(std::string_view method, std::string_view code) {
    const std::lock_guard lock(mutex);
    if (methods.size() >= max_methods && !methods.contains(method)) method = other;
    const std::string name(method);
    Method& figures = methods[name];
    if (figures.seconds == nullptr)
      figures.seconds = &seconds.Add({{"method", name}}, call_buckets);
    figures.calls.try_emplace(std::string(code),
                              &calls.Add({{"method", name}, {"code", std::string(code)}}));
    return method;
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  observe("process_resident_memory_bytes", "Memory in use", "gauge",
          [] { return static_cast<double>(process_figures().resident_bytes); });
  observe("process_open_fds", "Open files and sockets", "gauge",
          [] { return static_cast<double>(process_figures().open_files); });
  observe("process_cpu_seconds_total", "Processor time used", "counter",
          [] { return process_figures().cpu_seconds; });
}

Metrics::~Metrics() = default;

void Metrics::call(std::string_view method, std::string_view code, double seconds) {
  if (impl_->count(method, code, seconds)) return;
  impl_->count(impl_->learn(method, code), code, seconds);
}

void Metrics::observe(std::string name, std::string help, std::string_view kind,
                      std::function<double()> value) {
  const std::lock_guard lock(impl_->mutex);
  const bool is_taken =
      std::ranges::find(impl_->observed, name, &Observed::name) != impl_->observed.end();
  if (is_taken || !is_metric_name(name)) throw std::logic_error("no name for a figure: " + name);
  if (kind != "gauge" && kind != "counter") throw std::logic_error("no kind of figure: " + name);
  const auto type =
      kind == "gauge" ? prometheus::MetricType::Gauge : prometheus::MetricType::Counter;
  impl_->observed.push_back({std::move(name), std::move(help), type, std::move(value)});
}

std::string Metrics::text() const {
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  // A value may take a lock of its own, so it is read outside ours.
  std::vector<Observed> observed;
  {
    const std::shared_lock lock(impl_->mutex);
    observed = impl_->observed;
  }
  for (const Observed& one : observed) families.push_back(one.collect());
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace kaibo::observe
