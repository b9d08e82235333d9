#include "services/supply/stock/rules.h"

#include <algorithm>

namespace kaibo::supply::rules {

void cap(const Free& free, mall::v1::Product& product) {
  const auto free_of = [&](std::int64_t sku_id) {
    const auto found = free.pieces.find(sku_id);
    return static_cast<std::int32_t>(found == free.pieces.end() ? 0 : found->second);
  };
  std::int32_t sum = 0;
  for (mall::v1::Sku& sku : *product.mutable_skus()) {
    sku.set_stock(std::min(sku.stock(), free_of(free.by_sku ? sku.sku_id() : 0)));
    sum += sku.stock();
  }
  const bool adds_up = free.by_sku && !product.skus().empty();
  product.set_stock(std::min(product.stock(), adds_up ? sum : free_of(0)));
}

}  // namespace kaibo::supply::rules
