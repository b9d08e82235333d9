#include "services/mall/products/products.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/mall/products/records.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

constexpr int default_count = 40;
constexpr int largest_count = 100;

v1::SaveProductRequest tidied(v1::SaveProductRequest wish) {
  wish.set_title(base::tidy(wish.title()));
  wish.set_description(base::tidy(wish.description()));
  return wish;
}

void fill(v1::Product& product, const v1::SaveProductRequest& wish) {
  product.set_title(wish.title());
  product.set_description(wish.description());
  *product.mutable_pictures() = wish.pictures();
  product.set_price_fen(wish.price_fen());
  product.set_listed(wish.listed());
}

std::string cover_of(const v1::Product& product) {
  return product.pictures().empty() ? std::string() : product.pictures(0);
}

/// Pictures must be the seller's own uploads, or stand in the product already.
void check_pictures(db::Transaction& tx, std::int64_t seller_id, const v1::SaveProductRequest& wish,
                    const v1::Product* before) {
  for (const std::string& picture : wish.pictures()) {
    const bool known = before != nullptr &&
                       std::find(before->pictures().begin(), before->pictures().end(), picture) !=
                           before->pictures().end();
    base::require(
        known || files::holds(tx, seller_id, picture), "pictures",
        {"有一张图片没有上传成功，请重新上传", "One picture is not uploaded; upload it again"});
  }
}

}  // namespace

v1::Product Products::save(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                           const v1::SaveProductRequest& wish) {
  const v1::SaveProductRequest tidy_wish = tidied(wish);
  rules::check_product(classroom_.profile_of(tx, class_id).mall, tidy_wish);

  const bool is_new = wish.product_id() == 0;
  const bool was_listed =
      !is_new && require_own(tx, class_id, seller_id, wish.product_id()).listed();
  v1::Product product = is_new ? create(tx, class_id, seller_id, tidy_wish)
                               : change(tx, class_id, seller_id, tidy_wish);
  add_faults(tx, class_id, product);

  event::v1::Event event;
  event::v1::ProductSaved& saved = *event.mutable_product_saved();
  saved.set_product_id(product.product_id());
  saved.set_title(product.title());
  saved.set_price_fen(product.price_fen());
  saved.set_stock(product.stock());
  saved.set_cover(cover_of(product));
  for (const v1::Fault& fault : product.faults()) saved.add_fault_kinds(fault.kind());
  saved.set_listed(product.listed());
  classroom::happened(
      tx, class_id, seller_id,
      {product.listed() || was_listed ? classroom::class_topic : classroom::user_topic(seller_id),
       {}},
      event);
  if (product.listed() && !was_listed) tell_listed(tx, class_id, product);
  return product;
}

v1::Product Products::create(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                             const v1::SaveProductRequest& wish) {
  const v1::Shop shop = shops_.require_own(tx, class_id, seller_id);
  check_pictures(tx, seller_id, wish, nullptr);
  v1::Product product;
  product.set_product_id(ids_.next());
  product.set_shop_id(shop.shop_id());
  product.set_shop_name(shop.name());
  product.set_seller_id(seller_id);
  product.set_stock(wish.stock());
  product.set_created_at(tx.now());
  product.set_version(1);
  fill(product, wish);
  product_records::insert(tx, class_id, product);
  return product;
}

v1::Product Products::change(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                             const v1::SaveProductRequest& wish) {
  v1::Product product = require_own(tx, class_id, seller_id, wish.product_id());
  check_pictures(tx, seller_id, wish, &product);
  fill(product, wish);
  const std::int64_t stock_change = wish.stock() - wish.stock_seen();
  if (!product_records::update(tx, product, wish.version(), stock_change)) {
    if (product.version() == wish.version()) {
      throw base::Error(
          base::Code::failed_precondition,
          {"刚刚又卖出了几件，库存不够减了，请刷新后再改",
           "Some were sold just now and the stock cannot be cut by that much; reload"},
          "stock");
    }
    throw base::Error(base::Code::aborted,
                      {"这件宝贝刚刚在别处改过，请刷新后再改",
                       "This product was changed elsewhere just now; reload before you change it"});
  }
  product.set_stock(product.stock() + static_cast<std::int32_t>(stock_change));
  product.set_version(product.version() + 1);
  return product;
}

v1::Product Products::set_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                                 std::int64_t product_id, bool listed) {
  v1::Product product = require_own(tx, class_id, seller_id, product_id);
  add_faults(tx, class_id, product);
  if (!product_records::set_listed(tx, product_id, listed)) return product;
  product.set_listed(listed);
  product.set_version(product.version() + 1);
  if (listed) {
    tell_listed(tx, class_id, product);
  } else {
    event::v1::Event event;
    event.mutable_product_delisted()->set_product_id(product_id);
    classroom::happened(tx, class_id, seller_id, {classroom::class_topic, {}}, event);
  }
  return product;
}

void Products::tell_listed(db::Transaction& tx, std::int64_t class_id, const v1::Product& product) {
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
  classroom::happened(tx, class_id, product.seller_id(), {classroom::class_topic, {}}, event);
}

v1::Product Products::require(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  std::optional<v1::Product> product = product_records::find(tx, class_id, product_id);
  if (!product) {
    throw base::Error(base::Code::not_found, {"没有这件宝贝，可能已被卖家下架",
                                              "There is no such product; it may be gone"});
  }
  return *std::move(product);
}

v1::Product Products::require_own(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t seller_id, std::int64_t product_id) {
  v1::Product product = require(tx, class_id, product_id);
  if (product.seller_id() != seller_id) {
    throw base::Error(base::Code::permission_denied,
                      {"这是别人店里的宝贝，只能修改自己店里的",
                       "This product is another shop's; you can change your own only"});
  }
  return product;
}

v1::Product Products::show(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id,
                           std::int64_t viewer_id, bool sees_all) {
  v1::Product product = require(tx, class_id, product_id);
  const bool own = product.seller_id() == viewer_id;
  if (!product.listed() && !own && !sees_all) {
    throw base::Error(base::Code::not_found,
                      {"这件宝贝已经下架了", "This product is off the shelf"});
  }
  if (own || sees_all) add_faults(tx, class_id, product);
  return product;
}

std::vector<v1::Product> Products::of_shop(db::Transaction& tx, std::int64_t class_id,
                                           std::int64_t shop_id) {
  std::vector<v1::Product> products = product_records::of_shop(tx, class_id, shop_id);
  for (v1::Product& product : products) add_faults(tx, class_id, product);
  return products;
}

v1::SearchProductsResponse Products::search(db::Transaction& tx,
                                            const v1::SearchProductsRequest& wish) {
  const std::string words = base::tidy(wish.words());
  const product_records::Search search{
      .class_id = wish.class_id(),
      .words = words,
      .shop_id = wish.shop_id(),
      .sort = wish.sort(),
      .limit = wish.limit() <= 0 ? default_count : std::min(wish.limit(), largest_count),
      .offset = std::max(wish.offset(), 0)};
  v1::SearchProductsResponse found;
  for (v1::Product& product : product_records::search_listed(tx, search)) {
    *found.add_products() = std::move(product);
  }
  found.set_total(static_cast<std::int32_t>(product_records::count_listed(tx, search)));
  return found;
}

void Products::take_stock(db::Transaction& tx, const v1::Product& product, const Taking& taking) {
  const std::int64_t id = product.product_id();
  const bool taken =
      taking.own_stock_of == 0
          ? product_records::take_stock(tx, id, taking.pieces, taking.paid)
          : product_records::sell_held(tx, taking.own_stock_of, id, taking.pieces, taking.paid);
  if (taken) return;
  if (!product.listed()) {
    throw base::Error(
        base::Code::failed_precondition,
        {"“" + product.title() + "”已经下架了", "“" + product.title() + "” is off the shelf"});
  }
  const std::int64_t left = taking.own_stock_of == 0
                                ? product.stock()
                                : product_records::held_by(tx, taking.own_stock_of)[id];
  throw base::Error(base::Code::failed_precondition,
                    {left == 0 ? "“" + product.title() + "”已经卖完了"
                               : "“" + product.title() + "”库存不够了，请减少数量",
                     left == 0 ? "“" + product.title() + "” is sold out"
                               : "Too few of “" + product.title() + "” are left; take fewer"});
}

void Products::set_aside(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                         std::int64_t product_id, std::int64_t change) {
  if (!product_records::take_free_stock(tx, product_id, change)) {
    throw base::Error(base::Code::failed_precondition,
                      {"商城里没有这么多库存可以预留，请减少预留数量，或先补货",
                       "The mall's stock is too small to set that much aside; set aside fewer, or "
                       "restock first"},
                      "stock");
  }
  if (!product_records::add_held(tx, class_id, room_id, product_id, change)) {
    throw base::Error(base::Code::failed_precondition,
                      {"刚刚又卖出了几件，预留库存不够减了，请刷新后再改",
                       "Some were sold just now and the stock set aside cannot be cut by that "
                       "much; reload"},
                      "stock");
  }
}

void Products::end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  const std::map<std::int64_t, std::int64_t> held = product_records::held_by(tx, room_id);
  const auto found = held.find(product_id);
  if (found == held.end()) return;
  if (!product_records::drop_held(tx, room_id, product_id, found->second)) return;
  product_records::give_back_stock(tx, product_id, found->second);
}

std::map<std::int64_t, std::int64_t> Products::set_aside_for(db::Transaction& tx,
                                                             std::int64_t room_id) {
  return product_records::held_by(tx, room_id);
}

std::vector<std::int64_t> Products::rooms_with_own_stock(db::Transaction& tx) {
  return product_records::rooms_that_hold(tx);
}

void Products::count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  product_records::count_sold(tx, product_id, pieces);
}

void Products::give_back_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  product_records::give_back_stock(tx, product_id, pieces);
}

void Products::add_faults(db::Transaction& tx, std::int64_t class_id, v1::Product& product) {
  product.clear_faults();
  for (v1::Fault& fault :
       rules::product_faults(classroom_.profile_of(tx, class_id).mall, product)) {
    *product.add_faults() = std::move(fault);
  }
}

}  // namespace kaibo::mall
