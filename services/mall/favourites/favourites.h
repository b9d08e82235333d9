#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/favourites.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/favourites/records.h"
#include "services/mall/products/products.h"

namespace kaibo::mall {

/// What a buyer comes back to: products they marked (收藏), and those they looked at last (足迹).
/// Their own alone: nobody else hears of it.
class Favourites {
 public:
  Favourites(classroom::Classroom& classroom, Products& products)
      : classroom_(classroom), products_(products) {}

  /// Leaves a footprint, unless the product is the person's own. Says whether it is a favourite.
  /// Throws not_found for what the person cannot see.
  bool visit(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
             std::int64_t product_id);
  /// Again, it does nothing. Throws failed_precondition when the person has too many, not_found for
  /// a new one the person cannot see.
  void set(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
           std::int64_t product_id, bool favourite);

  /// The newest first.
  std::vector<v1::NoticedProduct> favourites_of(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t user_id);
  /// The latest first.
  std::vector<v1::NoticedProduct> footprints_of(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t user_id);
  static void clear_footprints(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);

 private:
  std::vector<v1::NoticedProduct> with_products(
      db::Transaction& tx, std::int64_t class_id,
      const std::vector<favourite_records::Noticed>& noticed);

  classroom::Classroom& classroom_;
  Products& products_;
};

}  // namespace kaibo::mall
