#include "services/mall/money/ledger.h"

#include <optional>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/money/records.h"

namespace kaibo::mall {

namespace {
constexpr Holder bank{.owner_id = 0, .account = Account::bank};
}  // namespace

void Ledger::move(db::Transaction& tx, const Transfer& transfer) {
  if (try_move(tx, transfer)) return;
  throw base::Error(
      base::Code::failed_precondition,
      {"余额不足：需要 ¥" + base::yuan(transfer.fen) + "，请到“我的钱包”查看余额",
       "Not enough play money: ¥" + base::yuan(transfer.fen) + " is needed; see your wallet"});
}

void Ledger::pay(db::Transaction& tx, const Transfer& transfer, std::int64_t starting_fen) {
  if (try_move(tx, transfer)) return;
  open(tx, transfer.class_id, transfer.from, starting_fen);
  move(tx, transfer);
}

void Ledger::give(db::Transaction& tx, const Transfer& transfer, std::int64_t starting_fen) {
  if (transfer.to.account == Account::wallet) {
    open(tx, transfer.class_id, transfer.to, starting_fen);
  }
  move(tx, transfer);
}

void Ledger::open(db::Transaction& tx, std::int64_t class_id, Holder wallet,
                  std::int64_t starting_fen) {
  if (money_records::balance(tx, class_id, wallet)) return;
  move(tx, {.class_id = class_id,
            .from = bank,
            .to = wallet,
            .fen = starting_fen,
            .cause = "start",
            .order_id = 0});
}

bool Ledger::try_move(db::Transaction& tx, const Transfer& transfer) {
  if (may_be_below_zero(transfer.from.account)) {
    money_records::credit(tx, transfer.class_id, transfer.from, -transfer.fen);
  } else if (!money_records::debit(tx, transfer.class_id, transfer.from, transfer.fen)) {
    return false;
  }
  money_records::credit(tx, transfer.class_id, transfer.to, transfer.fen);
  money_records::post(tx, ids_, transfer);
  return true;
}

std::int64_t Ledger::total(db::Transaction& tx, Account account) {
  return money_records::total(tx, account);
}

Balances Ledger::balances(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                          std::int64_t starting_fen) {
  const auto of = [&](Account account) {
    return money_records::balance(tx, class_id, {.owner_id = user_id, .account = account});
  };
  return {.wallet_fen = of(Account::wallet).value_or(starting_fen),
          .income_fen = of(Account::income).value_or(0),
          .escrow_fen = of(Account::escrow).value_or(0)};
}

}  // namespace kaibo::mall
