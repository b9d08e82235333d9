#pragma once

#include <cstdint>
#include <vector>

#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::supply::rules {

using classroom::MallRules;
using classroom::SupplyRules;

/// Prices and stock of a good with specifications follow from theirs: the lowest, and the sum.
void sum_up(v1::Good& good);
/// Throws invalid_argument naming the field. The same bounds hold as for the mall's products, so
/// that every good can be listed as it is.
void check_good(const classroom::Profile& profile, const v1::Good& good);
/// The good's specification; null when it does not have it.
const mall::v1::Sku* find_sku(const v1::Good& good, std::int64_t sku_id);
/// Whether specifications were added, taken away or priced otherwise.
bool skus_differ(const v1::Good& before, const v1::Good& after);
/// Throws invalid_argument naming the field.
void check_supplier(const SupplyRules& rules, const v1::Supplier& supplier);
void check_mark_up(const SupplyRules& rules, const v1::MarkUp& mark_up);
void check_settings(const MallRules& mall, const SupplyRules& rules, const v1::Settings& settings);

/// Of a supplier of whom nothing else is said.
v1::Behaviour usual_behaviour(const SupplyRules& rules);
/// Of a shop that has not said anything.
v1::Settings usual_settings(const SupplyRules& rules);

/// The next price of the form that is not below `fen`.
std::int64_t rounded_up(std::int64_t fen, v1::Rounding rounding);
/// What a good, or one of its specifications, sells for by a rule.
std::int64_t price_of(const v1::Good& good, const v1::MarkUp& mark_up);
std::int64_t price_of(const mall::v1::Sku& sku, const v1::MarkUp& mark_up);

/// What the seller of a linked product is told: `good` as it is now, `link` with the accepted price
/// and the product's own; of a link with specifications what is told of any of them.
std::vector<v1::LinkNews> news(const v1::Good& good, const v1::Link& link);
/// Of one specification, with its figures.
std::vector<v1::LinkNews> news(const v1::Good& good, const v1::LinkSku& sku);

}  // namespace kaibo::supply::rules
