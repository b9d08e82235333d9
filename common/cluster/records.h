#pragma once

#include <cstdint>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"

/// Rows of the nodes that share the database.
namespace kaibo::cluster::records {

/// Whether the row was this holder's; then it has been seen now.
bool renew(db::Transaction& tx, std::int32_t node, std::int64_t holder);
/// Whether anybody has renewed the row since `since`.
bool seen_since(db::Transaction& tx, std::int32_t node, base::Millis since);
/// Gives the number to this holder, whoever had it.
void replace(db::Transaction& tx, std::int32_t node, std::int64_t holder);
std::vector<std::int32_t> unseen_since(db::Transaction& tx, base::Millis since);
/// Takes the number from its holder, who so learns of it should it live. False when it has been
/// seen meanwhile, or is gone.
bool give_up(db::Transaction& tx, std::int32_t node, base::Millis since);
bool given_up(db::Transaction& tx, std::int32_t node);
void remove_given_up(db::Transaction& tx, std::int32_t node);

}  // namespace kaibo::cluster::records
