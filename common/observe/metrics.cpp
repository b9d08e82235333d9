#include "common/observe/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <limits>
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
constexpr std::size_t max_members = 100;
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

/// A family that is made when it is asked for.
struct Observed {
  std::string name;
  std::string help;
  prometheus::MetricType type;
  std::function<std::vector<prometheus::ClientMetric>()> collect;
};

prometheus::MetricType type_of(std::string_view name, std::string_view kind) {
  if (kind == "gauge") return prometheus::MetricType::Gauge;
  if (kind == "counter") return prometheus::MetricType::Counter;
  throw std::logic_error("no kind of figure: " + std::string(name));
}

prometheus::ClientMetric single(double value) {
  prometheus::ClientMetric metric;
  metric.gauge.value = value;
  metric.counter.value = value;
  return metric;
}

prometheus::ClientMetric histogram(const base::Distribution::Figures& figures) {
  prometheus::ClientMetric metric;
  prometheus::ClientMetric::Histogram& made = metric.histogram;
  for (std::size_t i = 0; i < figures.counts.size(); ++i) {
    made.sample_count += static_cast<std::uint64_t>(figures.counts[i]);
    const double bound =
        i < figures.bounds.size() ? figures.bounds[i] : std::numeric_limits<double>::infinity();
    made.bucket.push_back({made.sample_count, bound});
  }
  made.sample_sum = figures.sum;
  return metric;
}

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

  void add(Observed one) {
    const std::lock_guard lock(mutex);
    const bool is_taken = std::ranges::find(observed, one.name, &Observed::name) != observed.end();
    if (is_taken || !is_metric_name(one.name)) {
      throw std::logic_error("no name for a figure: " + one.name);
    }
    observed.push_back(std::move(one));
  }

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
  const auto figure = [this](std::string name, std::string help, std::string_view kind,
                             auto ProcessFigures::* which) {
    observe(std::move(name), std::move(help), kind,
            [which] { return static_cast<double>(process_figures().*which); });
  };
  figure("process_resident_memory_bytes", "Memory in use", "gauge",
         &ProcessFigures::resident_bytes);
  figure("process_open_fds", "Open files and sockets", "gauge", &ProcessFigures::open_files);
  figure("process_max_fds", "Most files and sockets that may be open", "gauge",
         &ProcessFigures::max_files);
  figure("process_threads", "Threads", "gauge", &ProcessFigures::threads);
  figure("process_start_time_seconds", "When the process began, seconds since 1970", "gauge",
         &ProcessFigures::started_at);
  figure("process_cpu_seconds_total", "Processor time used", "counter",
         &ProcessFigures::cpu_seconds);
}

Metrics::~Metrics() = default;

void Metrics::call(std::string_view method, std::string_view code, double seconds) {
  if (impl_->count(method, code, seconds)) return;
  impl_->count(impl_->learn(method, code), code, seconds);
}

void Metrics::observe(std::string name, std::string help, std::string_view kind,
                      std::function<double()> value) {
  const prometheus::MetricType type = type_of(name, kind);
  impl_->add({.name = std::move(name),
              .help = std::move(help),
              .type = type,
              .collect = [value = std::move(value)] { return std::vector{single(value())}; }});
}

void Metrics::observe_each(std::string name, std::string help, std::string_view kind,
                           std::string label, std::function<std::vector<Member>()> members) {
  const prometheus::MetricType type = type_of(name, kind);
  const auto collect = [label = std::move(label), members = std::move(members)] {
    std::vector<Member> all = members();
    if (all.size() > max_members) {
      Member rest{.label = std::string(other)};
      for (std::size_t i = max_members; i < all.size(); ++i) rest.value += all[i].value;
      all.resize(max_members);
      all.push_back(std::move(rest));
    }
    std::vector<prometheus::ClientMetric> metrics;
    for (Member& member : all) {
      metrics.push_back(single(member.value));
      metrics.back().label.push_back({label, std::move(member.label)});
    }
    return metrics;
  };
  impl_->add({.name = std::move(name), .help = std::move(help), .type = type, .collect = collect});
}

void Metrics::observe_distribution(std::string name, std::string help,
                                   std::function<base::Distribution::Figures()> figures) {
  impl_->add(
      {.name = std::move(name),
       .help = std::move(help),
       .type = prometheus::MetricType::Histogram,
       .collect = [figures = std::move(figures)] { return std::vector{histogram(figures())}; }});
}

std::string Metrics::text() const {
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  // A value may take a lock of its own, so it is read outside ours.
  std::vector<Observed> observed;
  {
    const std::shared_lock lock(impl_->mutex);
    observed = impl_->observed;
  }
  for (const Observed& one : observed) {
    families.push_back({one.name, one.help, one.type, one.collect()});
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace kaibo::observe
