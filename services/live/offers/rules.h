#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/live/v1/offers.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::live::offer_rules {

using classroom::OfferRules;

/// Throws invalid_argument naming the field. `usual_price_fen` is what a piece costs in the room
/// otherwise, `stock` what is there.
void check_flash(const OfferRules& rules, const v1::OfferFlashSaleRequest& wish,
                 std::int64_t usual_price_fen, std::int64_t stock);
/// The phrase is tidied already.
void check_bag(const OfferRules& rules, const v1::IssueBagRequest& wish);

/// SHA-256 in hexadecimal: what is told of a seed before the draw.
std::string seed_hash(std::string_view seed);

/// Those who win, in the order of their tickets. A person's ticket is the SHA-256 of
/// "<seed>:<user_id>" in hexadecimal; the `winners` smallest win, all when there are fewer people.
/// The order of `people` does not matter.
std::vector<std::int64_t> draw(std::string_view seed, std::vector<std::int64_t> people,
                               std::int64_t winners);

}  // namespace kaibo::live::offer_rules
