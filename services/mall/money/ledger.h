#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/ids.h"
#include "common/db/transaction.h"

namespace kaibo::mall {

/// Where play money can be.
enum class Account {
  /// To spend; starts with the course profile's play money.
  wallet = 1,
  /// Earned by the shop and received.
  income = 2,
  /// Paid by buyers, kept for the seller until the goods are confirmed.
  escrow = 3,
  /// Where play money comes from; may be below zero.
  bank = 4,
  /// What the simulated audience of a class has spent, below zero: its money is not the class's.
  simulated = 5,
  /// Out of the wallet, set aside for prizes that are not drawn yet.
  prize = 6,
  /// 保证金: out of the owner's wallet, held while the shop is applied for and open.
  deposit = 10,
  /// What shops have paid to simulated suppliers, by supplier.
  supplier = 20,
};

/// Whether money may come out of it that is not in it.
constexpr bool may_be_below_zero(Account account) {
  return account == Account::bank || account == Account::simulated;
}

/// One account: whose, and of which kind.
struct Holder {
  std::int64_t owner_id = 0;
  Account account = Account::wallet;
};

/// What a person sees of their money.
struct Balances {
  std::int64_t wallet_fen = 0;
  std::int64_t income_fen = 0;
  std::int64_t escrow_fen = 0;
};

/// Double-entry ledger of a class's play money: every transfer is two postings that sum to zero,
/// and every balance is the sum of its account's postings (`kaibo check` proves both).
class Ledger {
 public:
  explicit Ledger(base::IdSource& ids) : ids_(ids) {}

  struct Transfer {
    std::int64_t class_id = 0;
    Holder from;
    Holder to;
    /// Above zero.
    std::int64_t fen = 0;
    /// "pay", "release", "refund", "start", "prize", "prize_back", "supply", "supply_back",
    /// "deposit", "deposit_back".
    std::string_view cause;
    std::int64_t order_id = 0;
  };
  /// Throws failed_precondition when `from` has not enough.
  void move(db::Transaction& tx, const Transfer& transfer);
  /// The same from a wallet, which gets `starting_fen` first when it was never opened.
  void pay(db::Transaction& tx, const Transfer& transfer, std::int64_t starting_fen);
  /// The same to a wallet; to another account it is a move.
  void give(db::Transaction& tx, const Transfer& transfer, std::int64_t starting_fen);

  /// In all accounts of one kind, of all classes.
  static std::int64_t total(db::Transaction& tx, Account account);

  /// `starting_fen` is what a wallet not opened yet will hold.
  Balances balances(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t starting_fen);

 private:
  void open(db::Transaction& tx, std::int64_t class_id, Holder wallet, std::int64_t starting_fen);
  bool try_move(db::Transaction& tx, const Transfer& transfer);

  base::IdSource& ids_;
};

}  // namespace kaibo::mall
