#include "services/mall/shops/settings.h"

#include <set>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/mall/shops/records.h"

namespace kaibo::mall {

namespace {

v1::ShopSettings tidied(v1::ShopSettings settings) {
  settings.set_announcement(base::tidy(settings.announcement()));
  for (v1::ShopCategory& category : *settings.mutable_categories()) {
    category.set_name(base::tidy(category.name()));
  }
  for (v1::FreightTemplate& freight : *settings.mutable_freight_templates()) {
    freight.set_name(base::tidy(freight.name()));
  }
  return settings;
}

void tell_saved(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop,
                const v1::ShopSettings& settings) {
  event::v1::Event event;
  event::v1::ShopSettingsSaved& said = *event.mutable_shop_settings_saved();
  said.set_shop_id(shop.shop_id());
  said.set_announcement(settings.announcement());
  said.set_has_return_address(settings.has_return_address());
  said.set_freight_templates(settings.freight_templates_size());
  said.set_categories(settings.categories_size());
  classroom::happened(tx, class_id, shop.owner_id(), {classroom::class_topic, {}}, event);
}

}  // namespace

shop_rules::FreightLine freight_line(const v1::Product& product, std::int64_t pieces,
                                     std::int64_t price_fen) {
  return {.template_id = product.freight_template_id(),
          .weight_grams = product.weight_grams(),
          .pieces = pieces,
          .fen = price_fen * pieces};
}

v1::ShopSettings Settings::of_shop(db::Transaction& tx, std::int64_t shop_id) {
  return shop_records::settings(tx, shop_id).value_or(v1::ShopSettings::default_instance());
}

v1::ShopSettings Settings::show(db::Transaction& tx, std::int64_t person_id,
                                const v1::GetShopSettingsRequest& wish) {
  return of_shop(
      tx,
      shops_.require_for(tx, wish.class_id(), person_id, wish.shop_id(), v1::SHOP_RIGHT_PRODUCTS)
          .shop_id());
}

v1::ShopSettings Settings::save(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                                v1::ShopSettings wish) {
  const v1::Shop shop = shops_.require_own(tx, class_id, owner_id);
  v1::ShopSettings settings = tidied(std::move(wish));
  const std::vector<v1::Product> products = products_.of_shop(tx, class_id, shop.shop_id());
  std::set<std::int64_t> own;
  for (const v1::Product& product : products) own.insert(product.product_id());
  shop_rules::check_settings(classroom_.profile_of(tx, class_id).shop, settings, own);
  for (v1::ShopCategory& category : *settings.mutable_categories()) {
    if (category.category_id() == 0) category.set_category_id(ids_.next());
  }
  for (v1::FreightTemplate& freight : *settings.mutable_freight_templates()) {
    if (freight.template_id() == 0) freight.set_template_id(ids_.next());
  }
  settings.set_revision(settings.revision() + 1);
  if (!shop_records::store(tx, class_id, shop.shop_id(), settings)) {
    throw base::Error(base::Code::aborted,
                      {"店铺设置刚刚在别处改过，请刷新后再改",
                       "The shop's settings were changed elsewhere just now; reload"});
  }
  tell_saved(tx, class_id, shop, settings);
  watcher().read_words(tx, {.class_id = class_id,
                            .person_id = owner_id,
                            .place = "announcement",
                            .id = shop.shop_id(),
                            .text = settings.announcement()});
  return settings;
}

std::int64_t Settings::freight_fen(db::Transaction& tx, std::int64_t shop_id,
                                   std::string_view region,
                                   std::span<const shop_rules::FreightLine> lines) {
  const v1::ShopSettings settings = of_shop(tx, shop_id);
  return shop_rules::freight_fen(settings.freight_templates(), region, lines);
}

std::int64_t Settings::quote(db::Transaction& tx, const v1::QuoteFreightRequest& wish) {
  std::vector<shop_rules::FreightLine> lines;
  std::int64_t shop_id = 0;
  for (const v1::NewOrderLine& line : wish.lines()) {
    const v1::Product product = products_.require(tx, wish.class_id(), line.product_id());
    shop_id = product.shop_id();
    const v1::Sku* sku = Products::specification(product, line.sku_id());
    lines.push_back(freight_line(product, line.quantity(),
                                 sku == nullptr ? product.price_fen() : sku->price_fen()));
  }
  return freight_fen(tx, shop_id, wish.region(), lines);
}

}  // namespace kaibo::mall
