#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "services/mall/money/ledger.h"

namespace kaibo::mall::money_records {

/// Takes from the account if it holds that much; false when it does not.
bool debit(db::Transaction& tx, std::int64_t class_id, Holder holder, std::int64_t fen);
/// Adds to the account, also from below zero; opens it when needed.
void credit(db::Transaction& tx, std::int64_t class_id, Holder holder, std::int64_t fen);

/// The two postings of one transfer.
void post(db::Transaction& tx, base::IdSource& ids, const Ledger::Transfer& transfer);

/// Nothing when the account was never opened.
std::optional<std::int64_t> balance(db::Transaction& tx, std::int64_t class_id, Holder holder);

/// In all accounts of one kind.
std::int64_t total(db::Transaction& tx, Account account);

/// Sum of all postings: 0 when the books are right.
std::int64_t sum_of_postings(db::Transaction& tx);
/// Accounts whose balance is not the sum of their postings, or is below zero where it may not be.
std::int64_t wrong_accounts(db::Transaction& tx);

}  // namespace kaibo::mall::money_records
