#include "services/mall/products/products.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/mall/products/copies.h"
#include "services/mall/products/records.h"
#include "services/mall/products/rules.h"
#include "services/mall/rules.h"
#include "services/mall/skus/records.h"

namespace kaibo::mall {

namespace {

constexpr int default_count = 40;
constexpr int largest_count = 100;

void fill(v1::Product& product, const v1::SaveProductRequest& wish) {
  product.set_title(wish.title());
  product.set_description(wish.description());
  *product.mutable_pictures() = wish.pictures();
  product.set_video(wish.video());
  product.set_price_fen(wish.price_fen());
  product.set_listed(wish.listed());
  product.set_weight_grams(wish.weight_grams());
  product.set_freight_template_id(wish.freight_template_id());
  product.set_category(wish.category());
  *product.mutable_attributes() = wish.attributes();
  product.set_list_price_fen(wish.list_price_fen());
  product.set_cost_fen(wish.cost_fen());
  product.set_code(wish.code());
  *product.mutable_axes() = wish.axes();
}

/// What is the seller's own is taken away.
v1::Product as_buyers_see(v1::Product product) {
  product.clear_cost_fen();
  product.clear_code();
  for (v1::Sku& sku : *product.mutable_skus()) {
    sku.clear_cost_fen();
    sku.clear_code();
  }
  return product;
}

/// What a product that is put on the shelf would have to be saved as.
v1::SaveProductRequest wish_of(const v1::Product& product) {
  v1::SaveProductRequest wish;
  wish.set_title(product.title());
  wish.set_description(product.description());
  *wish.mutable_pictures() = product.pictures();
  wish.set_price_fen(product.price_fen());
  wish.set_stock(product.stock());
  return wish;
}

std::int64_t lowest_price(db::Transaction& tx, std::int64_t product_id) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (const v1::Sku& sku : sku_records::of_products().of(tx, product_id)) {
    lowest = std::min(lowest, sku.price_fen());
  }
  return lowest;
}

base::Error too_few_to_cut() {
  return {base::Code::failed_precondition,
          {"刚刚又卖出了几件，库存不够减了，请刷新后再改",
           "Some were sold just now and the stock cannot be cut by that much; reload"},
          "stock"};
}

std::string cover_of(const v1::Product& product) {
  return product.pictures().empty() ? std::string() : product.pictures(0);
}

/// Pictures and video must be the person's own uploads, or stand in the product already.
void check_files(db::Transaction& tx, std::int64_t person_id, const v1::SaveProductRequest& wish,
                 const v1::Product* before) {
  Products::check_pictures(tx, person_id, wish.pictures(),
                           before == nullptr ? Products::Pictures() : before->pictures(),
                           "pictures");
  const bool known = wish.video().empty() || (before != nullptr && before->video() == wish.video());
  base::require(known || files::holds_video(tx, person_id, wish.video()), "video",
                {"视频没有上传成功，请重新上传", "The video is not uploaded; upload it again"});
}

}  // namespace

void Products::check_pictures(db::Transaction& tx, std::int64_t person_id, const Pictures& pictures,
                              const Pictures& before, std::string_view field) {
  for (const std::string& picture : pictures) {
    const bool known = std::ranges::find(before, picture) != before.end();
    base::require(
        known || files::holds(tx, person_id, picture), field,
        {"有一张图片没有上传成功，请重新上传", "One picture is not uploaded; upload it again"});
  }
}

v1::Product Products::save(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                           const v1::SaveProductRequest& wish) {
  const v1::SaveProductRequest tidy_wish = product_rules::tidied(wish);
  check(tx, class_id, tidy_wish);

  const bool is_new = wish.product_id() == 0;
  const bool was_listed =
      !is_new && require_own(tx, class_id, person_id, wish.product_id()).listed();
  v1::Product product = is_new ? create(tx, class_id, person_id, tidy_wish)
                               : change(tx, class_id, person_id, tidy_wish);
  source_->cap(tx, {&product, 1});
  add_faults(tx, class_id, {&product, 1});
  tell_saved(tx, class_id, person_id, product, was_listed);
  if (product.listed() && !was_listed) tell_listed(tx, class_id, person_id, product);
  if (product.listed()) watcher().product_listed(tx, class_id, product);
  return product;
}

void Products::tell_saved(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                          const v1::Product& product, bool was_listed) {
  event::v1::Event event;
  event::v1::ProductSaved& saved = *event.mutable_product_saved();
  saved.set_product_id(product.product_id());
  saved.set_title(product.title());
  saved.set_price_fen(product.price_fen());
  saved.set_stock(product.stock());
  saved.set_cover(cover_of(product));
  for (const v1::Fault& fault : product.faults()) saved.add_fault_kinds(fault.kind());
  saved.set_listed(product.listed());
  saved.set_attributes_complete(product_rules::attributes_complete(product));
  const std::int64_t seller_id = product.seller_id();
  saved.set_seller_id(seller_id);
  classroom::happened(
      tx, class_id, actor,
      {product.listed() || was_listed ? classroom::class_topic : classroom::user_topic(seller_id),
       {}},
      event);
}

v1::Product Products::set_offers(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                                 std::int64_t product_id, const std::vector<Offer>& offers) {
  const v1::Product before = require_own(tx, class_id, person_id, product_id);
  const classroom::MallRules& numbers = classroom_.profile_of(tx, class_id).mall;
  v1::Product product = before;
  std::int64_t change = 0;
  // Nobody else changes it meanwhile: the units of a class run one after the other.
  for (const Offer& offer : offers) {
    rules::check_offer(numbers, offer.price_fen, offer.pieces);
    const v1::Sku* sku = specification(before, offer.sku_id);
    const std::int64_t more = offer.pieces - (sku == nullptr ? before.stock() : sku->stock());
    if (sku == nullptr) {
      product.set_price_fen(offer.price_fen);
    } else {
      sku_records::of_products().set_offer(tx, sku->sku_id(), offer.price_fen, more);
    }
    change += more;
  }
  if (!before.skus().empty()) product.set_price_fen(lowest_price(tx, product_id));
  product_records::update(tx, product, before.version(), change);
  product = require(tx, class_id, product_id);
  add_faults(tx, class_id, {&product, 1});
  tell_saved(tx, class_id, person_id, product, before.listed());
  return product;
}

v1::Product Products::create(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                             const v1::SaveProductRequest& wish) {
  const v1::Shop shop =
      shops_.require_for(tx, class_id, person_id, wish.shop_id(), v1::SHOP_RIGHT_PRODUCTS);
  check_files(tx, person_id, wish, nullptr);
  v1::Product product;
  product.set_product_id(ids_.next());
  product.set_shop_id(shop.shop_id());
  product.set_shop_name(shop.name());
  product.set_seller_id(shop.owner_id());
  product.set_stock(wish.stock());
  product.set_created_at(tx.now());
  product.set_version(1);
  fill(product, wish);
  product_records::insert(tx, class_id, product);
  product_records::save_details(tx, class_id, product);
  sku_records::of_products().replace(tx, ids_, class_id, product.product_id(), wish.skus());
  return offered(tx, class_id, product.product_id());
}

v1::Product Products::change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                             const v1::SaveProductRequest& wish) {
  v1::Product product = require_own(tx, class_id, person_id, wish.product_id());
  check_files(tx, person_id, wish, &product);
  v1::Product shown = product;
  source_->cap(tx, {&shown, 1});
  const bool had_skus = !product.skus().empty();
  const bool has_skus = !wish.skus().empty();
  const std::optional<std::int64_t> of_skus =
      sku_records::of_products().replace(tx, ids_, class_id, product.product_id(),
                                         product_rules::unbounded(wish.skus(), product, shown));
  if (!of_skus) throw too_few_to_cut();
  // Going over to specifications or back, the stock is counted anew.
  std::int64_t stock_change = wish.stock() - wish.stock_seen();
  if (had_skus && has_skus) {
    stock_change = *of_skus;
  } else if (had_skus || has_skus) {
    stock_change = wish.stock() - product.stock();
  } else if (stock_change != 0) {
    // Who changes a stock that a supplier bounds means the number that is seen.
    stock_change -= product.stock() - shown.stock();
  }
  fill(product, wish);
  if (!product_records::update(tx, product, wish.version(), stock_change)) {
    if (product.version() == wish.version()) throw too_few_to_cut();
    throw base::Error(base::Code::aborted,
                      {"这件宝贝刚刚在别处改过，请刷新后再改",
                       "This product was changed elsewhere just now; reload before you change it"});
  }
  product_records::save_details(tx, class_id, product);
  return offered(tx, class_id, product.product_id());
}

void Products::check(db::Transaction& tx, std::int64_t class_id,
                     const v1::SaveProductRequest& wish) {
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  if (wish.draft()) {
    rules::check_draft(profile.mall, wish);
  } else {
    rules::check_product(profile.mall, wish);
  }
  product_rules::check_details(profile.mall, profile.shop.catalog, wish);
}

v1::Product Products::set_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                                 std::int64_t product_id, bool listed) {
  v1::Product product = require_own(tx, class_id, person_id, product_id);
  source_->cap(tx, {&product, 1});
  add_faults(tx, class_id, {&product, 1});
  if (listed) rules::check_product(classroom_.profile_of(tx, class_id).mall, wish_of(product));
  if (!product_records::set_listed(tx, product_id, listed)) return product;
  product.set_listed(listed);
  product.set_version(product.version() + 1);
  if (listed) {
    tell_listed(tx, class_id, person_id, product);
    watcher().product_listed(tx, class_id, product);
  } else {
    event::v1::Event event;
    event.mutable_product_delisted()->set_product_id(product_id);
    event.mutable_product_delisted()->set_seller_id(product.seller_id());
    classroom::happened(tx, class_id, person_id, {classroom::class_topic, {}}, event);
  }
  return product;
}

void Products::tell_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                           const v1::Product& product) {
  event::v1::Event event;
  event::v1::ProductListed& said = *event.mutable_product_listed();
  said.set_product_id(product.product_id());
  said.set_shop_id(product.shop_id());
  said.set_title(product.title());
  said.set_price_fen(product.price_fen());
  said.set_stock(product.stock());
  said.set_cover(cover_of(product));
  said.set_qualified(product.faults().empty());
  for (const v1::Fault& fault : product.faults()) said.add_fault_kinds(fault.kind());
  said.set_attributes_complete(product_rules::attributes_complete(product));
  said.set_seller_id(product.seller_id());
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

v1::Product Products::require(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  return as_buyers_see(offered(tx, class_id, product_id));
}

v1::Product Products::offered(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  v1::Product product = find(tx, class_id, product_id);
  source_->cap(tx, {&product, 1});
  return product;
}

v1::Product Products::find(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  std::optional<v1::Product> product = product_records::find(tx, class_id, product_id);
  if (!product) {
    throw base::Error(base::Code::not_found, {"没有这件宝贝，可能已被卖家下架",
                                              "There is no such product; it may be gone"});
  }
  return *std::move(product);
}

std::vector<v1::Product> Products::own_all(db::Transaction& tx, std::int64_t class_id,
                                           const std::vector<std::int64_t>& product_ids) {
  return product_records::find_all(tx, class_id, product_ids);
}

std::vector<v1::Product> Products::offered_all(db::Transaction& tx, std::int64_t class_id,
                                               const std::vector<std::int64_t>& product_ids) {
  std::vector<v1::Product> products = product_records::find_all(tx, class_id, product_ids);
  source_->cap(tx, products);
  for (v1::Product& product : products) product = as_buyers_see(std::move(product));
  return products;
}

v1::Product Products::require_own(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t person_id, std::int64_t product_id) {
  v1::Product product = find(tx, class_id, product_id);
  if (!Shops::may(tx, product.shop_id(), product.seller_id(), person_id, v1::SHOP_RIGHT_PRODUCTS)) {
    throw base::Error(base::Code::permission_denied,
                      {"这是别人店里的宝贝，只能修改自己店里的",
                       "This product is another shop's; you can change your own only"});
  }
  return product;
}

v1::Product Products::show(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id,
                           std::int64_t viewer_id, bool sees_all) {
  v1::Product product = offered(tx, class_id, product_id);
  const bool own =
      Shops::may(tx, product.shop_id(), product.seller_id(), viewer_id, v1::SHOP_RIGHT_PRODUCTS);
  if (!product.listed() && !own && !sees_all) {
    throw base::Error(base::Code::not_found,
                      {"这件宝贝已经下架了", "This product is off the shelf"});
  }
  if (product.shop_closed() && !own && !sees_all) throw product_rules::shop_closed(product);
  if (!own && !sees_all) return as_buyers_see(std::move(product));
  add_faults(tx, class_id, {&product, 1});
  return product;
}

std::vector<v1::Product> Products::of_shop(db::Transaction& tx, std::int64_t class_id,
                                           std::int64_t shop_id) {
  std::vector<v1::Product> products = product_records::of_shop(tx, class_id, shop_id);
  source_->cap(tx, products);
  add_faults(tx, class_id, products);
  return products;
}

v1::SearchProductsResponse Products::search(db::Transaction& tx,
                                            const v1::SearchProductsRequest& wish) {
  const std::string words = base::tidy(wish.words());
  const classroom::CatalogRules& catalog = classroom_.profile_of(tx, wish.class_id()).shop.catalog;
  const product_records::Search search{
      .class_id = wish.class_id(),
      .words = words,
      .shop_id = wish.shop_id(),
      .sort = wish.sort(),
      .categories = product_rules::wanted_categories(catalog, wish),
      .price_from_fen = wish.price_from_fen(),
      .price_to_fen = wish.price_to_fen(),
      .in_stock = wish.in_stock(),
      .sold_out =
          wish.in_stock() ? source_->sold_out(tx, wish.class_id()) : std::vector<std::int64_t>{},
      .limit = base::page_size(wish.limit(), default_count, largest_count),
      .offset = std::max(wish.offset(), 0)};
  v1::SearchProductsResponse found;
  std::vector<v1::Product> products = product_records::search_listed(tx, search);
  source_->cap(tx, products);
  for (v1::Product& product : products) {
    *found.add_products() = as_buyers_see(std::move(product));
  }
  found.set_total(static_cast<std::int32_t>(product_records::count_listed(tx, search)));
  return found;
}

const v1::Sku* Products::specification(const v1::Product& product, std::int64_t sku_id) {
  if (product.skus().empty()) return nullptr;
  const auto found = std::ranges::find(product.skus(), sku_id, &v1::Sku::sku_id);
  base::require(found != product.skus().end(), "lines",
                {"请先选择“" + product.title() + "”的规格",
                 "Choose a specification of “" + product.title() + "” first"});
  return &*found;
}

void Products::add_faults(db::Transaction& tx, std::int64_t class_id,
                          std::span<v1::Product> products) {
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  const std::vector<copy_rules::Original> listed = product_records::originals(tx, class_id);
  const std::map<std::int64_t, Material> materials = source_->materials(tx, products);
  for (v1::Product& product : products) {
    const auto given = materials.find(product.product_id());
    product.clear_faults();
    for (const std::vector<v1::Fault>& faults :
         {rules::product_faults(profile.mall, product),
          product_rules::missing_attributes(profile.shop.catalog, product),
          copy_rules::copies(profile.mall, product,
                             given == materials.end() ? Material() : given->second, listed)}) {
      product.mutable_faults()->Add(faults.begin(), faults.end());
    }
  }
}

}  // namespace kaibo::mall
