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

/// Promotions beside coupons: planned, and may be changed or withdrawn, up to their start on the
/// class clock; then they run until the seller stops them, their time is over, or what is left of
/// the budget is too little for another order. What has stopped stays so. A price goes by the clock
/// itself; timers only tell that something has started or ended. Budgets are taken from in one
/// guarded step, and an order that is closed gives back what it took.
class Campaigns {
 public:
  Campaigns(base::IdSource& ids, classroom::Classroom& classroom, Shops& shops, Products& products)
      : ids_(ids), classroom_(classroom), shops_(shops), products_(products) {}

  /// Throws invalid_argument for terms against the rules, failed_precondition without a shop, or
  /// while another of the kind is for one of the products at the same time. `shop_id`: the shop
  /// that the person helps in; 0: their own.
  v1::Promotion start(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                      v1::PromotionWish wish, std::int64_t shop_id = 0);
  /// The same, and failed_precondition when it has started, permission_denied for another shop's.
  v1::Promotion change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       std::int64_t promotion_id, v1::PromotionWish wish);
  /// What is planned is withdrawn. Again, it does nothing. Throws permission_denied for another
  /// shop's.
  v1::Promotion stop(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     std::int64_t promotion_id);

  /// All of a shop with their effect, and the rules by which they come together.
  v1::ListShopPromotionsResponse of_shop(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t shop_id);
  /// As buyers see what runs now or is to start; of all shops when `shop_id` is 0.
  std::vector<v1::Promotion> open(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);
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
  /// The same, started if that is due: its timer may come a little later.
  v1::Promotion present(db::Transaction& tx, std::int64_t class_id, std::int64_t promotion_id);
  v1::Promotion own(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    std::int64_t promotion_id);
  std::vector<v1::Product> products_of(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t shop_id, const v1::PromotionWish& wish);
  /// Gives it the terms, checked and filled in, and the state that they bring about.
  void lay_down(db::Transaction& tx, std::int64_t class_id, v1::Promotion& promotion,
                v1::PromotionWish wish);
  void set_timers(db::Transaction& tx, std::int64_t class_id, const v1::Promotion& promotion);
  void begin(db::Transaction& tx, std::int64_t class_id, v1::Promotion& promotion);
  void end(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Promotion& promotion,
           v1::PromotionState state);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
};

}  // namespace kaibo::mall
