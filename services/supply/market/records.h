#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::supply::market_records {

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Good& good);
/// All but its stock; false when it was changed since `good.version`.
bool update(db::Transaction& tx, const v1::Good& good);
bool set_stopped(db::Transaction& tx, std::int64_t good_id, bool stopped);

/// `viewer_id`: whose product is looked for.
std::optional<v1::Good> find(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id,
                             std::int64_t viewer_id);
/// Without paging.
std::vector<v1::Good> search(db::Transaction& tx, const v1::SearchGoodsRequest& wish,
                             std::int64_t viewer_id);
std::vector<std::string> categories(db::Transaction& tx, std::int64_t class_id);
std::int64_t count(db::Transaction& tx, std::int64_t class_id);

/// False when another supplier of the class has the name.
bool insert(db::Transaction& tx, std::int64_t class_id, const v1::Supplier& supplier);
bool update(db::Transaction& tx, const v1::Supplier& supplier);
/// In the order in which they came.
std::vector<v1::Supplier> suppliers(db::Transaction& tx, std::int64_t class_id);

}  // namespace kaibo::supply::market_records
