#pragma once

#include <cstdint>

#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::supply::link_rules {

/// With what the seller leaves to the rule: of a good with specifications all of them, each at the
/// rule's price and with the cap of all.
v1::CopyGoodRequest completed(const v1::Good& good, v1::CopyGoodRequest wish);

/// The product that a completed wish makes of a good, off the shelf. A single specification makes a
/// product without any to choose from. Several make all combinations of their values: one that was
/// left out has the rule's price and no stock.
mall::v1::SaveProductRequest product_of(const v1::Good& good, const v1::CopyGoodRequest& wish);

/// Maps the product, made by the same wish, to the specifications of the good; the prices are
/// accepted.
void map(const v1::Good& good, const v1::CopyGoodRequest& wish, const mall::v1::Product& product,
         v1::Link& link);

/// What the cheapest of the good's specifications costs that the link is mapped to; the good where
/// it is mapped to none.
std::int64_t lowest_price(const v1::Good& good, const v1::Link& link);

/// Says of each specification of the product what it is mapped to and what there is of it. `own` is
/// the product with the stock of its shop alone, `shown` the same as buyers see it. A link without
/// specifications on the good's side stays without.
void complete_skus(const v1::Good& good, const mall::v1::Product& own,
                   const mall::v1::Product& shown, v1::Link& link);

}  // namespace kaibo::supply::link_rules
