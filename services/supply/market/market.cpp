#include "services/supply/market/market.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/mall/products/products.h"
#include "services/mall/products/rules.h"
#include "services/supply/market/records.h"
#include "services/supply/rules.h"

namespace kaibo::supply {

using base::Code;
using base::Error;

void Market::check(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Good& good,
                   const v1::Good* before) {
  good.set_title(base::tidy(good.title()));
  good.set_description(base::tidy(good.description()));
  good.set_specification(base::tidy(good.specification()));
  rules::sum_up(good);
  rules::check_good(classroom_.profile_of(tx, class_id), good);
  const v1::Supplier supplier = require_supplier(tx, class_id, good.supplier_id());
  good.set_supplier_name(supplier.name());
  good.set_freight_fen(supplier.freight_fen());
  mall::Products::check_pictures(
      tx, actor, good.pictures(),
      before == nullptr ? mall::Products::Pictures() : before->pictures(), "good.pictures");
}

v1::Good Market::add(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                     v1::Good good) {
  check(tx, class_id, actor, good, nullptr);
  good.set_good_id(ids_.next());
  good.set_version(1);
  market_records::insert(tx, class_id, good);
  stock_records::skus().replace(tx, ids_, class_id, good.good_id(), good.skus());

  event::v1::Event event;
  event.mutable_good_added()->set_good_id(good.good_id());
  event.mutable_good_added()->set_title(good.title());
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  return require(tx, class_id, good.good_id());
}

v1::Good Market::save(db::Transaction& tx, std::int64_t actor, const v1::SaveGoodRequest& wish) {
  const v1::Good before = require(tx, wish.class_id(), wish.good().good_id());
  v1::Good good = wish.good();
  check(tx, wish.class_id(), actor, good, &before);
  if (!market_records::update(tx, good)) {
    throw Error(Code::aborted,
                {"这件货品刚刚在别处改过，请刷新后再改",
                 "This good was changed elsewhere just now; reload before you change it"});
  }
  const std::optional<std::int64_t> of_skus =
      stock_records::skus().replace(tx, ids_, wish.class_id(), good.good_id(), good.skus());
  std::int64_t change = good.stock() - wish.stock_seen();
  if (!before.skus().empty() && !good.skus().empty()) {
    change = of_skus.value_or(0);
  } else if (!before.skus().empty() || !good.skus().empty()) {
    // Going over to specifications or back, the stock is counted anew.
    change = good.stock() - before.stock();
  }
  if (!of_skus || !stock_records::restock(tx, good.good_id(), change)) {
    throw Error(Code::failed_precondition,
                {"刚刚又卖出了几件，库存不够减了，请刷新后再改",
                 "Some were sold just now and the stock cannot be cut by that much; reload"},
                "good.stock");
  }
  const v1::Good after = require(tx, wish.class_id(), good.good_id());
  tell_changed(tx, wish.class_id(), actor, before, after);
  return after;
}

v1::Good Market::set_stopped(db::Transaction& tx, std::int64_t actor,
                             const v1::SetGoodStoppedRequest& wish) {
  v1::Good before = require(tx, wish.class_id(), wish.good_id());
  if (!market_records::set_stopped(tx, wish.good_id(), wish.stopped())) return before;
  const v1::Good after = require(tx, wish.class_id(), wish.good_id());
  tell_changed(tx, wish.class_id(), actor, before, after);
  return after;
}

void Market::tell_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                          const v1::Good& before, const v1::Good& after) {
  event::v1::Event event;
  event::v1::GoodChanged& said = *event.mutable_good_changed();
  said.set_good_id(after.good_id());
  said.set_title(after.title());
  said.set_price_before_fen(before.supply_price_fen());
  said.set_supply_price_fen(after.supply_price_fen());
  said.set_stock(after.stock());
  said.set_stopped_before(before.stopped());
  said.set_stopped(after.stopped());
  said.set_specifications_changed(rules::skus_differ(before, after));
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  // Of a good with specifications, one may have more and another fewer.
  if (before.stock() != after.stock() || before.stopped() != after.stopped() ||
      !before.skus().empty() || !after.skus().empty()) {
    stock_.tell(tx, class_id, actor, after.good_id());
  }
}

v1::Good Market::require(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id,
                         std::int64_t viewer_id) {
  std::optional<v1::Good> good = market_records::find(tx, class_id, good_id, viewer_id);
  if (!good) {
    throw Error(Code::not_found,
                {"货源市场里没有这件货品", "There is no such good in the supply market"});
  }
  return *std::move(good);
}

std::int64_t Market::price_of(db::Transaction& tx, const v1::Good& good, std::int64_t good_sku_id) {
  if (good_sku_id == 0) return good.supply_price_fen();
  return stock_records::skus().find(tx, good_sku_id)->price_fen();
}

std::optional<std::string> Market::name_of(db::Transaction& tx, std::int64_t good_sku_id) {
  if (good_sku_id == 0) return std::nullopt;
  return mall::product_rules::choice_of(*stock_records::skus().find(tx, good_sku_id));
}

v1::SearchGoodsResponse Market::search(db::Transaction& tx, const v1::SearchGoodsRequest& wish,
                                       std::int64_t viewer_id) {
  v1::SearchGoodsResponse found;
  std::vector<v1::Good> goods = market_records::search(tx, wish, viewer_id);
  const auto total = static_cast<std::int32_t>(goods.size());
  const std::int32_t from = std::clamp(wish.offset(), 0, total);
  const std::int32_t to = wish.limit() <= 0 ? total : std::min(total, from + wish.limit());
  for (std::int32_t i = from; i < to; ++i) {
    *found.add_goods() = std::move(goods[static_cast<std::size_t>(i)]);
  }
  found.set_total(total);
  for (std::string& name : market_records::categories(tx, wish.class_id())) {
    found.add_categories(std::move(name));
  }
  for (v1::Supplier& supplier : suppliers(tx, wish.class_id())) {
    supplier.clear_behaviour();
    *found.add_suppliers() = std::move(supplier);
  }
  return found;
}

std::vector<v1::Supplier> Market::suppliers(db::Transaction& tx, std::int64_t class_id) {
  return market_records::suppliers(tx, class_id);
}

v1::Supplier Market::require_supplier(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t supplier_id) {
  for (v1::Supplier& supplier : suppliers(tx, class_id)) {
    if (supplier.supplier_id() == supplier_id) return std::move(supplier);
  }
  throw Error(Code::not_found,
              {"没有这家供货商，请从列表里选择", "There is no such supplier; choose one listed"},
              "good.supplier_id");
}

v1::Supplier Market::save_supplier(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                                   v1::Supplier supplier) {
  const classroom::SupplyRules& numbers = classroom_.profile_of(tx, class_id).supply;
  const bool is_new = supplier.supplier_id() == 0;
  if (!supplier.has_behaviour()) {
    *supplier.mutable_behaviour() =
        is_new ? rules::usual_behaviour(numbers)
               : require_supplier(tx, class_id, supplier.supplier_id()).behaviour();
  }
  supplier.set_name(base::tidy(supplier.name()));
  supplier.set_place(base::tidy(supplier.place()));
  supplier.set_introduction(base::tidy(supplier.introduction()));
  rules::check_supplier(numbers, supplier);
  if (is_new) {
    supplier.set_supplier_id(ids_.next());
  } else {
    supplier.set_goods(require_supplier(tx, class_id, supplier.supplier_id()).goods());
  }
  if (is_new ? !market_records::insert(tx, class_id, supplier)
             : !market_records::update(tx, supplier)) {
    throw Error(Code::already_exists,
                {"已经有一家供货商叫这个名字", "Another supplier has this name"}, "supplier.name");
  }
  event::v1::Event event;
  event::v1::SupplierSaved& said = *event.mutable_supplier_saved();
  said.set_supplier_id(supplier.supplier_id());
  said.set_name(supplier.name());
  said.set_is_new(is_new);
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  return supplier;
}

v1::FillMarketResponse Market::fill(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                                    const Seed& seed, const std::vector<files::Picture>& pictures,
                                    const files::Limits& limits) {
  v1::FillMarketResponse filled;
  if (market_records::count(tx, class_id) == 0) {
    std::map<std::string, std::int64_t> suppliers_by_name;
    for (const v1::Supplier& known : suppliers(tx, class_id)) {
      suppliers_by_name[known.name()] = known.supplier_id();
    }
    for (std::size_t i = 0; i < seed.goods.size(); ++i) {
      v1::Good good = seed.goods[i];
      const v1::Supplier& supplier = seed.suppliers[seed.supplier_of[i]];
      std::int64_t& supplier_id = suppliers_by_name[supplier.name()];
      if (supplier_id == 0) {
        supplier_id = save_supplier(tx, class_id, actor, supplier).supplier_id();
      }
      good.set_supplier_id(supplier_id);
      files::claim(tx, limits, actor, pictures[i]);
      good.add_pictures(pictures[i].id);
      add(tx, class_id, actor, good);
    }
  }
  filled.set_goods(static_cast<std::int32_t>(market_records::count(tx, class_id)));
  filled.set_suppliers(static_cast<std::int32_t>(suppliers(tx, class_id).size()));
  return filled;
}

}  // namespace kaibo::supply
