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
#include "services/supply/rules.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

namespace {

using base::Code;
using base::Error;

void require_price(const v1::Good& good, std::int64_t seen_fen) {
  if (good.supply_price_fen() == seen_fen) return;
  throw Error(Code::aborted,
              {"供货价刚刚变了，现在是 ¥" + base::yuan(good.supply_price_fen()) + "，请看过再操作",
               "The supply price has just changed to ¥" + base::yuan(good.supply_price_fen()) +
                   "; look again"});
}

mall::v1::SaveProductRequest product_of(const v1::Good& good, const v1::CopyGoodRequest& wish) {
  mall::v1::SaveProductRequest product;
  product.set_class_id(wish.class_id());
  product.set_title(wish.title().empty() ? good.title() : wish.title());
  std::string description = good.description();
  if (!good.specification().empty()) description += "\n规格：" + good.specification();
  product.set_description(wish.description().empty() ? description : wish.description());
  *product.mutable_pictures() = good.pictures();
  product.set_price_fen(wish.price_fen());
  product.set_stock(wish.own_cap());
  return product;
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
  require_price(good, wish.supply_price_fen());
  rules::check_mark_up(classroom_.profile_of(tx, wish.class_id()).supply, wish.mark_up());
  for (const std::string& picture : good.pictures()) files::share(tx, seller_id, picture);
  const mall::v1::Product product =
      products_.save(tx, wish.class_id(), seller_id, product_of(good, wish));

  v1::Link link;
  link.set_product_id(product.product_id());
  link.set_good_id(good.good_id());
  link.set_seller_id(seller_id);
  link.set_state(v1::LINK_STATE_LINKED);
  link.set_accepted_price_fen(good.supply_price_fen());
  *link.mutable_mark_up() = wish.mark_up();
  link.set_linked_at(tx.now());
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
  said.set_supply_price_fen(good.supply_price_fen());
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
    link.set_supply_price_fen(good.supply_price_fen());
    link.set_supply_stock(good.stock());
    if (link.state() == v1::LINK_STATE_BROKEN) continue;
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
  require_price(good, wish.supply_price_fen());
  link_records::accept_price(tx, wish.product_id(), good.supply_price_fen());
  if (wish.price_anew()) {
    const v1::Link now = shown(tx, wish.class_id(), wish.product_id());
    products_.set_offer(tx, wish.class_id(), seller_id, wish.product_id(),
                        rules::price_of(good, link.mark_up()), now.own_cap());
  }
  v1::Link after = shown(tx, wish.class_id(), wish.product_id());
  tell_changed(tx, wish.class_id(), after);
  return after;
}

v1::Link Links::set_own_cap(db::Transaction& tx, std::int64_t seller_id,
                            const v1::SetOwnCapRequest& wish) {
  require_own(tx, wish.class_id(), seller_id, wish.product_id());
  const v1::Link now = shown(tx, wish.class_id(), wish.product_id());
  products_.set_offer(tx, wish.class_id(), seller_id, wish.product_id(), now.price_fen(),
                      wish.own_cap());
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
