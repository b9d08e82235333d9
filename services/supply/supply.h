#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/classroom.h"

namespace kaibo::supply {

/// The catalogue of goods a class's shops can source.
class Supply {
 public:
  Supply(base::IdSource& ids, classroom::Classroom& classroom) : ids_(ids), classroom_(classroom) {}

  /// Throws invalid_argument naming the field. `actor` uploaded the pictures.
  v1::Good add(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Good good);
  /// Throws not_found.
  v1::Good require(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id);
  v1::SearchGoodsResponse search(db::Transaction& tx, std::int64_t class_id, std::string_view words,
                                 std::string_view category);

 private:
  base::IdSource& ids_;
  classroom::Classroom& classroom_;
};

void register_handlers(rpc::Dispatcher& dispatcher, Supply& supply);

}  // namespace kaibo::supply
