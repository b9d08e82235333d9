#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"

namespace kaibo::supply::stock_records {

/// Takes free pieces of a good that is supplied; false when there are too few.
bool take(db::Transaction& tx, std::int64_t good_id, std::int64_t pieces);
void give_back(db::Transaction& tx, std::int64_t good_id, std::int64_t pieces);
/// Adds to what the supplier has in all; false when too few are free to cut it by that much.
bool restock(db::Transaction& tx, std::int64_t good_id, std::int64_t change);
std::int64_t left(db::Transaction& tx, std::int64_t good_id);

/// Pieces of a good that an order or a live room (the holder) has taken for a product.
struct Taken {
  std::int64_t holder_id = 0;
  std::int64_t product_id = 0;
  std::int64_t class_id = 0;
  std::int64_t good_id = 0;
  std::int64_t pieces = 0;
};
std::vector<Taken> taken_by(db::Transaction& tx, std::int64_t holder_id);
std::optional<Taken> find(db::Transaction& tx, std::int64_t holder_id, std::int64_t product_id);
/// Adds to what the holder has of the product; a line without pieces is no line.
void add(db::Transaction& tx, const Taken& taken);

/// Which good an actively linked product is of, and what is free of it: 0 when it is stopped.
struct Linked {
  std::int64_t product_id = 0;
  std::int64_t class_id = 0;
  std::int64_t good_id = 0;
  std::int64_t free = 0;
};
std::vector<Linked> linked(db::Transaction& tx, const std::vector<std::int64_t>& product_ids);
/// Linked products of the class of whose good nothing is free.
std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id);
std::vector<std::int64_t> products_of(db::Transaction& tx, std::int64_t good_id);

/// Goods whose free pieces and taken ones are not all that the supplier has.
std::vector<std::int64_t> wrong_goods(db::Transaction& tx);

}  // namespace kaibo::supply::stock_records
