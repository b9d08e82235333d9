#include "services/assessment/evidence/shop.h"

#include <algorithm>

namespace kaibo::assessment {

using event::v1::Event;

void ShopEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  apply_profile(event);
  apply_front(event);
  apply_product(event);
}

void ShopEvidence::apply_profile(const Event& event) {
  const auto profile = [&](const auto& said) -> Shop& {
    Shop& shop = shops_[event.actor()];
    shop.name = said.name();
    const bool complete = !said.logo().empty() && said.has_introduction();
    shop.profile_seq = complete ? event.seq() : 0;
    return shop;
  };
  if (event.has_shop_opened()) profile(event.shop_opened()).opened_seq = event.seq();
  if (event.has_shop_updated()) profile(event.shop_updated());
}

void ShopEvidence::apply_front(const Event& event) {
  const auto count = [&](std::int64_t value) {
    return Counted{.value = value, .seq = event.seq()};
  };
  if (event.has_shop_settings_saved()) {
    const event::v1::ShopSettingsSaved& saved = event.shop_settings_saved();
    Shop& shop = shops_[event.actor()];
    shop.return_address = count(saved.has_return_address());
    shop.freight_templates = count(saved.freight_templates());
    shop.categories = count(saved.categories());
  } else if (event.has_shop_page_published()) {
    const event::v1::ShopPagePublished& page = event.shop_page_published();
    Shop& shop = shops_[seller_of(event, page)];
    shop.logo = count(page.has_logo());
    shop.banners = count(page.banners());
    shop.recommended = count(page.recommended());
    shop.categories = count(page.categories());
  }
}

void ShopEvidence::apply_product(const Event& event) {
  if (event.has_product_listed()) {
    const event::v1::ProductListed& listed = event.product_listed();
    shops_[seller_of(event, listed)].products[listed.product_id()] = {
        .listed = true,
        .qualified = listed.qualified(),
        .attributes_complete = listed.attributes_complete(),
        .seq = event.seq()};
  } else if (event.has_product_saved()) {
    const event::v1::ProductSaved& saved = event.product_saved();
    shops_[seller_of(event, saved)].products[saved.product_id()] = {
        .listed = saved.listed(),
        .qualified = saved.fault_kinds().empty(),
        .attributes_complete = saved.attributes_complete(),
        .seq = event.seq()};
  } else if (event.has_product_delisted()) {
    const event::v1::ProductDelisted& delisted = event.product_delisted();
    shops_[seller_of(event, delisted)].products[delisted.product_id()].listed = false;
  }
}

Measured ShopEvidence::counted(const Asked& asked, Counted Shop::* what) const {
  const Counted& counted = known_of(shops_, asked.trainee_id).*what;
  if (counted.value == 0) return {};
  return {.value = counted.value, .seqs = {counted.seq}};
}

Measured ShopEvidence::opened(const Asked& asked) const {
  return once(known_of(shops_, asked.trainee_id).opened_seq);
}

Measured ShopEvidence::profile(const Asked& asked) const {
  return once(known_of(shops_, asked.trainee_id).profile_seq);
}

Measured ShopEvidence::return_address(const Asked& asked) const {
  return counted(asked, &Shop::return_address);
}

Measured ShopEvidence::freight_templates(const Asked& asked) const {
  return counted(asked, &Shop::freight_templates);
}

Measured ShopEvidence::page_logo(const Asked& asked) const { return counted(asked, &Shop::logo); }

Measured ShopEvidence::page_banners(const Asked& asked) const {
  return counted(asked, &Shop::banners);
}

Measured ShopEvidence::page_recommended(const Asked& asked) const {
  return counted(asked, &Shop::recommended);
}

Measured ShopEvidence::shop_categories(const Asked& asked) const {
  return counted(asked, &Shop::categories);
}

Measured ShopEvidence::qualified_products(const Asked& asked) const {
  Measured measured;
  for (const auto& [product_id, product] : known_of(shops_, asked.trainee_id).products) {
    if (!product.listed || !product.qualified) continue;
    ++measured.value;
    measured.seqs.push_back(product.seq);
  }
  return sorted(std::move(measured));
}

Measured ShopEvidence::attributes_complete(const Asked& asked) const {
  Measured complete;
  Measured incomplete;
  for (const auto& [product_id, product] : known_of(shops_, asked.trainee_id).products) {
    if (!product.listed) continue;
    (product.attributes_complete ? complete : incomplete).seqs.push_back(product.seq);
  }
  if (!incomplete.seqs.empty()) return sorted(std::move(incomplete));
  complete.value = complete.seqs.empty() ? 0 : 1;
  return sorted(std::move(complete));
}

bool ShopEvidence::is_open(std::int64_t trainee_id) const {
  return known_of(shops_, trainee_id).opened_seq != 0;
}

const std::string& ShopEvidence::name(std::int64_t trainee_id) const {
  return known_of(shops_, trainee_id).name;
}

std::int32_t ShopEvidence::listed_products(std::int64_t trainee_id) const {
  const auto& products = known_of(shops_, trainee_id).products;
  return static_cast<std::int32_t>(
      std::ranges::count_if(products, [](const auto& entry) { return entry.second.listed; }));
}

}  // namespace kaibo::assessment
