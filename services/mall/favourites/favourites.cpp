#include "services/mall/favourites/favourites.h"

#include <map>
#include <string>
#include <utility>

#include "common/base/error.h"

namespace kaibo::mall {

using favourite_records::Noticed;

bool Favourites::visit(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       std::int64_t product_id) {
  const v1::Product product = products_.show(tx, class_id, product_id, user_id, false);
  if (product.seller_id() != user_id) {
    const classroom::BrowsingRules& rules = classroom_.profile_of(tx, class_id).mall.browsing;
    favourite_records::leave_footprint(
        tx, class_id, user_id,
        {.product_id = product_id, .at = tx.now(), .price_fen = product.price_fen()});
    favourite_records::forget_footprints(tx, class_id, user_id, rules.footprints_max);
  }
  return favourite_records::is_favourite(tx, class_id, user_id, product_id);
}

void Favourites::set(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                     std::int64_t product_id, bool favourite) {
  if (!favourite) {
    favourite_records::drop_favourite(tx, class_id, user_id, product_id);
    return;
  }
  if (favourite_records::is_favourite(tx, class_id, user_id, product_id)) return;
  const v1::Product product = products_.show(tx, class_id, product_id, user_id, false);
  const std::int64_t most = classroom_.profile_of(tx, class_id).mall.browsing.favourites_max;
  const std::vector<Noticed> before = favourite_records::favourites_of(tx, class_id, user_id);
  if (static_cast<std::int64_t>(before.size()) >= most) {
    throw base::Error(base::Code::failed_precondition,
                      {"最多收藏 " + std::to_string(most) + " 件，请先取消几件",
                       "At most " + std::to_string(most) + " favourites; drop some first"});
  }
  favourite_records::add_favourite(
      tx, class_id, user_id,
      {.product_id = product_id, .at = tx.now(), .price_fen = product.price_fen()});
}

std::vector<v1::NoticedProduct> Favourites::favourites_of(db::Transaction& tx,
                                                          std::int64_t class_id,
                                                          std::int64_t user_id) {
  return with_products(tx, class_id, favourite_records::favourites_of(tx, class_id, user_id));
}

std::vector<v1::NoticedProduct> Favourites::footprints_of(db::Transaction& tx,
                                                          std::int64_t class_id,
                                                          std::int64_t user_id) {
  return with_products(tx, class_id, favourite_records::footprints_of(tx, class_id, user_id));
}

void Favourites::clear_footprints(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t user_id) {
  favourite_records::forget_footprints(tx, class_id, user_id, 0);
}

std::vector<v1::NoticedProduct> Favourites::with_products(db::Transaction& tx,
                                                          std::int64_t class_id,
                                                          const std::vector<Noticed>& noticed) {
  std::vector<std::int64_t> ids;
  for (const Noticed& one : noticed) ids.push_back(one.product_id);
  std::map<std::int64_t, v1::Product> by_id;
  for (v1::Product& product : products_.offered_all(tx, class_id, ids)) {
    by_id[product.product_id()] = std::move(product);
  }
  std::vector<v1::NoticedProduct> shown;
  for (const Noticed& one : noticed) {
    v1::NoticedProduct& said = shown.emplace_back();
    *said.mutable_product() = by_id[one.product_id];
    said.set_at(one.at);
    said.set_price_then_fen(one.price_fen);
  }
  return shown;
}

}  // namespace kaibo::mall
