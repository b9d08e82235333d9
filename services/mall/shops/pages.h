#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/settings.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// A shop's page (店铺装修): a draft that only its owner sees, and versions that were published, of
/// which buyers see the newest. Rolling back publishes an earlier one as a new version.
class Pages : public Watched {
 public:
  Pages(classroom::Classroom& classroom, Shops& shops, Products& products, Settings& settings)
      : classroom_(classroom), shops_(shops), products_(products), settings_(settings) {}

  v1::PageDraft draft(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  /// Throws invalid_argument for blocks against the rules, aborted when the draft was changed
  /// elsewhere since the seller saw it.
  v1::PageDraft save(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                     const v1::SavePageDraftRequest& wish);
  /// Throws aborted like save, failed_precondition for an empty page.
  v1::PageDraft publish(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                        std::int64_t revision);
  /// The newest first.
  std::vector<v1::PageVersion> versions(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t owner_id);
  /// Throws not_found for a version that was never published.
  v1::PageDraft roll_back(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                          std::int32_t version);

  /// A shop as buyers see it. Throws not_found.
  v1::GetShopFrontResponse front(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

 private:
  void show_to_buyers(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop,
                      const v1::Page& page, std::int32_t rolled_back_to);
  v1::PageDraft draft_of(db::Transaction& tx, std::int64_t shop_id);

  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
  Settings& settings_;
};

}  // namespace kaibo::mall
