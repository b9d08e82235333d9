#include "services/mall/money/records.h"

namespace kaibo::mall::money_records {

namespace {
const db::Amount balance_amount("mall_account", "balance_fen", {"class_id", "owner_id", "kind"});
const db::Table posting_table("mall_posting", {"posting_id", "class_id", "owner_id", "kind",
                                               "amount_fen", "cause", "order_id", "at"});
}  // namespace

bool debit(db::Transaction& tx, std::int64_t class_id, Holder holder, std::int64_t fen) {
  return tx.take(balance_amount, fen, class_id, holder.owner_id, static_cast<int>(holder.account));
}

void credit(db::Transaction& tx, std::int64_t class_id, Holder holder, std::int64_t fen) {
  tx.add(balance_amount, fen, class_id, holder.owner_id, static_cast<int>(holder.account));
}

void post(db::Transaction& tx, base::IdSource& ids, const Ledger::Transfer& transfer) {
  const auto post_one = [&](Holder holder, std::int64_t fen) {
    tx.insert(posting_table, ids.next(), transfer.class_id, holder.owner_id,
              static_cast<int>(holder.account), fen, transfer.cause, transfer.order_id, tx.now());
  };
  post_one(transfer.from, -transfer.fen);
  post_one(transfer.to, transfer.fen);
}

std::optional<std::int64_t> balance(db::Transaction& tx, std::int64_t class_id, Holder holder) {
  const db::Rows rows = tx.query(
      "SELECT balance_fen FROM mall_account WHERE class_id = ? AND owner_id = ? AND kind = ?",
      class_id, holder.owner_id, static_cast<int>(holder.account));
  if (rows.empty()) return std::nullopt;
  return rows.front().integer(0);
}

std::int64_t total(db::Transaction& tx, Account account) {
  return tx
      .query("SELECT COALESCE(SUM(balance_fen), 0) FROM mall_account WHERE kind = ?",
             static_cast<int>(account))
      .front()
      .integer(0);
}

std::int64_t sum_of_postings(db::Transaction& tx) {
  return tx.query("SELECT COALESCE(SUM(amount_fen), 0) FROM mall_posting").front().integer(0);
}

std::int64_t wrong_accounts(db::Transaction& tx) {
  return tx
      .query(
          "SELECT COUNT(*) FROM mall_account a LEFT JOIN (SELECT class_id, owner_id, kind, "
          "SUM(amount_fen) AS fen FROM mall_posting GROUP BY class_id, owner_id, kind) p ON "
          "p.class_id = a.class_id AND p.owner_id = a.owner_id AND p.kind = a.kind WHERE "
          "a.balance_fen <> COALESCE(p.fen, 0) OR (a.kind NOT IN (?, ?) AND a.balance_fen < 0)",
          static_cast<int>(Account::bank), static_cast<int>(Account::simulated))
      .front()
      .integer(0);
}

}  // namespace kaibo::mall::money_records
