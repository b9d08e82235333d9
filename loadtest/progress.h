#pragma once

#include "loadtest/figures.h"

namespace kaibo::load {

/// How a run goes, on standard error: one line that changes on a terminal, a line now and then
/// elsewhere.
class Progress {
 public:
  /// Of a run of so many seconds.
  explicit Progress(double span_s);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Once a second. Seconds below 0: people are still coming in.
  void show(int second, const Figures& figures, const Sample& server);

 private:
  double span_s_;
  bool on_terminal_;
  int between_lines_;
};

}  // namespace kaibo::load
