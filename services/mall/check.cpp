#include "services/mall/mall.h"
#include "services/mall/money/records.h"
#include "services/mall/products/records.h"
#include "services/mall/promotions/records.h"

namespace kaibo::mall {

std::vector<std::string> check(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const std::int64_t product : product_records::wrong_stock(tx)) {
    wrong.push_back("stock of product " + std::to_string(product) +
                    " is below zero or not what its orders say");
  }
  if (const std::int64_t sum = money_records::sum_of_postings(tx); sum != 0) {
    wrong.push_back("the ledger's postings sum to " + std::to_string(sum) + " fen, not to zero");
  }
  if (const std::int64_t accounts = money_records::wrong_accounts(tx); accounts != 0) {
    wrong.push_back(std::to_string(accounts) + " accounts differ from their postings");
  }
  for (const std::int64_t coupon : promotion_records::wrong_coupons(tx)) {
    wrong.push_back("coupon " + std::to_string(coupon) +
                    " is counted otherwise than claimed and used, or beyond its limits");
  }
  for (const std::int64_t order : promotion_records::wrong_orders(tx)) {
    wrong.push_back("order " + std::to_string(order) + " is not what its lines add up to");
  }
  return wrong;
}

}  // namespace kaibo::mall
