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

/// A shop's page (店铺装修): a draft that only its owner and who decorates for them see, and
/// versions that were published, of which buyers see the newest. Rolling back publishes an earlier
/// one as a new version. Each step throws like Shops::require_for.
class Pages : public Watched {
 public:
  Pages(classroom::Classroom& classroom, Shops& shops, Products& products, Settings& settings)
      : classroom_(classroom), shops_(shops), products_(products), settings_(settings) {}

  v1::PageDraft draft(db::Transaction& tx, std::int64_t person_id,
                      const v1::GetPageDraftRequest& wish);
  /// Throws invalid_argument for blocks against the rules, aborted when the draft was changed
  /// elsewhere since the seller saw it.
  v1::PageDraft save(db::Transaction& tx, std::int64_t person_id,
                     const v1::SavePageDraftRequest& wish);
  /// Throws aborted like save, failed_precondition for an empty page.
  v1::PageDraft publish(db::Transaction& tx, std::int64_t person_id,
                        const v1::PublishPageRequest& wish);
  /// The newest first.
  std::vector<v1::PageVersion> versions(db::Transaction& tx, std::int64_t person_id,
                                        const v1::ListPageVersionsRequest& wish);
  /// Throws not_found for a version that was never published.
  v1::PageDraft roll_back(db::Transaction& tx, std::int64_t person_id,
                          const v1::RollBackPageRequest& wish);

  /// A shop as buyers see it. Throws not_found.
  v1::GetShopFrontResponse front(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

 private:
  /// The shop that the wish names, for who may decorate it.
  template <typename Wish>
  v1::Shop decorated(db::Transaction& tx, std::int64_t person_id, const Wish& wish);
  struct Showing {
    std::int64_t class_id = 0;
    std::int64_t actor = 0;
    std::int32_t rolled_back_to = 0;
  };
  void show_to_buyers(db::Transaction& tx, const Showing& showing, const v1::Shop& shop,
                      const v1::Page& page);
  v1::PageDraft draft_of(db::Transaction& tx, std::int64_t shop_id);

  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
  Settings& settings_;
};

}  // namespace kaibo::mall
