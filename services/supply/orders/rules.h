#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/order.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::supply::rules {

/// 待抓取 → 已推单 → 备货中 → 已发货 → 已签收*; before it ships → 已取消*; 备货中 → 缺货退回, which
/// may be captured again. (* end state)
bool may_become(v1::SupplyOrderState from, v1::SupplyOrderState to);
/// What the seller may do with a supply order in that state.
std::vector<v1::SupplyOrderAction> allowed_actions(v1::SupplyOrderState state);
bool allowed(v1::SupplyOrderState state, v1::SupplyOrderAction action);

/// Whether what happens to `percent` of all happens to this one: drawn from its id, the attempt and
/// what it is, so that the same attempt always meets the same fate.
bool strikes(std::int64_t id, std::int64_t attempt, std::string_view what, std::int64_t percent);

struct Parcel {
  std::string courier;
  std::string waybill;
};
/// What a simulated supplier writes on a parcel.
Parcel parcel_of(const classroom::MallRules& rules, std::int64_t id, std::int64_t attempt);

/// What the shop pays the supplier.
std::int64_t total_of(const v1::SupplyOrder& order);
/// Whether the shop has money in it: paid and not come back.
bool costs(v1::SupplyOrderState state);

/// Whether the buyer has asked the money back for pieces that the supplier was about to send. They
/// wait until that is settled.
bool is_asked_back(const v1::SupplyOrder& order, const mall::v1::Order& bought);

/// Whether a line of a supply order is about what was bought of a product and its specification. A
/// line without a specification is about all of its product.
bool is_of(const v1::SupplyOrderLine& line, std::int64_t product_id, std::int64_t sku_id);
/// What the seller has accepted to pay for a piece of the line.
std::int64_t accepted_price(const v1::Link& link, const v1::SupplyOrderLine& line);

/// Pieces of the line in returns that are not cancelled or rejected.
std::int32_t returned(const v1::SupplyOrder& order, const v1::SupplyOrderLine& of);
/// Why inspection of a return failed: "damaged", "incomplete", "used".
std::string finding_of(std::int64_t return_id);

/// Income, cost and net by order, by product with its specification, and in all. Cancelled orders
/// are left out.
v1::GetProfitResponse profit(const std::vector<v1::SupplyOrder>& orders);

}  // namespace kaibo::supply::rules
