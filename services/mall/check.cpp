#include <utility>

#include "services/mall/after_sale/records.h"
#include "services/mall/campaigns/records.h"
#include "services/mall/mall.h"
#include "services/mall/money/records.h"
#include "services/mall/orders/records.h"
#include "services/mall/products/records.h"
#include "services/mall/promotions/records.h"
#include "services/mall/reviews/records.h"
#include "services/mall/shops/records.h"
#include "services/mall/skus/records.h"

namespace kaibo::mall {

std::vector<std::string> check(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const std::int64_t product : product_records::wrong_stock(tx)) {
    wrong.push_back("stock of product " + std::to_string(product) +
                    " is below zero or not what its orders say, or so is what was sold");
  }
  for (const std::int64_t product : sku_records::wrong_stock(tx)) {
    wrong.push_back("stock of the specifications of product " + std::to_string(product) +
                    " is not what their orders say, or not the product's");
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
  for (const std::int64_t promotion : campaign_records::wrong_promotions(tx)) {
    wrong.push_back("promotion " + std::to_string(promotion) +
                    " gave otherwise than its orders say, or more than its budget");
  }
  for (const std::int64_t order : campaign_records::wrong_orders(tx)) {
    wrong.push_back("order " + std::to_string(order) +
                    " does not have on each line what its promotions take off it");
  }
  for (const std::int64_t order : order_records::wrong_refunds(tx)) {
    wrong.push_back("order " + std::to_string(order) +
                    " was refunded otherwise than its pieces cost or the ledger says");
  }
  for (const std::int64_t order : after_sale_records::wrong_orders(tx)) {
    wrong.push_back("order " + std::to_string(order) + " and its after-sales do not agree");
  }
  for (const std::int64_t seller : order_records::wrong_escrow(tx)) {
    wrong.push_back("the escrow of seller " + std::to_string(seller) +
                    " is not what the unfinished orders hold");
  }
  for (const std::int64_t owner : shop_records::wrong_deposits(tx)) {
    wrong.push_back("the deposit of person " + std::to_string(owner) +
                    " is not what their application for a shop says");
  }
  for (const std::int64_t review : review_records::wrong_reviews(tx)) {
    wrong.push_back("review " + std::to_string(review) + " is of nothing that its buyer bought");
  }
  for (std::string& line : Dashboard::check(tx)) wrong.push_back(std::move(line));
  return wrong;
}

}  // namespace kaibo::mall
