#include "services/mall/shops/shops.h"

#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/mall/rules.h"
#include "services/mall/shops/records.h"
#include "services/mall/shops/rights.h"

namespace kaibo::mall {

namespace {

/// ShopOpened and ShopUpdated say the same of a shop.
template <typename Said>
void describe(const v1::Shop& shop, Said& said) {
  said.set_shop_id(shop.shop_id());
  said.set_name(shop.name());
  said.set_category(shop.category());
  said.set_logo(shop.logo());
  said.set_has_introduction(!shop.introduction().empty());
}

void fill(v1::Shop& shop, const Shops::Form& form) {
  shop.set_name(form.name);
  shop.set_category(form.category);
  shop.set_introduction(form.introduction);
  shop.set_logo(form.logo);
}

}  // namespace

void Shops::check(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form& form,
                  const v1::Shop* before) {
  form.name = base::tidy(form.name);
  form.introduction = base::tidy(form.introduction);
  rules::check_shop(classroom_.profile_of(tx, class_id).mall, form.name, form.category,
                    form.introduction);
  const bool new_logo = !form.logo.empty() && (before == nullptr || before->logo() != form.logo);
  base::require(!new_logo || files::holds(tx, owner_id, form.logo), "logo",
                {"请重新上传店标", "Upload the logo again"});
  if (shop_records::name_taken(tx, class_id, form.name,
                               before == nullptr ? 0 : before->shop_id())) {
    throw base::Error(base::Code::already_exists,
                      {"这个店名已经有同学用了，请换一个",
                       "A classmate's shop has this name already; choose another"},
                      "name");
  }
}

void Shops::require_none(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id) {
  if (!shop_records::of_owner(tx, class_id, owner_id)) return;
  throw base::Error(base::Code::already_exists, {"你已经开过店了，请到“我的店铺”继续经营",
                                                 "You have a shop already; go on in “My shop”"});
}

v1::Shop Shops::open(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form form) {
  require_none(tx, class_id, owner_id);
  check(tx, class_id, owner_id, form, nullptr);

  v1::Shop shop;
  shop.set_shop_id(ids_.next());
  shop.set_owner_id(owner_id);
  shop.set_owner_name(identity_.name_of(tx, owner_id));
  shop.set_opened_at(tx.now());
  shop.set_kind(form.kind);
  fill(shop, form);
  shop_records::insert(tx, class_id, shop);

  event::v1::Event event;
  describe(shop, *event.mutable_shop_opened());
  classroom::happened(tx, class_id, owner_id, {classroom::class_topic, {}}, event);
  tell_watcher(tx, class_id, shop);
  return shop;
}

v1::Shop Shops::update(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                       Form form) {
  v1::Shop shop = require_own(tx, class_id, owner_id);
  check(tx, class_id, owner_id, form, &shop);
  fill(shop, form);
  shop_records::update(tx, shop);

  event::v1::Event event;
  describe(shop, *event.mutable_shop_updated());
  classroom::happened(tx, class_id, owner_id, {classroom::class_topic, {}}, event);
  tell_watcher(tx, class_id, shop);
  return shop;
}

void Shops::tell_watcher(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop) {
  watcher().read_words(tx, {.class_id = class_id,
                            .person_id = shop.owner_id(),
                            .place = "shop",
                            .id = shop.shop_id(),
                            .text = shop.name() + "\n" + shop.introduction()});
}

v1::Shop Shops::set_open(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                         bool open) {
  v1::Shop shop = require_own(tx, class_id, owner_id);
  if (!shop_records::set_closed(tx, shop.shop_id(), !open)) return shop;
  shop.set_closed(!open);
  event::v1::Event event;
  event.mutable_shop_state_set()->set_shop_id(shop.shop_id());
  event.mutable_shop_state_set()->set_name(shop.name());
  event.mutable_shop_state_set()->set_open(open);
  classroom::happened(tx, class_id, owner_id, {classroom::class_topic, {}}, event);
  return shop;
}

v1::Shop Shops::require(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  std::optional<v1::Shop> shop = shop_records::find(tx, class_id, shop_id);
  if (!shop) throw base::Error(base::Code::not_found, {"没有这家店", "There is no such shop"});
  shop->set_owner_name(identity_.name_of(tx, shop->owner_id()));
  return *std::move(shop);
}

bool Shops::name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name) {
  return shop_records::name_taken(tx, class_id, name, 0);
}

std::optional<v1::Shop> Shops::of_owner(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t owner_id) {
  std::optional<v1::Shop> shop = shop_records::of_owner(tx, class_id, owner_id);
  if (shop) shop->set_owner_name(identity_.name_of(tx, owner_id));
  return shop;
}

v1::Shop Shops::require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id) {
  std::optional<v1::Shop> shop = of_owner(tx, class_id, owner_id);
  if (!shop) {
    throw base::Error(
        base::Code::failed_precondition,
        {"请先开店，再来做这一步", "Open your shop first, then come back to this step"});
  }
  return *std::move(shop);
}

v1::Shop Shops::require_for(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                            std::int64_t shop_id, v1::ShopRight right) {
  if (shop_id == 0) return require_own(tx, class_id, person_id);
  v1::Shop shop = require(tx, class_id, shop_id);
  require_right(tx, shop_id, shop.owner_id(), person_id, right);
  return shop;
}

bool Shops::may(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                std::int64_t person_id, v1::ShopRight right) {
  return person_id == owner_id ||
         rights::may(shop_records::helper_kind(tx, shop_id, person_id), right);
}

void Shops::require_right(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                          std::int64_t person_id, v1::ShopRight right) {
  if (may(tx, shop_id, owner_id, person_id, right)) return;
  throw base::Error(base::Code::permission_denied,
                    {"这是别人的店铺，请店主在“店员”里给您这项权限",
                     "This is another's shop; its owner can ask you to help with this"});
}

std::vector<std::int64_t> Shops::helpers(db::Transaction& tx, std::int64_t shop_id,
                                         v1::ShopRight right) {
  std::vector<std::int64_t> people;
  for (const v1::Helper& helper : shop_records::helpers(tx, shop_id)) {
    if (rights::may(helper.kind(), right)) people.push_back(helper.user_id());
  }
  return people;
}

std::vector<v1::Shop> Shops::of_class(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Shop> shops = shop_records::of_class(tx, class_id);
  std::vector<std::int64_t> owners;
  for (const v1::Shop& shop : shops) owners.push_back(shop.owner_id());
  const std::unordered_map<std::int64_t, std::string> names = identity_.names_of(tx, owners);
  for (v1::Shop& shop : shops) {
    const auto name = names.find(shop.owner_id());
    if (name != names.end()) shop.set_owner_name(name->second);
  }
  return shops;
}

}  // namespace kaibo::mall
