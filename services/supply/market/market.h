#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/files/store.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/classroom.h"
#include "services/supply/market/seed.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

/// 货源市场: the suppliers of a class and the goods that its shops can source.
class Market {
 public:
  Market(base::IdSource& ids, classroom::Classroom& classroom, Stock& stock)
      : ids_(ids), classroom_(classroom), stock_(stock) {}

  /// Throws invalid_argument naming the field. `actor` uploaded the pictures.
  v1::Good add(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Good good);
  /// Throws aborted when it was changed elsewhere since it was seen.
  v1::Good save(db::Transaction& tx, std::int64_t actor, const v1::SaveGoodRequest& wish);
  v1::Good set_stopped(db::Transaction& tx, std::int64_t actor,
                       const v1::SetGoodStoppedRequest& wish);

  /// Throws not_found.
  v1::Good require(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id,
                   std::int64_t viewer_id = 0);
  /// What a shop pays for a piece of the good, or of its specification, which may be gone.
  static std::int64_t price_of(db::Transaction& tx, const v1::Good& good, std::int64_t good_sku_id);
  /// "red / large"; nothing for 0.
  static std::optional<std::string> name_of(db::Transaction& tx, std::int64_t good_sku_id);
  v1::SearchGoodsResponse search(db::Transaction& tx, const v1::SearchGoodsRequest& wish,
                                 std::int64_t viewer_id);

  /// With behaviour: for staff alone.
  std::vector<v1::Supplier> suppliers(db::Transaction& tx, std::int64_t class_id);
  /// Throws not_found.
  v1::Supplier require_supplier(db::Transaction& tx, std::int64_t class_id,
                                std::int64_t supplier_id);
  /// Throws already_exists for the name of another.
  v1::Supplier save_supplier(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                             v1::Supplier supplier);

  /// Fills a market without goods; any other is left as it is. `pictures` are those of the seed, in
  /// its order; `actor` holds them from now on.
  v1::FillMarketResponse fill(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                              const Seed& seed, const std::vector<files::Picture>& pictures,
                              const files::Limits& limits);

 private:
  void check(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Good& good,
             const v1::Good* before);
  void tell_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    const v1::Good& before, const v1::Good& after);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Stock& stock_;
};

}  // namespace kaibo::supply
