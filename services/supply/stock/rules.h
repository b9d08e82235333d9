#pragma once

#include <cstdint>
#include <map>

#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::supply::rules {

/// What suppliers have free of a linked product.
struct Free {
  /// Each specification of the product is mapped to one of the good; else all are of the good.
  bool by_sku = false;
  /// By specification of the product; 0: the product itself. What is not mapped has none.
  std::map<std::int64_t, std::int64_t> pieces;
};

/// Lowers the stock of the product, which is its shop's own, to what is free of it.
void cap(const Free& free, mall::v1::Product& product);

}  // namespace kaibo::supply::rules
