#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/classroom/profile.h"

/// What buyers may say of what they bought, as pure functions.
namespace kaibo::mall::review_rules {

using classroom::BuyerReviewRules;

/// A line is reviewed once its order is finished, unless all of the line was given back.
bool may_review(const v1::Order& order, const v1::OrderLine& line);

/// How many reviews gave 1, 2, … 5 stars.
using ByStars = std::array<std::int32_t, 5>;
v1::Score score(const ByStars& by_stars);

/// Texts are tidied. Each throws invalid_argument naming the field.
void check_review(const BuyerReviewRules& rules, std::int32_t stars, std::string_view text,
                  int pictures);
void check_reply(const BuyerReviewRules& rules, std::string_view text);

}  // namespace kaibo::mall::review_rules
