#include "services/mall/shops/rights.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/base/error.h"

namespace kaibo::mall::rights {

namespace {

constexpr std::array rights_of_owner{v1::SHOP_RIGHT_CHATS,      v1::SHOP_RIGHT_REVIEWS,
                                     v1::SHOP_RIGHT_PRODUCTS,   v1::SHOP_RIGHT_ORDERS,
                                     v1::SHOP_RIGHT_PROMOTIONS, v1::SHOP_RIGHT_DECORATION};

constexpr std::array rights_of_service{v1::SHOP_RIGHT_CHATS, v1::SHOP_RIGHT_REVIEWS};

constexpr std::array rights_of_operations{v1::SHOP_RIGHT_PRODUCTS, v1::SHOP_RIGHT_ORDERS,
                                          v1::SHOP_RIGHT_PROMOTIONS, v1::SHOP_RIGHT_DECORATION};

}  // namespace

std::span<const v1::ShopRight> all() { return rights_of_owner; }

std::span<const v1::ShopRight> of(v1::HelperKind kind) {
  switch (kind) {
    case v1::HELPER_KIND_SERVICE:
      return rights_of_service;
    case v1::HELPER_KIND_OPERATIONS:
      return rights_of_operations;
    default:
      return {};
  }
}

bool may(v1::HelperKind kind, v1::ShopRight right) {
  return std::ranges::find(of(kind), right) != of(kind).end();
}

void check_helper(const classroom::ChatRules& rules, v1::HelperKind kind, std::size_t helpers) {
  base::require(!of(kind).empty(), "kind",
                {"请选择“客服”或“运营”", "Choose customer service or operations"});
  if (static_cast<std::int64_t>(helpers) < rules.helpers_max) return;
  const std::string most = std::to_string(rules.helpers_max);
  throw base::Error(base::Code::failed_precondition,
                    {"最多请 " + most + " 位同学帮忙，请先移除一位",
                     "At most " + most + " classmates help in a shop; let one go first"});
}

}  // namespace kaibo::mall::rights
