#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

/// Specifications of products. A product's stock is the sum of theirs; one that is gone keeps its
/// row for the orders that name it.
namespace kaibo::mall::sku_records {

/// Pieces of a specification that a live room holds.
struct Held {
  std::int64_t room_id = 0;
  std::int64_t product_id = 0;
  std::int64_t sku_id = 0;
  std::int64_t pieces = 0;
};

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

// What live rooms hold of specifications; what they hold of a product is the sum.

/// Moves pieces from the mall to a room, or back when below zero; false when one has too few, or it
/// is gone.
bool set_aside(db::Transaction& tx, std::int64_t class_id, const Held& held);
bool sell_held(db::Transaction& tx, std::int64_t room_id, std::int64_t sku_id, std::int64_t pieces);
/// Pieces by specification.
std::map<std::int64_t, std::int64_t> held_by(db::Transaction& tx, std::int64_t room_id);
/// Gives back what the room holds of the product's. Returns what can be sold again: pieces of one
/// that is gone cannot. Nothing where the room holds none by specification.
std::optional<std::int64_t> end_held(db::Transaction& tx, std::int64_t room_id,
                                     std::int64_t product_id);

/// Products whose specifications have other stock than their orders say, or not the product's sum.
std::vector<std::int64_t> wrong_stock(db::Transaction& tx);

}  // namespace kaibo::mall::sku_records
