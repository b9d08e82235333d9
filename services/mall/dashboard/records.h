#pragma once

#include <cstdint>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"

namespace kaibo::mall::dashboard_records {

/// A person's looks at a product.
struct Looks {
  std::int64_t class_id = 0;
  std::int64_t product_id = 0;
  std::int64_t seller_id = 0;
  std::int64_t visitor_id = 0;
  /// Those that counted, and the last of them in server time; both 0 for none.
  std::int64_t looks = 0;
  base::Millis looked_at = 0;
};
/// Fills in what is known of these looks.
void load(db::Transaction& tx, Looks& looks);
void store(db::Transaction& tx, const Looks& looks);

/// What the tables say of a shop.
struct Sums {
  std::int64_t class_id = 0;
  std::int64_t seller_id = 0;
  std::int64_t shop_id = 0;
  std::int64_t orders = 0;
  std::int64_t fen = 0;
  std::int64_t paid_orders = 0;
  std::int64_t paid_fen = 0;
  std::int64_t refunded_fen = 0;
  std::int64_t views = 0;
  std::int64_t visitors = 0;
};
/// Of every shop.
std::vector<Sums> sums(db::Transaction& tx);

}  // namespace kaibo::mall::dashboard_records
