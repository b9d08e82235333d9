#pragma once

#include <chrono>
#include <thread>

namespace kaibo::test {

/// Looks again and again until `holds()`; false when it still does not after the deadline.
template <typename F>
bool wait_until(F holds, std::chrono::milliseconds deadline = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    // Leaves the cores to those it waits for.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace kaibo::test
