#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Class members whom a shop's owner asked to help there (店员), each for one kind of work.
class Helpers {
 public:
  Helpers(identity::Identity& identity, classroom::Classroom& classroom, Shops& shops)
      : identity_(identity), classroom_(classroom), shops_(shops) {}

  v1::ListMyShopsResponse shops_of(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t person_id);
  /// Throws failed_precondition without a shop.
  v1::ListHelpersResponse list(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  /// Holds from this unit on; again, it does nothing. Throws invalid_argument naming the field,
  /// failed_precondition without a shop or when it has as many helpers as it may.
  void set(db::Transaction& tx, std::int64_t owner_id, const v1::SetHelperRequest& wish);

 private:
  void check(db::Transaction& tx, const v1::Shop& shop, const v1::SetHelperRequest& wish);

  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
};

}  // namespace kaibo::mall
