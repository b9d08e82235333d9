#include <gtest/gtest.h>

#include <map>
#include <set>

#include "services/classroom/profile.h"
#include "services/mall/shops/rights.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using test::refusal_of;

std::set<v1::ShopRight> rights_known() {
  std::set<v1::ShopRight> all;
  for (int number = v1::ShopRight_MIN; number <= v1::ShopRight_MAX; ++number) {
    const bool is_right = v1::ShopRight_IsValid(number) && number != v1::SHOP_RIGHT_UNSPECIFIED;
    if (is_right) all.insert(static_cast<v1::ShopRight>(number));
  }
  return all;
}

TEST(ShopRights, EachKindMayDoItsOwnWorkAndNothingElse) {
  const std::map<v1::HelperKind, std::set<v1::ShopRight>> table{
      {v1::HELPER_KIND_UNSPECIFIED, {}},
      {v1::HELPER_KIND_SERVICE, {v1::SHOP_RIGHT_CHATS, v1::SHOP_RIGHT_REVIEWS}},
      {v1::HELPER_KIND_OPERATIONS,
       {v1::SHOP_RIGHT_PRODUCTS, v1::SHOP_RIGHT_ORDERS, v1::SHOP_RIGHT_PROMOTIONS,
        v1::SHOP_RIGHT_DECORATION}}};
  for (int number = v1::HelperKind_MIN; number <= v1::HelperKind_MAX; ++number) {
    const auto kind = static_cast<v1::HelperKind>(number);
    for (const v1::ShopRight right : rights_known()) {
      EXPECT_EQ(rights::may(kind, right), table.at(kind).contains(right))
          << v1::HelperKind_Name(kind) << " " << v1::ShopRight_Name(right);
    }
    EXPECT_FALSE(rights::may(kind, v1::SHOP_RIGHT_UNSPECIFIED));
  }
}

TEST(ShopRights, AnOwnerMayDoAllOfThem) {
  const auto all = rights::all();
  EXPECT_EQ(std::set<v1::ShopRight>(all.begin(), all.end()), rights_known());
}

TEST(ShopRights, AShopHasSoManyHelpersOfKindsThatThereAre) {
  const classroom::ChatRules numbers{.helpers_max = 2, .say_rate = {}};
  rights::check_helper(numbers, v1::HELPER_KIND_SERVICE, 1);
  const auto check = [&](v1::HelperKind kind, std::size_t helpers) {
    return refusal_of([&] { rights::check_helper(numbers, kind, helpers); });
  };
  EXPECT_EQ(check(v1::HELPER_KIND_SERVICE, 2).code(), base::Code::failed_precondition);
  EXPECT_EQ(check(v1::HELPER_KIND_UNSPECIFIED, 0).field(), "kind");
  EXPECT_EQ(check(static_cast<v1::HelperKind>(7), 0).field(), "kind");
}

}  // namespace
}  // namespace kaibo::mall
