#pragma once

#include <cstddef>
#include <future>
#include <type_traits>
#include <utility>

#include "common/async/runtime.h"

namespace kaibo::test {

/// Runs `work` on that core's thread, after everything posted to it before, and returns its result.
template <typename F>
auto on_core(async::Runtime& runtime, std::size_t core, F work) {
  std::packaged_task<std::invoke_result_t<F&>()> task(std::move(work));
  auto result = task.get_future();
  runtime.post(core, [&task] { task(); });
  return result.get();
}

/// Returns when every core has run what was posted to it before.
inline void settle(async::Runtime& runtime) {
  for (std::size_t core = 0; core < runtime.cores(); ++core) {
    on_core(runtime, core, [] {});
  }
}

}  // namespace kaibo::test
