#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::supply {

/// The suppliers and goods that come with the program (market/seed.json, market/pictures).
struct Seed {
  /// Where a supplier says nothing of its behaviour, it is the course's usual one.
  std::vector<v1::Supplier> suppliers;
  /// Without ids, suppliers and pictures.
  std::vector<v1::Good> goods;
  /// Of each good: its supplier, by place in `suppliers`, and the picture file.
  std::vector<std::size_t> supplier_of;
  std::vector<std::string_view> pictures;
};

/// Read once. Immutable, so any thread may ask.
const Seed& seed();

}  // namespace kaibo::supply
