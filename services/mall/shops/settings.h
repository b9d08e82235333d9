#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/rules.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// What a seller sets up (店铺管理): announcement, return address, categories of the shop's own,
/// freight templates. One document, replaced whole.
class Settings : public Watched {
 public:
  Settings(base::IdSource& ids, classroom::Classroom& classroom, Shops& shops, Products& products)
      : ids_(ids), classroom_(classroom), shops_(shops), products_(products) {}

  /// Empty, of revision 0, when nothing was saved.
  v1::ShopSettings of_shop(db::Transaction& tx, std::int64_t shop_id);
  /// For who may change the shop's products, which rest on them. Throws like Shops::require_for.
  v1::ShopSettings show(db::Transaction& tx, std::int64_t person_id,
                        const v1::GetShopSettingsRequest& wish);
  /// New categories and templates get their ids. Throws invalid_argument for what is against the
  /// rules, aborted when it was changed elsewhere since the seller saw it.
  v1::ShopSettings save(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                        v1::ShopSettings wish);

  /// What it costs to send these lines of one shop to the region.
  std::int64_t freight_fen(db::Transaction& tx, std::int64_t shop_id, std::string_view region,
                           std::span<const shop_rules::FreightLine> lines);
  /// The same for products as the mall sells them. Throws not_found.
  std::int64_t quote(db::Transaction& tx, const v1::QuoteFreightRequest& wish);

 private:
  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
};

/// What freight goes by, of `pieces` of a product at `price_fen`.
shop_rules::FreightLine freight_line(const v1::Product& product, std::int64_t pieces,
                                     std::int64_t price_fen);

}  // namespace kaibo::mall
