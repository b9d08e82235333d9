#include "services/supply/incidents/rules.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::supply::incident_rules {

void check(const classroom::Profile& profile, const v1::InjectIncidentRequest& wish) {
  base::require(
      wish.kind() != v1::INCIDENT_KIND_UNSPECIFIED && v1::IncidentKind_IsValid(wish.kind()), "kind",
      {"请选择要发生的事件", "Choose what should happen"});
  if (wish.kind() == v1::INCIDENT_KIND_PRICE_CHANGE) {
    const std::int64_t most = profile.supply.incident_percent;
    base::require(
        wish.percent() != 0 && std::abs(std::int64_t{wish.percent()}) <= most, "percent",
        {"请填写涨跌幅：-" + std::to_string(most) + "% 到 " + std::to_string(most) + "%，不能为 0",
         "The change must lie between -" + std::to_string(most) + "% and " + std::to_string(most) +
             "%, and not be 0"});
  }
  if (wish.kind() == v1::INCIDENT_KIND_DIFFICULT_REFUND) {
    const std::int64_t most = profile.mall.after_sale.text_max;
    const std::int64_t length = base::utf8_length(base::tidy(wish.text()));
    base::require(length >= 1 && length <= most, "text",
                  {"请写下顾客说的话，1–" + std::to_string(most) + " 个字",
                   "Write what the customer says, in 1–" + std::to_string(most) + " characters"});
  }
}

std::int64_t changed_price(const classroom::MallRules& rules, std::int64_t fen,
                           std::int64_t percent) {
  return std::clamp((fen * (100 + percent) + 50) / 100, rules.price_fen.min, rules.price_fen.max);
}

bool hits(const classroom::MallRules& rules, const v1::InjectIncidentRequest& wish,
          const v1::Good& good) {
  if (good.stopped()) return false;
  if (wish.kind() == v1::INCIDENT_KIND_OUT_OF_STOCK) return good.stock() > 0;
  const auto moves = [&](std::int64_t fen) {
    return changed_price(rules, fen, wish.percent()) != fen;
  };
  return good.skus().empty() ? moves(good.supply_price_fen())
                             : std::ranges::any_of(good.skus(), moves, &mall::v1::Sku::price_fen);
}

v1::Good struck(const classroom::MallRules& rules, const v1::InjectIncidentRequest& wish,
                v1::Good good) {
  const bool is_out = wish.kind() == v1::INCIDENT_KIND_OUT_OF_STOCK;
  for (mall::v1::Sku& sku : *good.mutable_skus()) {
    sku.set_stock_seen(sku.stock());
    if (is_out) {
      sku.set_stock(0);
      continue;
    }
    sku.set_price_fen(changed_price(rules, sku.price_fen(), wish.percent()));
    sku.set_list_price_fen(std::max(sku.list_price_fen(), sku.price_fen()));
  }
  if (is_out) {
    good.set_stock(0);
    return good;
  }
  good.set_supply_price_fen(changed_price(rules, good.supply_price_fen(), wish.percent()));
  good.set_suggested_price_fen(std::max(good.suggested_price_fen(), good.supply_price_fen()));
  return good;
}

mall::v1::NewOrderLine one_piece_of(const mall::v1::Product& product) {
  mall::v1::NewOrderLine line;
  line.set_product_id(product.product_id());
  if (!product.listed() || product.shop_closed() || product.stock() < 1) return line;
  if (product.skus().empty()) {
    line.set_quantity(1);
    return line;
  }
  const auto sku = std::ranges::find_if(product.skus(),
                                        [](const mall::v1::Sku& one) { return one.stock() > 0; });
  if (sku != product.skus().end()) {
    line.set_sku_id(sku->sku_id());
    line.set_quantity(1);
  }
  return line;
}

}  // namespace kaibo::supply::incident_rules
