#pragma once

#include <cstddef>
#include <span>

#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/profile.h"

/// Who may do what in a shop, as pure functions. Whoever does something for a shop asks here.
namespace kaibo::mall::rights {

/// All that an owner may do; what is none of these they have for themselves alone.
std::span<const v1::ShopRight> all();

/// The one table.
std::span<const v1::ShopRight> of(v1::HelperKind kind);

/// False for everything where the kind is unspecified.
bool may(v1::HelperKind kind, v1::ShopRight right);

/// A shop with so many helpers asks one more. Throws invalid_argument naming the field for a kind
/// there is not, failed_precondition when the shop has as many as it may.
void check_helper(const classroom::ChatRules& rules, v1::HelperKind kind, std::size_t helpers);

}  // namespace kaibo::mall::rights
