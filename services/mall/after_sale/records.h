#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/after_sale.pb.h"

namespace kaibo::mall::after_sale_records {

/// Messages are without names, allowed steps and parcels; entries are read by themselves.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& made);
std::optional<v1::AfterSale> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t after_sale_id);

/// Stores state, deadline, end and dispute of `moved`, where it is still in `before`.
bool move(db::Transaction& tx, const v1::AfterSale& moved, v1::AfterSaleState before);
void set_refund(db::Transaction& tx, std::int64_t after_sale_id, std::int64_t fen);

void add_entry(db::Transaction& tx, std::int64_t class_id, std::int64_t after_sale_id,
               const v1::AfterSaleEntry& entry);
/// Oldest first.
std::vector<v1::AfterSaleEntry> entries(db::Transaction& tx, std::int64_t after_sale_id);

struct Page {
  std::int64_t class_id = 0;
  std::int64_t person_id = 0;
  bool as_seller = false;
  bool open = false;
  std::int64_t order_id = 0;
  std::int64_t before_id = 0;
  int limit = 0;
};
/// The newest first.
std::vector<v1::AfterSale> list(db::Transaction& tx, const Page& page);
/// How many a person has in each state.
struct Count {
  v1::AfterSaleState state = v1::AFTER_SALE_STATE_UNSPECIFIED;
  std::int32_t count = 0;
};
std::vector<Count> counts(db::Transaction& tx, const Page& page);
/// Those that were disputed, and those that are open although their time is over; open ones first,
/// then the newest; at most `limit`.
std::vector<v1::AfterSale> for_staff(db::Transaction& tx, std::int64_t class_id,
                                     base::Millis class_now, int limit);

/// Orders that were refunded otherwise than their after-sales say, or whose lines stand in another
/// after-sale than the one that is open for them.
std::vector<std::int64_t> wrong_orders(db::Transaction& tx);

}  // namespace kaibo::mall::after_sale_records
