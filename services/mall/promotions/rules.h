#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::promotion_rules {

using classroom::CouponRules;

/// Throws invalid_argument naming the field. The name is tidied already, the time from which the
/// coupon is valid filled in.
void check_coupon(const CouponRules& rules, const v1::CouponWish& wish, base::Millis class_now);

/// The most a coupon can take off one order; 0 where only the order tells.
std::int64_t most_off_fen(const v1::CouponWish& terms);

/// By the class clock; `stopped`: its seller stopped it.
v1::CouponState state_of(const v1::CouponWish& terms, bool stopped, base::Millis class_now);

/// `fen` shared out in proportion to the weights, which are not below zero: whole fen, none below
/// zero, the sum exactly `fen`; no share above its weight while `fen` is not above their sum.
std::vector<std::int64_t> apportion(std::int64_t fen, std::span<const std::int64_t> weights);

/// One line of an order as a coupon sees it.
struct Line {
  std::int64_t product_id = 0;
  std::int64_t price_fen = 0;
  std::int64_t quantity = 0;
  /// What promotions take off it before, and whether a coupon may come after them.
  std::int64_t off_fen = 0;
  bool takes_coupon = true;

  std::int64_t fen() const { return price_fen * quantity - off_fen; }
};

/// What a coupon takes off these lines, never more than they cost; 0 when it covers none of them or
/// its threshold is not reached.
std::int64_t discount_fen(const v1::CouponWish& terms, std::span<const Line> lines);

/// Each line's share of what the coupon takes off, in proportion to what the lines it covers cost:
/// whole fen, no line below zero, the sum exactly the discount. So what is left to be paid for a
/// line can be given back alone.
std::vector<std::int64_t> shares(const v1::CouponWish& terms, std::span<const Line> lines);

}  // namespace kaibo::mall::promotion_rules
