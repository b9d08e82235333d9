#pragma once

#include <cstdint>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"

namespace kaibo::mall::favourite_records {

/// A product that a person noticed.
struct Noticed {
  std::int64_t product_id = 0;
  base::Millis at = 0;
  std::int64_t price_fen = 0;
};

bool is_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                  std::int64_t product_id);
void add_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                   const Noticed& noticed);
void drop_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t product_id);
/// The newest first.
std::vector<Noticed> favourites_of(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t user_id);

/// A second look at a product takes the place of the first.
void leave_footprint(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                     const Noticed& noticed);
/// All but the latest `kept` are forgotten.
void forget_footprints(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       std::int64_t kept);
/// The latest first.
std::vector<Noticed> footprints_of(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t user_id);

}  // namespace kaibo::mall::favourite_records
