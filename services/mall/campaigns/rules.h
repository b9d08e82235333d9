#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/profile.h"

/// Promotions beside coupons: limited-time price (限时价), bundle (套餐), money off from an amount
/// on (满减). What they take off an order is a pure function of its lines and of what runs.
namespace kaibo::mall::campaign_rules {

using classroom::PromotionRules;

/// Gives a limited-time price of a product with specifications one for each of them: what the wish
/// leaves out costs as much less as `price_fen` lies below the product's, and `price_fen` becomes
/// the lowest. Throws invalid_argument for a price of what is no specification of it.
void fill_prices(v1::PromotionWish& wish, std::span<const v1::Product> products);

/// Throws invalid_argument naming the field. The name is tidied already, prices and the time from
/// which it is valid are filled in; `products` are those that the wish names, in its order, all of
/// the seller's shop.
void check(const PromotionRules& rules, const v1::PromotionWish& wish,
           std::span<const v1::Product> products, base::Millis class_now);

/// From its start up to its end, not included.
bool runs(const v1::PromotionWish& terms, base::Millis class_now);

/// Whether both are of one kind and good for a product in common at some time: at most one of the
/// two is laid down.
bool overlap(const v1::PromotionWish& one, const v1::PromotionWish& other);

/// Whether the course lets them come together on one line of an order.
bool together(const PromotionRules& rules, v1::PromotionKind kind, v1::PromotionKind other);
bool takes_coupon(const PromotionRules& rules, const v1::OrderLine& line);

/// By name, as in the course profile: "full".
v1::PromotionKind kind_of(std::string_view name);

/// What runs in the shop, as one buyer finds it.
struct Running {
  std::int64_t promotion_id = 0;
  v1::PromotionWish terms;
  /// Of the budget; a promotion that would give more gives nothing.
  std::int64_t left_fen = 0;
  /// That the buyer may still buy at a limited-time price.
  std::int64_t pieces_left = 0;
};

/// Gives each line its deductions and their sum, `promotion_fen`, in place of those it had: the
/// kinds one after the other in the order of the course, each off what those before it left, a line
/// only where the kinds it has already allow. The sum over the lines is exactly what each promotion
/// gives, no line falls below zero, and it does not matter in which order the lines stand.
void apply(const PromotionRules& rules, std::span<const Running> running,
           google::protobuf::RepeatedPtrField<v1::OrderLine>& lines);

/// What a promotion took off one order, over all lines.
struct Use {
  std::int64_t promotion_id = 0;
  v1::PromotionKind kind = v1::PROMOTION_KIND_UNSPECIFIED;
  std::int64_t pieces = 0;
  std::int64_t off_fen = 0;
};
/// In the order in which they were applied.
std::vector<Use> uses(const v1::Order& order);

/// The least that another order like the one of `use` would be given: with less left of the budget
/// the promotion is spent. `product` is that of a limited-time price.
std::int64_t least_off_fen(const v1::PromotionWish& terms, const Use& use,
                           const v1::Product& product);

}  // namespace kaibo::mall::campaign_rules
