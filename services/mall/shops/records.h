#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall::shop_records {

/// Throws db::DuplicateKey when the name is taken in the class or the owner has a shop.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop);
/// Throws db::DuplicateKey when the name is taken in the class.
void update(db::Transaction& tx, const v1::Shop& shop);

/// Without the owner's name. Counts of products and orders are filled.
std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id);

bool name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                std::int64_t except_shop_id);

}  // namespace kaibo::mall::shop_records
