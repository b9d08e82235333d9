#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "loadtest/world.h"

namespace kaibo::load {

struct ProvisionedClass {
  std::int64_t class_id = 0;
  /// Trainees and one instructor or more.
  std::vector<Account> people;
};

/// Reads what `kaibo provision` wrote. Throws std::runtime_error naming what is wrong with it.
std::vector<ProvisionedClass> read_provision(const std::filesystem::path& path);

}  // namespace kaibo::load
