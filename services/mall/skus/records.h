#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

/// Specifications of products. A product's stock is the sum of theirs; one that is gone keeps its
/// row for the orders that name it.
namespace kaibo::mall::sku_records {

/// In the seller's order.
std::vector<v1::Sku> of_product(db::Transaction& tx, std::int64_t product_id);

/// Makes the product's specifications those of the wish, known by their values: stock changes by
/// what the seller changed. Gives the change of all stock together; nothing when one would fall
/// below zero.
std::optional<std::int64_t> replace(db::Transaction& tx, base::IdSource& ids, std::int64_t class_id,
                                    std::int64_t product_id, const v1::SaveProductRequest& wish);

/// One guarded step; false when there are not enough or it is gone.
bool take(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces);
/// False when it is gone: its pieces are not sold any more.
bool give_back(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces);

/// Products whose specifications have other stock than their orders say, or not the product's sum.
std::vector<std::int64_t> wrong_stock(db::Transaction& tx);

}  // namespace kaibo::mall::sku_records
