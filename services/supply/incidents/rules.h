#pragma once

#include <cstdint>

#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/incident.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::supply::incident_rules {

/// Throws invalid_argument naming the field: a kind that there is not, a change of price by nothing
/// or by more than the course allows, a customer who says nothing or too much.
void check(const classroom::Profile& profile, const v1::InjectIncidentRequest& wish);

/// The price changed by so many percent, in whole fen, within what a price may be.
std::int64_t changed_price(const classroom::MallRules& rules, std::int64_t fen,
                           std::int64_t percent);

/// Whether the incident would be felt by a shop that sells the good.
bool hits(const classroom::MallRules& rules, const v1::InjectIncidentRequest& wish,
          const v1::Good& good);
/// The good as the incident leaves it.
v1::Good struck(const classroom::MallRules& rules, const v1::InjectIncidentRequest& wish,
                v1::Good good);

/// A line for one piece of what can be bought of a product, with its specification; quantity 0 when
/// nothing can.
mall::v1::NewOrderLine one_piece_of(const mall::v1::Product& product);

}  // namespace kaibo::supply::incident_rules
