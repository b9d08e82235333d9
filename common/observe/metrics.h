#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kaibo::observe {

/// The program's figures in Prometheus form. Labels are bounded: method names and codes, never a
/// person or a class. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// One finished call: kaibo_calls_total and kaibo_call_seconds. `method` is a name of the
  /// contract; past a bound that no contract reaches, further names count as "other".
  void call(std::string_view method, std::string_view code, double seconds);
  /// A value read whenever the figures are asked for, e.g. a queue's length. `kind` is "gauge" or
  /// "counter". `value` is called on the asking thread; what it refers to outlives the figures.
  /// Throws std::logic_error for a name that is taken or not a Prometheus name.
  void observe(std::string name, std::string help, std::string_view kind,
               std::function<double()> value);
  /// The text of /metrics (text/plain; version=0.0.4).
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::observe
