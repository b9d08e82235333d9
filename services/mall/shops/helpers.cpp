#include "services/mall/shops/helpers.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "services/classroom/happened.h"
#include "services/mall/shops/records.h"
#include "services/mall/shops/rights.h"

namespace kaibo::mall {

namespace {

void add_shop(v1::ListMyShopsResponse& response, v1::Shop shop, v1::HelperKind kind,
              std::span<const v1::ShopRight> may) {
  v1::MyShop& mine = *response.add_shops();
  *mine.mutable_shop() = std::move(shop);
  mine.set_kind(kind);
  mine.mutable_rights()->Add(may.begin(), may.end());
}

}  // namespace

v1::ListMyShopsResponse Helpers::shops_of(db::Transaction& tx, std::int64_t class_id,
                                          std::int64_t person_id) {
  v1::ListMyShopsResponse response;
  if (auto own = shops_.of_owner(tx, class_id, person_id)) {
    add_shop(response, *std::move(own), v1::HELPER_KIND_UNSPECIFIED, rights::all());
  }
  for (const shop_records::Helped& helped : shop_records::helped_by(tx, class_id, person_id)) {
    add_shop(response, shops_.require(tx, class_id, helped.shop_id), helped.kind,
             rights::of(helped.kind));
  }
  return response;
}

v1::ListHelpersResponse Helpers::list(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t owner_id) {
  const v1::Shop shop = shops_.require_own(tx, class_id, owner_id);
  v1::ListHelpersResponse response;
  for (v1::Helper& helper : shop_records::helpers(tx, shop.shop_id())) {
    helper.set_name(identity_.name_of(tx, helper.user_id()));
    *response.add_helpers() = std::move(helper);
  }
  for (const identity::Member& member : classroom_.trainees(tx, class_id)) {
    const std::int64_t user_id = member.person.user_id;
    const bool helps = std::ranges::any_of(
        response.helpers(), [&](const v1::Helper& one) { return one.user_id() == user_id; });
    if (helps || user_id == owner_id) continue;
    v1::Helper& classmate = *response.add_classmates();
    classmate.set_user_id(user_id);
    classmate.set_name(member.person.name);
  }
  response.set_helpers_max(
      static_cast<std::int32_t>(classroom_.profile_of(tx, class_id).mall.chat.helpers_max));
  return response;
}

void Helpers::set(db::Transaction& tx, std::int64_t owner_id, const v1::SetHelperRequest& wish) {
  const v1::Shop shop = shops_.require_own(tx, wish.class_id(), owner_id);
  if (shop_records::helper_kind(tx, shop.shop_id(), wish.user_id()) == wish.kind()) return;
  if (wish.kind() == v1::HELPER_KIND_UNSPECIFIED) {
    shop_records::remove_helper(tx, shop.shop_id(), wish.user_id());
  } else {
    check(tx, shop, wish);
    shop_records::store_helper(tx, wish.class_id(), shop.shop_id(), wish.user_id(), wish.kind());
  }
  event::v1::Event event;
  event::v1::HelperSet& said = *event.mutable_helper_set();
  said.set_shop_id(shop.shop_id());
  said.set_shop_name(shop.name());
  said.set_seller_id(owner_id);
  said.set_helper_id(wish.user_id());
  said.set_kind(static_cast<int>(wish.kind()));
  classroom::happened(tx, wish.class_id(), owner_id,
                      {classroom::user_topic(wish.user_id()), classroom::user_topic(owner_id)},
                      event);
}

void Helpers::check(db::Transaction& tx, const v1::Shop& shop, const v1::SetHelperRequest& wish) {
  const std::vector<identity::Member> trainees = classroom_.trainees(tx, wish.class_id());
  const bool is_classmate = wish.user_id() != shop.owner_id() &&
                            std::ranges::any_of(trainees, [&](const identity::Member& member) {
                              return member.person.user_id == wish.user_id();
                            });
  base::require(is_classmate, "user_id",
                {"只能请同班的其他学员帮忙", "Only other trainees of the class can help"});
  std::vector<v1::Helper> others = shop_records::helpers(tx, shop.shop_id());
  std::erase_if(others, [&](const v1::Helper& one) { return one.user_id() == wish.user_id(); });
  rights::check_helper(classroom_.profile_of(tx, wish.class_id()).mall.chat, wish.kind(),
                       others.size());
}

}  // namespace kaibo::mall
