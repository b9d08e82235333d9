#include "services/supply/links/links.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/supply/links/records.h"
#include "services/supply/links/rules.h"
#include "services/supply/rules.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

namespace {

using base::Code;
using base::Error;

void require_seen(std::int64_t price_fen, std::int64_t seen_fen) {
  if (price_fen == seen_fen) return;
  throw Error(Code::aborted,
              {"供货价刚刚变了，现在是 ¥" + base::yuan(price_fen) + "，请看过再操作",
               "The supply price has just changed to ¥" + base::yuan(price_fen) + "; look again"});
}

const mall::v1::Sku& require_sku(const v1::Good& good, std::int64_t sku_id) {
  const mall::v1::Sku* sku = rules::find_sku(good, sku_id);
  base::require(sku != nullptr, "skus",
                {"货源里没有这个规格，请刷新后再选",
                 "The good does not have this specification; reload and choose again"});
  return *sku;
}

}  // namespace

v1::QuotePricesResponse Links::quote(db::Transaction& tx, const v1::QuotePricesRequest& wish) {
  rules::check_mark_up(classroom_.profile_of(tx, wish.class_id()).supply, wish.mark_up());
  v1::QuotePricesResponse response;
  for (const std::int64_t good_id : wish.good_ids()) {
    const v1::Good good = market_.require(tx, wish.class_id(), good_id);
    v1::Quote& quote = *response.add_quotes();
    quote.set_good_id(good_id);
    quote.set_price_fen(rules::price_of(good, wish.mark_up()));
    quote.set_margin_fen(quote.price_fen() - good.supply_price_fen());
    for (const mall::v1::Sku& sku : good.skus()) {
      v1::SkuQuote& of_sku = *quote.add_skus();
      of_sku.set_sku_id(sku.sku_id());
      of_sku.set_price_fen(rules::price_of(sku, wish.mark_up()));
      of_sku.set_margin_fen(of_sku.price_fen() - sku.price_fen());
    }
  }
  return response;
}

v1::Link Links::copy(db::Transaction& tx, std::int64_t seller_id, const v1::CopyGoodRequest& wish) {
  const v1::Good good = market_.require(tx, wish.class_id(), wish.good_id());
  if (good.stopped()) {
    throw Error(Code::failed_precondition,
                {"这件货品已停供，请换一件", "This good is no longer supplied; choose another"});
  }
  if (good.supplier_id() == 0) {
    throw Error(Code::failed_precondition,
                {"这件货品还没有供货商，请讲师先补上",
                 "This good has no supplier yet; ask your instructor to name one"});
  }
  if (link_records::has(tx, seller_id, wish.good_id())) {
    throw Error(Code::failed_precondition,
                {"您的店里已经上架了这件货品", "Your shop sells this good already"});
  }
  if (good.skus().empty() || wish.skus().empty()) {
    require_seen(good.supply_price_fen(), wish.supply_price_fen());
  }
  for (const v1::CopySku& chosen : wish.skus()) {
    require_seen(require_sku(good, chosen.sku_id()).price_fen(), chosen.supply_price_fen());
  }
  rules::check_mark_up(classroom_.profile_of(tx, wish.class_id()).supply, wish.mark_up());
  const v1::CopyGoodRequest complete_wish = link_rules::completed(good, wish);
  for (const std::string& picture : good.pictures()) files::share(tx, seller_id, picture);
  const mall::v1::Product product =
      products_.save(tx, wish.class_id(), seller_id, link_rules::product_of(good, complete_wish));

  v1::Link link;
  link.set_product_id(product.product_id());
  link.set_good_id(good.good_id());
  link.set_seller_id(seller_id);
  link.set_state(v1::LINK_STATE_LINKED);
  *link.mutable_mark_up() = wish.mark_up();
  link.set_linked_at(tx.now());
  link_rules::map(good, complete_wish, product, link);
  link.set_accepted_price_fen(link_rules::lowest_price(good, link));
  link_records::insert(tx, wish.class_id(), link);
  // Only now, for what is told of it is what the supplier has, too.
  if (wish.listed()) {
    products_.set_listed(tx, wish.class_id(), seller_id, product.product_id(), true);
  }

  event::v1::Event event;
  event::v1::GoodLinked& said = *event.mutable_good_linked();
  said.set_good_id(good.good_id());
  said.set_product_id(product.product_id());
  said.set_shop_id(product.shop_id());
  said.set_seller_id(seller_id);
  said.set_title(product.title());
  said.set_supply_price_fen(link.accepted_price_fen());
  said.set_price_fen(product.price_fen());
  said.set_listed(wish.listed());
  classroom::happened(tx, wish.class_id(), seller_id, {classroom::class_topic, {}}, event);
  return shown(tx, wish.class_id(), product.product_id());
}

std::vector<v1::Link> Links::of_seller(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t seller_id) {
  std::vector<v1::Link> links = link_records::of_seller(tx, class_id, seller_id);
  complete(tx, class_id, links);
  return links;
}

void Links::complete(db::Transaction& tx, std::int64_t class_id, std::vector<v1::Link>& links) {
  std::vector<std::int64_t> ids;
  for (const v1::Link& link : links) ids.push_back(link.product_id());
  std::map<std::int64_t, mall::v1::Product> products;
  for (mall::v1::Product& product : products_.own_all(tx, class_id, ids)) {
    const std::int64_t id = product.product_id();
    products.emplace(id, std::move(product));
  }
  for (v1::Link& link : links) {
    const v1::Good good = market_.require(tx, class_id, link.good_id());
    mall::v1::Product& product = products[link.product_id()];
    const mall::v1::Product own = product;
    link.set_product_title(product.title());
    link.set_price_fen(product.price_fen());
    link.set_listed(product.listed());
    if (!product.pictures().empty()) link.set_picture(product.pictures(0));
    link.set_own_cap(product.stock());
    Stock::cap(tx, {&product, 1});
    link.set_stock(product.stock());
    link.set_good_title(good.title());
    link.set_supplier_id(good.supplier_id());
    link.set_supplier_name(good.supplier_name());
    link.set_supply_price_fen(link_rules::lowest_price(good, link));
    link.set_supply_stock(good.stock());
    link_rules::complete_skus(good, own, product, link);
    if (link.state() == v1::LINK_STATE_BROKEN) continue;
    for (v1::LinkSku& sku : *link.mutable_skus()) {
      for (const v1::LinkNews one : rules::news(good, sku)) sku.add_news(one);
    }
    for (const v1::LinkNews one : rules::news(good, link)) link.add_news(one);
  }
}

v1::Link Links::shown(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  std::vector<v1::Link> links{*link_records::find(tx, class_id, product_id)};
  complete(tx, class_id, links);
  return links.front();
}

v1::Link Links::require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                            std::int64_t product_id) {
  std::optional<v1::Link> link = link_records::find(tx, class_id, product_id);
  if (!link || link->seller_id() != seller_id) {
    throw Error(Code::not_found, {"这件宝贝没有关联货源",
                                  "This product is not linked to a good of the supply market"});
  }
  return *std::move(link);
}

v1::Link Links::accept_price(db::Transaction& tx, std::int64_t seller_id,
                             const v1::AcceptPriceRequest& wish) {
  const v1::Link link = require_own(tx, wish.class_id(), seller_id, wish.product_id());
  const v1::Good good = market_.require(tx, wish.class_id(), link.good_id());
  if (link.skus().empty()) require_seen(good.supply_price_fen(), wish.supply_price_fen());
  for (v1::LinkSku sku : link.skus()) {
    const mall::v1::Sku* of_good = rules::find_sku(good, sku.good_sku_id());
    if (of_good == nullptr) continue;
    const auto seen = std::ranges::find(wish.skus(), sku.good_sku_id(), &v1::SkuPrice::sku_id);
    require_seen(of_good->price_fen(), seen == wish.skus().end() ? 0 : seen->supply_price_fen());
    sku.set_accepted_price_fen(of_good->price_fen());
    link_records::map(tx, wish.class_id(), wish.product_id(), sku);
  }
  link_records::accept_price(tx, wish.product_id(), link_rules::lowest_price(good, link));
  if (wish.price_anew()) {
    price_anew(tx, wish.class_id(), shown(tx, wish.class_id(), wish.product_id()), good);
  }
  v1::Link after = shown(tx, wish.class_id(), wish.product_id());
  tell_changed(tx, wish.class_id(), after);
  return after;
}

void Links::price_anew(db::Transaction& tx, std::int64_t class_id, const v1::Link& link,
                       const v1::Good& good) {
  std::vector<mall::Products::Offer> offers;
  if (link.skus().empty()) {
    offers.push_back({.sku_id = 0,
                      .price_fen = rules::price_of(good, link.mark_up()),
                      .pieces = link.own_cap()});
  }
  for (const v1::LinkSku& sku : link.skus()) {
    const mall::v1::Sku* of_good = rules::find_sku(good, sku.good_sku_id());
    if (of_good == nullptr) continue;
    offers.push_back({.sku_id = sku.sku_id(),
                      .price_fen = rules::price_of(*of_good, link.mark_up()),
                      .pieces = sku.own_cap()});
  }
  products_.set_offers(tx, class_id, link.seller_id(), link.product_id(), offers);
}

v1::Link Links::map_sku(db::Transaction& tx, std::int64_t seller_id,
                        const v1::MapSkuRequest& wish) {
  const v1::Link link = require_own(tx, wish.class_id(), seller_id, wish.product_id());
  const v1::Good good = market_.require(tx, wish.class_id(), link.good_id());
  const std::vector<mall::v1::Product> products =
      products_.own_all(tx, wish.class_id(), {wish.product_id()});
  mall::Products::specification(products.front(), wish.sku_id());
  v1::LinkSku mapped;
  mapped.set_sku_id(products.front().skus().empty() ? 0 : wish.sku_id());
  mapped.set_good_sku_id(wish.good_sku_id());
  if (good.skus().empty()) {
    base::require(wish.good_sku_id() == 0, "good_sku_id",
                  {"这件货品没有规格，请刷新", "The good has no specifications; reload"});
    link_records::unmap(tx, wish.product_id());
  } else {
    mapped.set_accepted_price_fen(require_sku(good, wish.good_sku_id()).price_fen());
    link_records::map(tx, wish.class_id(), wish.product_id(), mapped);
  }
  v1::Link after = shown(tx, wish.class_id(), wish.product_id());
  tell_changed(tx, wish.class_id(), after);
  return after;
}

v1::Link Links::set_own_cap(db::Transaction& tx, std::int64_t seller_id,
                            const v1::SetOwnCapRequest& wish) {
  require_own(tx, wish.class_id(), seller_id, wish.product_id());
  const std::vector<mall::v1::Product> products =
      products_.own_all(tx, wish.class_id(), {wish.product_id()});
  const mall::v1::Product& product = products.front();
  const mall::v1::Sku* sku = mall::Products::specification(product, wish.sku_id());
  products_.set_offers(tx, wish.class_id(), seller_id, wish.product_id(),
                       {{.sku_id = wish.sku_id(),
                         .price_fen = sku == nullptr ? product.price_fen() : sku->price_fen(),
                         .pieces = wish.own_cap()}});
  return shown(tx, wish.class_id(), wish.product_id());
}

v1::Link Links::set_linked(db::Transaction& tx, std::int64_t seller_id,
                           const v1::SetLinkedRequest& wish) {
  const v1::Link link = require_own(tx, wish.class_id(), seller_id, wish.product_id());
  const v1::LinkState state = wish.linked() ? v1::LINK_STATE_LINKED : v1::LINK_STATE_BROKEN;
  if (wish.linked() && link.state() == v1::LINK_STATE_BROKEN &&
      link_records::has(tx, seller_id, link.good_id())) {
    throw Error(Code::failed_precondition, {"您的店里另有一件宝贝关联着这件货品",
                                            "Another product of your shop is linked to this good"});
  }
  const bool changed = link_records::set_state(tx, wish.product_id(), state);
  v1::Link after = shown(tx, wish.class_id(), wish.product_id());
  if (changed) tell_changed(tx, wish.class_id(), after);
  return after;
}

void Links::tell_changed(db::Transaction& tx, std::int64_t class_id, const v1::Link& link) {
  event::v1::Event event;
  event::v1::LinkChanged& said = *event.mutable_link_changed();
  said.set_good_id(link.good_id());
  said.set_product_id(link.product_id());
  said.set_title(link.product_title());
  said.set_state(static_cast<int>(link.state()));
  said.set_accepted_price_fen(link.accepted_price_fen());
  said.set_price_fen(link.price_fen());
  classroom::happened(tx, class_id, link.seller_id(), {classroom::user_topic(link.seller_id()), {}},
                      event);
}

v1::Settings Links::settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id) {
  return link_records::settings(tx, class_id, seller_id)
      .value_or(rules::usual_settings(classroom_.profile_of(tx, class_id).supply));
}

void Links::save_settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                          const v1::Settings& settings) {
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  rules::check_settings(profile.mall, profile.supply, settings);
  link_records::save_settings(tx, class_id, seller_id, settings);
  event::v1::Event event;
  event.mutable_supply_settings_saved()->set_automatic(settings.capture() == v1::CAPTURE_AUTOMATIC);
  classroom::happened(tx, class_id, seller_id, {classroom::user_topic(seller_id), {}}, event);
}

std::map<std::int64_t, mall::Material> Links::materials(
    db::Transaction& tx, std::span<const mall::v1::Product> products) {
  std::vector<std::int64_t> ids;
  for (const mall::v1::Product& product : products) ids.push_back(product.product_id());
  return link_records::materials(tx, ids);
}

}  // namespace kaibo::supply
