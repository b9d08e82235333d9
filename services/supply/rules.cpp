#include "services/supply/rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/products/rules.h"

namespace kaibo::supply::rules {

namespace {

constexpr std::int64_t yuan = 100;
constexpr std::int64_t hundred = 100;

void require_length(std::string_view text, classroom::Range range, std::string_view field,
                    const std::string& zh, const std::string& en) {
  base::require(
      range.holds(base::utf8_length(text)), field,
      {zh + "需要 " + range.text() + " 个字", en + " needs " + range.text() + " characters"});
}

void require_share(int percent, std::string_view field) {
  base::require(percent >= 0 && percent <= hundred, field,
                {"比例需要在 0 到 100 之间", "The share must lie between 0 and 100"});
}

void check_behaviour(const SupplyRules& rules, const v1::Behaviour& behaviour) {
  const auto check_minutes = [&](int minutes, std::string_view field) {
    base::require(
        minutes >= 0 && minutes <= rules.minutes_max, field,
        {"时间需要在 0 到 " + std::to_string(rules.minutes_max) + " 分钟之间",
         "The time must lie between 0 and " + std::to_string(rules.minutes_max) + " minutes"});
  };
  check_minutes(behaviour.accept_minutes(), "supplier.behaviour.accept_minutes");
  check_minutes(behaviour.prepare_minutes(), "supplier.behaviour.prepare_minutes");
  check_minutes(behaviour.late_minutes(), "supplier.behaviour.late_minutes");
  check_minutes(behaviour.inspect_minutes(), "supplier.behaviour.inspect_minutes");
  require_share(behaviour.late_percent(), "supplier.behaviour.late_percent");
  require_share(behaviour.short_percent(), "supplier.behaviour.short_percent");
  require_share(behaviour.reject_percent(), "supplier.behaviour.reject_percent");
}

void check_skus(const classroom::Profile& profile, const v1::Good& good) {
  mall::v1::SaveProductRequest product;
  *product.mutable_axes() = good.axes();
  *product.mutable_skus() = good.skus();
  for (const mall::v1::Sku& sku : good.skus()) {
    const std::string choice = mall::product_rules::choice_of(sku);
    base::require(sku.list_price_fen() >= sku.price_fen(), "good.skus",
                  {"“" + choice + "”的建议售价不能低于供货价",
                   "The suggested price of “" + choice + "” must not lie below its supply price"});
  }
  try {
    mall::product_rules::check_details(profile.mall, profile.shop.catalog, product);
  } catch (const base::Error& refusal) {
    throw base::Error(refusal.code(), refusal.text(), "good.skus", refusal.rule());
  }
}

std::int64_t marked_up(std::int64_t cost, std::int64_t suggested, const v1::MarkUp& mark_up) {
  std::int64_t price = suggested;
  if (mark_up.kind() == v1::MARK_UP_KIND_PERCENT) {
    price = cost + (cost * mark_up.percent() + hundred - 1) / hundred;
  } else if (mark_up.kind() == v1::MARK_UP_KIND_FIXED) {
    price = cost + mark_up.fixed_fen();
  }
  return rounded_up(price, mark_up.rounding());
}

struct Offered {
  bool stopped = false;
  std::int64_t stock = 0;
  std::int64_t supply_price_fen = 0;
  std::int64_t accepted_price_fen = 0;
  std::int64_t price_fen = 0;
};

std::vector<v1::LinkNews> news_of(const Offered& offered) {
  std::vector<v1::LinkNews> all;
  if (offered.supply_price_fen != offered.accepted_price_fen) {
    all.push_back(v1::LINK_NEWS_PRICE_CHANGED);
  }
  if (offered.stopped) all.push_back(v1::LINK_NEWS_STOPPED);
  if (!offered.stopped && offered.stock == 0) all.push_back(v1::LINK_NEWS_OUT_OF_STOCK);
  if (offered.price_fen < offered.supply_price_fen) all.push_back(v1::LINK_NEWS_BELOW_COST);
  return all;
}

}  // namespace

void sum_up(v1::Good& good) {
  if (good.skus().empty()) return;
  std::int64_t lowest = good.skus(0).price_fen();
  std::int64_t suggested = good.skus(0).list_price_fen();
  std::int64_t stock = 0;
  for (const mall::v1::Sku& sku : good.skus()) {
    lowest = std::min(lowest, sku.price_fen());
    suggested = std::min(suggested, sku.list_price_fen());
    stock += sku.stock();
  }
  good.set_supply_price_fen(lowest);
  good.set_suggested_price_fen(suggested);
  good.set_stock(static_cast<std::int32_t>(stock));
}

const mall::v1::Sku* find_sku(const v1::Good& good, std::int64_t sku_id) {
  const auto found = std::ranges::find(good.skus(), sku_id, &mall::v1::Sku::sku_id);
  return found == good.skus().end() ? nullptr : &*found;
}

bool skus_differ(const v1::Good& before, const v1::Good& after) {
  return before.skus_size() != after.skus_size() ||
         std::ranges::any_of(after.skus(), [&](const mall::v1::Sku& sku) {
           const mall::v1::Sku* known = find_sku(before, sku.sku_id());
           return known == nullptr || known->price_fen() != sku.price_fen();
         });
}

void check_good(const classroom::Profile& profile, const v1::Good& good) {
  const MallRules& mall = profile.mall;
  const SupplyRules& rules = profile.supply;
  check_skus(profile, good);
  require_length(good.title(), mall.title, "good.title", "货品名称", "The good's title");
  base::require(!good.category().empty(), "good.category", {"请填写货品类目", "Name a category"});
  require_length(good.description(), {0, mall.description_max}, "good.description", "货品介绍",
                 "The description");
  require_length(good.specification(), {0, rules.specification_max}, "good.specification", "规格",
                 "The specification");
  base::require(
      mall.pictures.holds(good.pictures_size()), "good.pictures",
      {"请上传货品图片（数量与宝贝相同）", "Upload as many pictures as a product may have"});
  base::require(mall.price_fen.holds(good.supply_price_fen()), "good.supply_price_fen",
                {"供货价超出范围", "The supply price is out of bounds"});
  base::require(
      good.suggested_price_fen() >= good.supply_price_fen() &&
          mall.price_fen.holds(good.suggested_price_fen()),
      "good.suggested_price_fen",
      {"建议售价不能低于供货价", "The suggested price must not lie below the supply price"});
  base::require(good.stock() >= 0 && (good.stock() <= mall.max_stock || !good.skus().empty()),
                "good.stock", {"库存超出范围", "The stock is out of bounds"});
  base::require(
      good.min_quantity() >= 1 && good.min_quantity() <= mall.max_quantity, "good.min_quantity",
      {"起订量需要在 1 到 " + std::to_string(mall.max_quantity) + " 之间",
       "The minimum quantity must lie between 1 and " + std::to_string(mall.max_quantity)});
}

void check_supplier(const SupplyRules& rules, const v1::Supplier& supplier) {
  require_length(supplier.name(), rules.supplier_name, "supplier.name", "供货商名称",
                 "The supplier's name");
  require_length(supplier.place(), rules.supplier_name, "supplier.place", "发货地", "The place");
  require_length(supplier.introduction(), {0, rules.introduction_max}, "supplier.introduction",
                 "供货商介绍", "The introduction");
  base::require(supplier.freight_fen() >= 0 && supplier.freight_fen() <= rules.freight_max_fen,
                "supplier.freight_fen",
                {"运费需要在 0 到 ¥" + base::yuan(rules.freight_max_fen) + " 之间",
                 "The freight must lie between 0 and ¥" + base::yuan(rules.freight_max_fen)});
  check_behaviour(rules, supplier.behaviour());
}

void check_mark_up(const SupplyRules& rules, const v1::MarkUp& mark_up) {
  base::require(
      mark_up.kind() != v1::MARK_UP_KIND_PERCENT || rules.percent.holds(mark_up.percent()),
      "mark_up.percent",
      {"加价比例需要在 " + std::to_string(rules.percent.min) + "% 到 " +
           std::to_string(rules.percent.max) + "% 之间",
       "The mark-up must lie between " + std::to_string(rules.percent.min) + "% and " +
           std::to_string(rules.percent.max) + "%"});
  base::require(
      mark_up.kind() != v1::MARK_UP_KIND_FIXED || rules.fixed_fen.holds(mark_up.fixed_fen()),
      "mark_up.fixed_fen",
      {"加价金额需要在 ¥" + base::yuan(rules.fixed_fen.min) + " 到 ¥" +
           base::yuan(rules.fixed_fen.max) + " 之间",
       "The mark-up must lie between ¥" + base::yuan(rules.fixed_fen.min) + " and ¥" +
           base::yuan(rules.fixed_fen.max)});
}

void check_settings(const MallRules& mall, const SupplyRules& rules, const v1::Settings& settings) {
  base::require(
      settings.capture() == v1::CAPTURE_BY_HAND || settings.capture() == v1::CAPTURE_AUTOMATIC,
      "settings.capture", {"请选择订单抓取方式", "Choose how orders are captured"});
  check_mark_up(rules, settings.mark_up());
  base::require(settings.own_cap() >= 0 && settings.own_cap() <= mall.max_stock, "settings.own_cap",
                {"库存超出范围", "The stock is out of bounds"});
}

v1::Behaviour usual_behaviour(const SupplyRules& rules) {
  v1::Behaviour usual;
  usual.set_accept_minutes(static_cast<std::int32_t>(rules.accept_minutes));
  usual.set_prepare_minutes(static_cast<std::int32_t>(rules.prepare_minutes));
  usual.set_late_percent(static_cast<std::int32_t>(rules.late_percent));
  usual.set_late_minutes(static_cast<std::int32_t>(rules.late_minutes));
  usual.set_short_percent(static_cast<std::int32_t>(rules.short_percent));
  usual.set_inspect_minutes(static_cast<std::int32_t>(rules.inspect_minutes));
  usual.set_reject_percent(static_cast<std::int32_t>(rules.reject_percent));
  return usual;
}

v1::Settings usual_settings(const SupplyRules& rules) {
  v1::Settings usual;
  usual.set_capture(v1::CAPTURE_BY_HAND);
  usual.mutable_mark_up()->set_kind(v1::MARK_UP_KIND_PERCENT);
  usual.mutable_mark_up()->set_percent(static_cast<std::int32_t>(rules.usual_percent));
  usual.mutable_mark_up()->set_rounding(v1::ROUNDING_NINE);
  usual.set_own_cap(static_cast<std::int32_t>(rules.own_cap));
  return usual;
}

std::int64_t rounded_up(std::int64_t fen, v1::Rounding rounding) {
  // What the last two digits are to be; a whole price ends in 100.
  const auto ending_in = [fen](std::int64_t ending) {
    return (fen - ending + yuan - 1) / yuan * yuan + ending;
  };
  switch (rounding) {
    case v1::ROUNDING_WHOLE:
      return ending_in(yuan);
    case v1::ROUNDING_NINE:
      return ending_in(90);
    case v1::ROUNDING_NINETY_NINE:
      return ending_in(99);
    default:
      return fen;
  }
}

std::int64_t price_of(const v1::Good& good, const v1::MarkUp& mark_up) {
  return marked_up(good.supply_price_fen(), good.suggested_price_fen(), mark_up);
}

std::int64_t price_of(const mall::v1::Sku& sku, const v1::MarkUp& mark_up) {
  return marked_up(sku.price_fen(), sku.list_price_fen(), mark_up);
}

std::vector<v1::LinkNews> news(const v1::Good& good, const v1::LinkSku& sku) {
  if (find_sku(good, sku.good_sku_id()) == nullptr) return {v1::LINK_NEWS_UNMAPPED};
  return news_of({.stopped = good.stopped(),
                  .stock = sku.supply_stock(),
                  .supply_price_fen = sku.supply_price_fen(),
                  .accepted_price_fen = sku.accepted_price_fen(),
                  .price_fen = sku.price_fen()});
}

std::vector<v1::LinkNews> news(const v1::Good& good, const v1::Link& link) {
  if (link.skus().empty()) {
    return news_of({.stopped = good.stopped(),
                    .stock = good.stock(),
                    .supply_price_fen = good.supply_price_fen(),
                    .accepted_price_fen = link.accepted_price_fen(),
                    .price_fen = link.price_fen()});
  }
  std::set<v1::LinkNews> all;
  for (const v1::LinkSku& sku : link.skus()) {
    for (const v1::LinkNews one : news(good, sku)) all.insert(one);
  }
  return {all.begin(), all.end()};
}

}  // namespace kaibo::supply::rules
