#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/promotion.pb.h"

namespace kaibo::mall::promotion_records {

/// A coupon as stored; its message without state, `sales_fen` and `mine`.
struct Stored {
  v1::Coupon coupon;
  bool stopped = false;
};

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Coupon& coupon);
/// Its terms; of one of which nothing has been claimed.
void change(db::Transaction& tx, const v1::Coupon& coupon);
std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t coupon_id);
/// The newest first; of the mall and of rooms.
std::vector<Stored> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);
/// Not stopped, the oldest first.
std::vector<Stored> given_out_in_room(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t room_id);
/// False when it is stopped already.
bool stop(db::Transaction& tx, std::int64_t coupon_id);

/// Counts one more as claimed; false when all are, or none is given out any more.
bool take_one(db::Transaction& tx, std::int64_t coupon_id);

/// A person's copy as stored.
struct Claim {
  std::int64_t claim_id = 0;
  std::int64_t coupon_id = 0;
  std::int64_t user_id = 0;
  /// 0 while it is not used.
  std::int64_t order_id = 0;
  base::Millis claimed_at = 0;
};
/// `nth` counts the person's copies of the coupon from 1. Throws db::DuplicateKey when it is taken.
void insert(db::Transaction& tx, std::int64_t class_id, const Claim& claim, std::int64_t nth);
std::int64_t count_claims(db::Transaction& tx, std::int64_t coupon_id, std::int64_t user_id);
std::optional<Claim> find_claim(db::Transaction& tx, std::int64_t class_id, std::int64_t claim_id);
/// The newest first.
std::vector<Claim> claims_of(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);

/// Marks the copy as used in the order and counts it with its coupon; false when it was used
/// before.
bool use(db::Transaction& tx, const Claim& claim, std::int64_t order_id, std::int64_t discount_fen);
/// The other way; false when it is not used in that order.
bool give_back(db::Transaction& tx, const Claim& claim, std::int64_t order_id,
               std::int64_t discount_fen);

/// What a coupon did.
struct Effect {
  std::int64_t coupon_id = 0;
  /// Paid for the orders in which it was used.
  std::int64_t sales_fen = 0;
  /// People who came by its link.
  std::int32_t visits = 0;
};
/// Of all coupons of the shop.
std::vector<Effect> effects_of_shop(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t shop_id);

/// Coupons whose counts do not agree with their copies and with the orders they were used in, or
/// that were given out beyond their total or a person's limit.
std::vector<std::int64_t> wrong_coupons(db::Transaction& tx);
/// Orders whose lines, discount and amount do not add up.
std::vector<std::int64_t> wrong_orders(db::Transaction& tx);

}  // namespace kaibo::mall::promotion_records
