#include "services/mall/promotions/rules.h"

#include <algorithm>
#include <numeric>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::mall::promotion_rules {

namespace {

bool covers(const v1::CouponWish& terms, const Line& line) {
  return line.takes_coupon &&
         (terms.product_ids().empty() ||
          std::ranges::find(terms.product_ids(), line.product_id) != terms.product_ids().end());
}

std::int64_t covered_fen(const v1::CouponWish& terms, std::span<const Line> lines) {
  std::int64_t fen = 0;
  for (const Line& line : lines) fen += covers(terms, line) ? line.fen() : 0;
  return fen;
}

void check_off(const CouponRules& rules, std::int64_t fen, std::string_view field) {
  const std::string most = base::yuan(rules.most_off_fen);
  base::require(fen >= 1 && fen <= rules.most_off_fen, field,
                {"一张券最多优惠 ¥" + most + "，至少 ¥0.01",
                 "A coupon takes ¥0.01 to ¥" + most + " off an order"});
}

/// What is asked for only by one kind.
void check_kind(const CouponRules& rules, const v1::CouponWish& wish) {
  switch (wish.kind()) {
    case v1::COUPON_KIND_FIXED:
      check_off(rules, wish.off_fen(), "off_fen");
      base::require(wish.threshold_fen() == 0, "threshold_fen",
                    {"直减券没有门槛；要设门槛请用满减券",
                     "A fixed coupon has no threshold; use a coupon with a threshold"});
      return;
    case v1::COUPON_KIND_FULL:
      check_off(rules, wish.off_fen(), "off_fen");
      base::require(wish.threshold_fen() > wish.off_fen(), "threshold_fen",
                    {"门槛要高于优惠金额，例如满 50 减 5",
                     "The threshold must be above what is taken off, as in 5 off from 50 on"});
      return;
    case v1::COUPON_KIND_DISCOUNT: {
      const std::string bounds = rules.percent.text();
      base::require(rules.percent.holds(wish.percent()), "percent",
                    {"折扣请填 " + bounds + "，80 就是八折",
                     "A discount is " + bounds + ": the buyer pays 80 of 100, say"});
      check_off(rules, wish.cap_fen(), "cap_fen");
      return;
    }
    default:
      base::require(false, "kind", {"请选择券的种类", "Choose the kind of coupon"});
  }
}

}  // namespace

void check_coupon(const CouponRules& rules, const v1::CouponWish& wish, base::Millis class_now) {
  const std::int64_t length = base::utf8_length(wish.name());
  base::require(length >= 1 && length <= rules.name_max, "name",
                {"券名需要 1–" + std::to_string(rules.name_max) + " 个字",
                 "The name needs 1–" + std::to_string(rules.name_max) + " characters"});
  check_kind(rules, wish);
  base::require(wish.threshold_fen() >= 0, "threshold_fen",
                {"门槛不能小于 0", "The threshold cannot be below zero"});
  base::require(wish.total() >= 1 && wish.total() <= rules.max_total, "total",
                {"发放数量需要在 1 到 " + std::to_string(rules.max_total) + " 张之间",
                 "1 to " + std::to_string(rules.max_total) + " can be given out"});
  base::require(wish.per_person() >= 1 && wish.per_person() <= rules.max_per_person, "per_person",
                {"每人限领需要在 1 到 " + std::to_string(rules.max_per_person) + " 张之间",
                 "1 to " + std::to_string(rules.max_per_person) + " for each person"});
  const base::Millis until = wish.valid_until_class_at();
  base::require(
      until > wish.valid_from_class_at() && until > class_now &&
          until <= class_now + rules.max_days * base::day,
      "valid_until_class_at",
      {"有效期要在今后 " + std::to_string(rules.max_days) + " 天以内（班级时钟）",
       "It must end within " + std::to_string(rules.max_days) + " days from now (class clock)"});
}

std::int64_t most_off_fen(const v1::CouponWish& terms) {
  return terms.kind() == v1::COUPON_KIND_DISCOUNT ? terms.cap_fen() : terms.off_fen();
}

v1::CouponState state_of(const v1::CouponWish& terms, bool stopped, base::Millis class_now) {
  if (class_now > terms.valid_until_class_at()) return v1::COUPON_STATE_EXPIRED;
  if (stopped) return v1::COUPON_STATE_STOPPED;
  if (class_now < terms.valid_from_class_at()) return v1::COUPON_STATE_COMING;
  return v1::COUPON_STATE_RUNNING;
}

std::int64_t discount_fen(const v1::CouponWish& terms, std::span<const Line> lines) {
  const std::int64_t covered = covered_fen(terms, lines);
  if (covered == 0 || covered < terms.threshold_fen()) return 0;
  switch (terms.kind()) {
    case v1::COUPON_KIND_DISCOUNT:
      return std::min(terms.cap_fen(), covered * (100 - terms.percent()) / 100);
    case v1::COUPON_KIND_PIECE: {
      std::int64_t piece = 0;
      for (const Line& line : lines) {
        if (covers(terms, line)) piece = std::max(piece, line.fen() / line.quantity);
      }
      return piece;
    }
    default:
      return std::min(terms.off_fen(), covered);
  }
}

std::vector<std::int64_t> shares(const v1::CouponWish& terms, std::span<const Line> lines) {
  std::vector<std::int64_t> weights;
  for (const Line& line : lines) weights.push_back(covers(terms, line) ? line.fen() : 0);
  return apportion(discount_fen(terms, lines), weights);
}

std::vector<std::int64_t> apportion(std::int64_t fen, std::span<const std::int64_t> weights) {
  std::vector<std::int64_t> shares;
  if (fen == 0) return std::vector<std::int64_t>(weights.size(), 0);
  // What falls on the parts up to each one, rounded down, less what fell on those before: the
  // roundings cancel out.
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::int64_t up_to_here = 0;
  std::int64_t given = 0;
  for (const std::int64_t weight : weights) {
    up_to_here += weight;
    const std::int64_t due = fen * up_to_here / sum;
    shares.push_back(due - given);
    given = due;
  }
  return shares;
}

}  // namespace kaibo::mall::promotion_rules
