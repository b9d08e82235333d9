#pragma once

#include <gtest/gtest.h>

#include "common/base/error.h"

namespace kaibo::test {

/// What `work` refuses with; fails the test when it does not refuse.
template <typename F>
base::Error refusal_of(F work) {
  try {
    work();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return base::Error(base::Code::unknown, {});
}

}  // namespace kaibo::test
