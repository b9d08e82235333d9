#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace kaibo::test {

/// A figure of a row of tests/fault: tests/fault/lib.sh puts these lines behind PASS or FAIL.
template <typename... Values>
void figure(fmt::format_string<Values...> text, Values&&... values) {
  fmt::print("figure: {}\n", fmt::format(text, std::forward<Values>(values)...));
  std::fflush(stdout);
}

/// Whether the row was asked for with --long.
inline bool is_long_run() {
  return std::getenv("KAIBO_FAULT_LONG") !=
         nullptr;  // NOLINT(concurrency-mt-unsafe): nobody sets it
}
inline int rounds(int brief, int in_a_long_run) { return is_long_run() ? in_a_long_run : brief; }

}  // namespace kaibo::test
