#include "services/mall/money/ledger.h"
#include "services/supply/orders/records.h"
#include "services/supply/stock/records.h"
#include "services/supply/supply.h"

namespace kaibo::supply {

std::vector<std::string> check(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const std::int64_t good : stock_records::wrong_goods(tx)) {
    wrong.push_back("stock of good " + std::to_string(good) +
                    " is below zero or not what was taken of it leaves");
  }
  for (const std::int64_t order : order_records::wrong_money(tx)) {
    wrong.push_back("supply order " + std::to_string(order) +
                    " has not cost what its lines, state and returns say");
  }
  for (const std::int64_t order : order_records::cancelled_with_pieces(tx)) {
    wrong.push_back("supply order " + std::to_string(order) + " is cancelled and keeps pieces");
  }
  const std::int64_t paid = order_records::paid_in_all(tx);
  if (const std::int64_t got = mall::Ledger::total(tx, mall::Account::supplier); got != paid) {
    wrong.push_back("suppliers hold " + std::to_string(got) + " fen, but supply orders have cost " +
                    std::to_string(paid));
  }
  return wrong;
}

}  // namespace kaibo::supply
