#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "services/mall/skus/records.h"

namespace kaibo::supply::stock_records {

/// Specifications of goods. A good's stock is the sum of theirs.
const mall::SkuTable& skus();

/// Pieces of a good, of its specification `good_sku_id` where it has some, that an order or a live
/// room (the holder) has taken for a product and its specification. An id is 0 where there are no
/// specifications.
struct Taken {
  std::int64_t holder_id = 0;
  std::int64_t product_id = 0;
  std::int64_t sku_id = 0;
  std::int64_t class_id = 0;
  std::int64_t good_id = 0;
  std::int64_t good_sku_id = 0;
  std::int64_t pieces = 0;
};

/// Takes free pieces of a good that is supplied; false when there are too few.
bool take(db::Transaction& tx, const Taken& wish);
/// Pieces of what the good has no more are not free again.
void give_back(db::Transaction& tx, const Taken& back);
/// Adds to what the supplier has in all; false when too few are free to cut it by that much.
bool restock(db::Transaction& tx, std::int64_t good_id, std::int64_t change);
std::int64_t left(db::Transaction& tx, std::int64_t good_id);

std::vector<Taken> taken_by(db::Transaction& tx, std::int64_t holder_id);
std::optional<Taken> find(db::Transaction& tx, std::int64_t holder_id, std::int64_t product_id,
                          std::int64_t sku_id);
/// Adds to what the holder has of the product; a line without pieces is no line.
void add(db::Transaction& tx, const Taken& taken);

/// What an actively linked product, or one of its specifications, is of, and what is free of it: 0
/// when it is stopped or gone.
struct Linked {
  std::int64_t product_id = 0;
  std::int64_t sku_id = 0;
  std::int64_t class_id = 0;
  std::int64_t good_id = 0;
  std::int64_t good_sku_id = 0;
  std::int64_t free = 0;
  /// The good has specifications, so that each of the product's is mapped to one, or to none.
  bool by_sku = false;
};
/// One for each specification that is mapped, or one for the product as a whole.
std::vector<Linked> linked(db::Transaction& tx, const std::vector<std::int64_t>& product_ids);
/// Linked products of the class of whose good nothing is free.
std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id);
/// The others of goods with specifications: each may or may not have some free of its own.
std::vector<std::int64_t> linked_by_sku(db::Transaction& tx, std::int64_t class_id);
std::vector<std::int64_t> products_of(db::Transaction& tx, std::int64_t good_id);

/// Goods whose free pieces and taken ones are not all that the supplier has, in all and of each
/// specification.
std::vector<std::int64_t> wrong_goods(db::Transaction& tx);

}  // namespace kaibo::supply::stock_records
