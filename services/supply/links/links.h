#pragma once

#include <cstdint>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/products/products.h"
#include "services/supply/market/market.h"

namespace kaibo::supply {

/// 一键上架: goods copied to products of a shop, and what ties the two together.
class Links {
 public:
  Links(classroom::Classroom& classroom, mall::Products& products, Market& market)
      : classroom_(classroom), products_(products), market_(market) {}

  v1::QuotePricesResponse quote(db::Transaction& tx, const v1::QuotePricesRequest& wish);
  /// Throws failed_precondition for a good that is stopped or that the shop sells already, aborted
  /// when it costs other than the seller saw, invalid_argument for a specification that it does not
  /// have, and whatever the mall refuses of a product.
  v1::Link copy(db::Transaction& tx, std::int64_t seller_id, const v1::CopyGoodRequest& wish);

  std::vector<v1::Link> of_seller(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t seller_id);
  /// Each throws not_found for a product of another shop, or one without a link.
  v1::Link accept_price(db::Transaction& tx, std::int64_t seller_id,
                        const v1::AcceptPriceRequest& wish);
  /// Throws invalid_argument for a specification that product or good does not have.
  v1::Link map_sku(db::Transaction& tx, std::int64_t seller_id, const v1::MapSkuRequest& wish);
  v1::Link set_own_cap(db::Transaction& tx, std::int64_t seller_id,
                       const v1::SetOwnCapRequest& wish);
  v1::Link set_linked(db::Transaction& tx, std::int64_t seller_id,
                      const v1::SetLinkedRequest& wish);

  /// The usual ones of the course until the seller has saved others.
  v1::Settings settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id);
  void save_settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                     const v1::Settings& settings);
  /// See mall::Source.
  static std::map<std::int64_t, mall::Material> materials(
      db::Transaction& tx, std::span<const mall::v1::Product> products);

 private:
  v1::Link require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                       std::int64_t product_id);
  void complete(db::Transaction& tx, std::int64_t class_id, std::vector<v1::Link>& links);
  void price_anew(db::Transaction& tx, std::int64_t class_id, const v1::Link& link,
                  const v1::Good& good);
  v1::Link shown(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
  void tell_changed(db::Transaction& tx, std::int64_t class_id, const v1::Link& link);

  classroom::Classroom& classroom_;
  mall::Products& products_;
  Market& market_;
};

}  // namespace kaibo::supply
