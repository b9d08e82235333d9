#include "services/assessment/evidence/shop.h"

#include <algorithm>

namespace kaibo::assessment {

using event::v1::Event;

void ShopEvidence::apply(const Event& event, const RoomOwners& /*owners*/) {
  Shop& shop = shops_[event.actor()];
  const auto profile = [&](const auto& said) {
    shop.name = said.name();
    const bool complete = !said.logo().empty() && said.has_introduction();
    shop.profile_seq = complete ? event.seq() : 0;
  };
  switch (event.body_case()) {
    case Event::kShopOpened:
      shop.opened_seq = event.seq();
      profile(event.shop_opened());
      break;
    case Event::kShopUpdated:
      profile(event.shop_updated());
      break;
    case Event::kProductListed:
      shop.products[event.product_listed().product_id()] = {
          .listed = true, .qualified = event.product_listed().qualified(), .seq = event.seq()};
      break;
    case Event::kProductSaved:
      shop.products[event.product_saved().product_id()] = {
          .listed = event.product_saved().listed(),
          .qualified = event.product_saved().fault_kinds().empty(),
          .seq = event.seq()};
      break;
    case Event::kProductDelisted:
      shop.products[event.product_delisted().product_id()].listed = false;
      break;
    default:
      break;
  }
}

Measured ShopEvidence::opened(const Asked& asked) const {
  const std::int64_t seq = known_of(shops_, asked.trainee_id).opened_seq;
  if (seq == 0) return {};
  return {.value = 1, .seqs = {seq}};
}

Measured ShopEvidence::profile(const Asked& asked) const {
  const std::int64_t seq = known_of(shops_, asked.trainee_id).profile_seq;
  if (seq == 0) return {};
  return {.value = 1, .seqs = {seq}};
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
