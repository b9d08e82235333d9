#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/promotions/records.h"
#include "services/mall/promotions/rules.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Coupons of the class's shops: 未生效 → 生效 → 已过期, or 已停发. How many are given out and used
/// is counted in one guarded step each; an order that is closed gives its coupon back.
class Coupons {
 public:
  Coupons(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
          Shops& shops)
      : ids_(ids), identity_(identity), classroom_(classroom), shops_(shops) {}

  /// Where a coupon is given out: in the mall when `room_id` is 0; by a draw only when `drawn`; of
  /// the shop that the person helps in, their own when `shop_id` is 0.
  struct Place {
    std::int64_t room_id = 0;
    bool drawn = false;
    std::int64_t shop_id = 0;
  };
  /// Throws invalid_argument for terms against the rules, failed_precondition without a shop.
  v1::Coupon create(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    const v1::CouponWish& wish, Place place);
  /// One of the mall that is not valid yet gets other terms. Throws failed_precondition for any
  /// other, permission_denied for another shop's, invalid_argument for terms against the rules.
  v1::Coupon change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    std::int64_t coupon_id, const v1::CouponWish& wish);
  /// Copies already claimed stay usable. Throws permission_denied for another shop's coupon.
  v1::Coupon stop(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                  std::int64_t coupon_id);
  /// Those of a room that has ended.
  void stop_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);

  /// Throws failed_precondition when none is left, the person has their share, it is not the time,
  /// or it is their own shop's.
  v1::CouponClaim claim(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                        std::int64_t coupon_id);
  /// One that is drawn, to a winner.
  void award(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
             std::int64_t coupon_id);

  /// All of a shop with their effect, the newest first.
  std::vector<v1::Coupon> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);
  /// What the mall gives out, now or later, as this person sees it.
  std::vector<v1::Coupon> claimable(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t shop_id, std::int64_t user_id);
  /// What a room gives out now.
  std::vector<v1::Coupon> of_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                                  std::int64_t user_id);
  /// A person's copies: usable ones first, then the newest.
  std::vector<v1::CouponClaim> of_person(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t user_id);
  /// The person's usable copies for products of one shop, the one that takes most off first.
  std::vector<v1::CouponChoice> choices(
      db::Transaction& tx, std::int64_t class_id, std::int64_t user_id, std::int64_t shop_id,
      const google::protobuf::RepeatedPtrField<v1::ChoiceLine>& lines);

  /// The same for an order to be placed, from which promotions have taken what they take.
  std::vector<v1::CouponChoice> choices(db::Transaction& tx, std::int64_t class_id,
                                        const v1::Order& order);

  /// Shares out what the copy `order.claim_id` takes off among the lines of an order to be placed,
  /// which has its parties and what promotions take off, and takes it off the amount. Throws
  /// failed_precondition when the copy is not usable, another shop's, or takes nothing off,
  /// not_found when it is not the buyer's.
  void apply(db::Transaction& tx, std::int64_t class_id, v1::Order& order);
  /// Uses the copy that was applied to the order, which has its id by now. Throws
  /// failed_precondition when it was used in the meantime.
  void use(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  /// The order was closed.
  void give_back(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);

 private:
  std::vector<v1::CouponChoice> choices_for(db::Transaction& tx, std::int64_t class_id,
                                            std::int64_t user_id, std::int64_t shop_id,
                                            std::span<const promotion_rules::Line> lines);
  /// Gives it the terms, with the time from which it is valid, and the state they bring about.
  void lay_down(db::Transaction& tx, std::int64_t class_id, v1::Coupon& coupon,
                const v1::CouponWish& wish);
  promotion_records::Stored own(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                                std::int64_t coupon_id);
  promotion_records::Stored require(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t coupon_id);
  v1::CouponClaim take(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       const promotion_records::Stored& stored);
  void stop(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Coupon& coupon);
  v1::CouponClaim shown(db::Transaction& tx, std::int64_t class_id,
                        const promotion_records::Claim& claim);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
};

}  // namespace kaibo::mall
