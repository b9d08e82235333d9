#pragma once

#include <cstdint>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/campaigns/rules.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Promotions beside coupons: they run from the moment they are laid down until the seller stops
/// them, their time is over on the class clock, or what is left of the budget is too little for
/// another order. What has stopped stays so. Budgets are taken from in one guarded step, and an
/// order that is closed gives back what it took.
class Campaigns {
 public:
  Campaigns(base::IdSource& ids, classroom::Classroom& classroom, Shops& shops, Products& products)
      : ids_(ids), classroom_(classroom), shops_(shops), products_(products) {}

  /// Throws invalid_argument for terms against the rules, failed_precondition without a shop, or
  /// while another of the kind runs for one of the products. `shop_id`: the shop that the person
  /// helps in; 0: their own.
  v1::Promotion start(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      v1::PromotionWish wish, std::int64_t shop_id = 0);
  /// Again, it does nothing. Throws permission_denied for another shop's.
  v1::Promotion stop(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     std::int64_t promotion_id);

  /// All of a shop with their effect, and the rules by which they come together.
  v1::ListShopPromotionsResponse of_shop(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t shop_id);
  /// As buyers see what runs now; of all shops when `shop_id` is 0.
  std::vector<v1::Promotion> running(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t shop_id);
  /// Throws not_found.
  void visit(db::Transaction& tx, std::int64_t visitor_id,
             const v1::VisitPromotionRequest& visited);

  /// Takes what runs now off the lines and the amount of an order to be placed, which has its
  /// parties and lines. Live rooms have prices of their own: their orders stay as they are.
  void apply(db::Transaction& tx, std::int64_t class_id, v1::Order& order);
  /// The order is placed: takes from the budgets what `apply` took off. Throws aborted when a
  /// budget has just been spent.
  void use(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  void paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  /// The order was closed.
  void give_back(db::Transaction& tx, const v1::Order& order);

  void register_timers(agenda::Agenda& agenda);

 private:
  v1::Promotion require(db::Transaction& tx, std::int64_t class_id, std::int64_t promotion_id);
  std::vector<v1::Product> products_of(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t shop_id, const v1::PromotionWish& wish);
  void end(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Promotion& promotion,
           v1::PromotionState state);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
};

}  // namespace kaibo::mall
