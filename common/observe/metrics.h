#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/distribution.h"

namespace kaibo::observe {

/// The program's figures in Prometheus form. Labels are bounded: method names, codes, numbers of
/// lanes; never a person or a class. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// One finished call: kaibo_calls_total and kaibo_call_seconds. `method` is a name of the
  /// contract; past a bound that no contract reaches, further names count as "other".
  void call(std::string_view method, std::string_view code, double seconds);

  // What follows is read whenever the figures are asked for, on the asking thread; what it refers
  // to outlives the figures. Throws std::logic_error for a name that is taken or not a Prometheus
  // name. `kind` is "gauge" or "counter".

  /// One value, e.g. a queue's length.
  void observe(std::string name, std::string help, std::string_view kind,
               std::function<double()> value);

  /// A value for each of a few members, told apart by a label.
  struct Member {
    std::string label;
    double value = 0;
  };
  /// Past the 100th the members count together as "other".
  void observe_each(std::string name, std::string help, std::string_view kind, std::string label,
                    std::function<std::vector<Member>()> members);

  /// A histogram.
  void observe_distribution(std::string name, std::string help,
                            std::function<base::Distribution::Figures()> figures);

  /// The text of /metrics (text/plain; version=0.0.4).
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::observe
