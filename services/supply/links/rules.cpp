#include "services/supply/links/rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "services/mall/products/rules.h"
#include "services/supply/rules.h"

namespace kaibo::supply::link_rules {

namespace {

using mall::product_rules::choice_of;

const v1::CopySku* chosen_of(const v1::CopyGoodRequest& wish, std::int64_t sku_id) {
  const auto found = std::ranges::find(wish.skus(), sku_id, &v1::CopySku::sku_id);
  return found == wish.skus().end() ? nullptr : &*found;
}

/// The good's axes, with the values of what was chosen alone.
void add_axes(const v1::Good& good, const v1::CopyGoodRequest& wish,
              mall::v1::SaveProductRequest& product) {
  for (int i = 0; i < good.axes_size(); ++i) {
    mall::v1::SpecAxis& axis = *product.add_axes();
    axis.set_name(good.axes(i).name());
    for (const std::string& value : good.axes(i).values()) {
      const bool is_used = std::ranges::any_of(good.skus(), [&](const mall::v1::Sku& sku) {
        return sku.values(i) == value && chosen_of(wish, sku.sku_id()) != nullptr;
      });
      if (is_used) axis.add_values(value);
    }
  }
}

void add_skus(const v1::Good& good, const v1::CopyGoodRequest& wish,
              mall::v1::SaveProductRequest& product) {
  for (const mall::v1::Sku& sku : good.skus()) {
    bool is_combination = true;
    for (int i = 0; is_combination && i < sku.values_size(); ++i) {
      const auto& values = product.axes(i).values();
      is_combination = std::ranges::find(values, sku.values(i)) != values.end();
    }
    if (!is_combination) continue;
    const v1::CopySku* chosen = chosen_of(wish, sku.sku_id());
    mall::v1::Sku& made = *product.add_skus();
    *made.mutable_values() = sku.values();
    made.set_code(sku.code());
    made.set_price_fen(chosen == nullptr ? rules::price_of(sku, wish.mark_up())
                                         : chosen->price_fen());
    made.set_stock(chosen == nullptr ? 0 : chosen->own_cap());
  }
}

std::string description_of(const v1::Good& good, const v1::CopyGoodRequest& wish) {
  if (!wish.description().empty()) return wish.description();
  std::string text = good.specification();
  if (wish.skus_size() == 1) {
    const mall::v1::Sku& only = *rules::find_sku(good, wish.skus(0).sku_id());
    text = choice_of(only) + (text.empty() ? "" : "，" + text);
  }
  return text.empty() ? good.description() : good.description() + "\n规格：" + text;
}

}  // namespace

v1::CopyGoodRequest completed(const v1::Good& good, v1::CopyGoodRequest wish) {
  if (!wish.skus().empty()) return wish;
  for (const mall::v1::Sku& sku : good.skus()) {
    v1::CopySku& chosen = *wish.add_skus();
    chosen.set_sku_id(sku.sku_id());
    chosen.set_price_fen(rules::price_of(sku, wish.mark_up()));
    chosen.set_own_cap(wish.own_cap());
    chosen.set_supply_price_fen(sku.price_fen());
  }
  return wish;
}

mall::v1::SaveProductRequest product_of(const v1::Good& good, const v1::CopyGoodRequest& wish) {
  mall::v1::SaveProductRequest product;
  product.set_class_id(wish.class_id());
  product.set_title(wish.title().empty() ? good.title() : wish.title());
  product.set_description(description_of(good, wish));
  *product.mutable_pictures() = good.pictures();
  product.set_price_fen(wish.price_fen());
  product.set_stock(wish.own_cap());
  if (wish.skus_size() == 1) {
    product.set_price_fen(wish.skus(0).price_fen());
    product.set_stock(wish.skus(0).own_cap());
    product.set_code(rules::find_sku(good, wish.skus(0).sku_id())->code());
  } else if (wish.skus_size() > 1) {
    add_axes(good, wish, product);
    add_skus(good, wish, product);
  }
  return product;
}

void map(const v1::Good& good, const v1::CopyGoodRequest& wish, const mall::v1::Product& product,
         v1::Link& link) {
  const auto add = [&link](std::int64_t sku_id, const mall::v1::Sku& of_good) {
    v1::LinkSku& mapped = *link.add_skus();
    mapped.set_sku_id(sku_id);
    mapped.set_good_sku_id(of_good.sku_id());
    mapped.set_accepted_price_fen(of_good.price_fen());
  };
  if (wish.skus_size() == 1) add(0, *rules::find_sku(good, wish.skus(0).sku_id()));
  std::map<std::string, std::int64_t> ids;
  for (const mall::v1::Sku& sku : product.skus()) ids[choice_of(sku)] = sku.sku_id();
  for (const mall::v1::Sku& of_good : good.skus()) {
    const auto made = ids.find(choice_of(of_good));
    if (made != ids.end()) add(made->second, of_good);
  }
}

std::int64_t lowest_price(const v1::Good& good, const v1::Link& link) {
  std::optional<std::int64_t> lowest;
  for (const v1::LinkSku& sku : link.skus()) {
    const mall::v1::Sku* of_good = rules::find_sku(good, sku.good_sku_id());
    if (of_good == nullptr) continue;
    lowest = std::min(lowest.value_or(of_good->price_fen()), of_good->price_fen());
  }
  return lowest.value_or(good.supply_price_fen());
}

void complete_skus(const v1::Good& good, const mall::v1::Product& own,
                   const mall::v1::Product& shown, v1::Link& link) {
  std::map<std::int64_t, v1::LinkSku> mapped;
  for (const v1::LinkSku& sku : link.skus()) mapped[sku.sku_id()] = sku;
  link.clear_skus();
  if (good.skus().empty() && mapped.empty()) return;
  *link.mutable_good_skus() = good.skus();
  const auto add = [&](std::int64_t sku_id) -> v1::LinkSku& {
    v1::LinkSku& sku = *link.add_skus();
    const auto known = mapped.find(sku_id);
    if (known != mapped.end()) sku = known->second;
    sku.set_sku_id(sku_id);
    if (const mall::v1::Sku* of_good = rules::find_sku(good, sku.good_sku_id())) {
      sku.set_good_specification(choice_of(*of_good));
      sku.set_supply_price_fen(of_good->price_fen());
      sku.set_supply_stock(of_good->stock());
    }
    return sku;
  };
  if (own.skus().empty()) {
    v1::LinkSku& sku = add(0);
    sku.set_price_fen(own.price_fen());
    sku.set_own_cap(own.stock());
    sku.set_stock(shown.stock());
  }
  for (int i = 0; i < own.skus_size(); ++i) {
    v1::LinkSku& sku = add(own.skus(i).sku_id());
    sku.set_specification(choice_of(own.skus(i)));
    sku.set_price_fen(own.skus(i).price_fen());
    sku.set_own_cap(own.skus(i).stock());
    sku.set_stock(shown.skus(i).stock());
  }
}

}  // namespace kaibo::supply::link_rules
