#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "services/mall/skus/table.h"

/// Specifications of products. A product's stock is the sum of theirs.
namespace kaibo::mall::sku_records {

const SkuTable& of_products();

/// Products whose specifications have other stock than their orders say, or not the product's sum.
std::vector<std::int64_t> wrong_stock(db::Transaction& tx);

}  // namespace kaibo::mall::sku_records
