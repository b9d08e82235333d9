#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/import.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Bulk import (批量导入) of a shop's products: many savings in one unit, all or, where the seller
/// says so, those without a fault.
class Imports {
 public:
  Imports(classroom::Classroom& classroom, Shops& shops, Products& products)
      : classroom_(classroom), shops_(shops), products_(products) {}

  /// Throws failed_precondition without a shop, invalid_argument for no rows or too many.
  v1::ImportProductsResponse run(db::Transaction& tx, std::int64_t person_id,
                                 const v1::ImportProductsRequest& wish);

 private:
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
};

}  // namespace kaibo::mall
